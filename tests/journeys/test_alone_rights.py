"""Your rights when you talk with coworkers: one page that leads on to where it can be taken, and asks nothing."""

from __future__ import annotations

from playwright.sync_api import Request

from tests.journeys.people import Site


def reads_on(site: Site) -> None:
    """Read the page in the language of the site, and go on to the office."""
    ana = site.person("Ana")
    sent: list[Request] = []
    ana.page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - playwright marks what it is given
    ana.go("/rights")
    ana.page.wait_for_load_state("networkidle")
    ana.sees("What a supervisor may not do")
    ana.look("rights")
    text = ana.text()
    assert text.index("29 USC 157") < text.index("29 USC 152") < text.index("5 USC 7118")
    unchecked = ana.said("Not checked. We found no rule for this. Ask in your state before you rely on it.")
    assert text.index(ana.said("A state, county, city or public school pays you")) < text.index(unchecked)
    ana.tap("Find the office and the last day")
    ana.sees("What were you punished or threatened for?")
    assert ana.page.url.endswith("/where")
    assert {each.method for each in sent} == {"GET"}
    assert ana.page.context.cookies() == []


def test_somebody_reads_their_rights_and_goes_on_to_the_office(site: Site) -> None:
    for language in ("en", "es"):
        site.language = language
        reads_on(site)
