"""Somebody without an account checks their pay: in both languages, with and without JavaScript, and on paper."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request

from tests.journeys.people import SHOTS, Site, Somebody
from tests.reference.test_living_wages import HEAD, table

TYPED = {"pay": "17.83", "paid": "31", "unpaid": "6.5", "household": "3"}
SHEETS_MOST = 2


class Watch:
    """Everything that a browser sends: how, where to, and what goes with it."""

    def __init__(self, somebody: Somebody) -> None:
        self.sent: list[tuple[str, str, str]] = []
        somebody.page.on("request", self.note)

    def note(self, request: Request) -> None:
        """Keep one request."""
        self.sent.append((request.method, request.url, request.post_data or ""))

    def carries_only_the_form(self, site: Site) -> None:
        """Check that what was typed went to this host in a form, and nowhere else."""
        forms = [(url, body) for method, url, body in self.sent if method == "POST"]
        assert forms
        assert {urlsplit(url).path for url, _ in forms} <= {"/pay", "/es/pay"}
        assert all(url.startswith(site.address) and TYPED["pay"] in body for url, body in forms)
        assert all(not urlsplit(url).query and TYPED["pay"] not in url for _, url, _ in self.sent)
        assert all(not body for method, _, body in self.sent if method != "POST")


def fill(somebody: Somebody, **other: str) -> None:
    """Fill the form in, with other values for some of it."""
    for name, value in (TYPED | other).items():
        somebody.page.fill(f"#{name}", value)


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_checks_their_pay(site: Site, language: str) -> None:
    site.language = language
    ana = site.person("Ana")
    watch = Watch(ana)
    ana.go("/")
    ana.tap("Check my pay")
    ana.look("form")

    fill(ana, city="nonmetropolitan", household="0")
    ana.page.select_option("#state", "NY")
    ana.tap("Check")
    ana.sees("Write how many people live on this pay: a whole number from 1 to 20.")
    ana.sees("This fits several areas. Choose one below.")
    ana.look("wrong")
    assert {name: ana.page.input_value(f"#{name}") for name in TYPED} == TYPED | {"household": "0"}
    assert ana.page.input_value("#city") == "nonmetropolitan"

    ana.page.fill("#household", "3")
    ana.page.select_option("#area", label="Southwest New York nonmetropolitan area")
    ana.page.select_option("#job", "21-1015")
    ana.tap("Check")
    ana.sees("Your pay next to public figures")
    ana.look("answer")
    assert "$17.83" in ana.text()
    assert "105.2%" in ana.text()
    assert "$14.74" in ana.text()

    ana.tap_summary("Change something")
    assert ana.page.input_value("#city") == "Southwest New York nonmetropolitan area"
    ana.page.check("input[name=unit][value=year]")
    ana.page.fill("#pay", "41,017.83")
    ana.tap("Check")
    assert "$41,018" in ana.text()
    ana.tap_summary("Change something")
    ana.look("change")
    ana.page.get_by_role("button", name={"en": "Lo mismo en español", "es": "The same in English"}[language]).click()
    assert ana.page.locator("html").get_attribute("lang") == {"en": "es", "es": "en"}[language]
    assert "$41,018" in ana.text()
    watch.carries_only_the_form(site)


def test_the_answer_goes_on_two_sheets_of_paper(site: Site) -> None:
    ana = site.person("Ana")
    ana.go("/pay")
    fill(ana, city="Syracuse")
    ana.page.select_option("#state", "NY")
    ana.page.select_option("#job", "21-1015")
    figures = site.server.home.with_name("figures.csv")
    figures.write_bytes(table() + table(place="0045060")[len(HEAD) :])
    assert "2 living wages" in site.server.command("host", "living-wages", site.server.home, figures)
    ana.tap("Check")
    ana.sees("What a living costs")
    ana.look("with-a-living-wage")
    ana.page.emulate_media(media="print", color_scheme="light")
    ana.page.screenshot(path=SHOTS / f"{site.name}-paper.png", full_page=True)
    ana.page.pdf(path=SHOTS / f"{site.name}.pdf", format="Letter", prefer_css_page_size=True)
    assert not ana.page.get_by_text("Change something").is_visible()
    assert not ana.page.locator("#leave").is_visible()
    assert ana.page.get_by_text("Source:").first.is_visible()
    assert 0 < (SHOTS / f"{site.name}.pdf").read_bytes().count(b"/Type /Page\n") <= SHEETS_MOST


def test_it_works_without_javascript(site: Site) -> None:
    options = {name: value for name, value in site.screen.items() if name != "name"}
    page = site.browser.new_context(base_url=site.address, java_script_enabled=False, **options).new_page()
    page.goto("/pay")
    for name, value in TYPED.items():
        page.fill(f"#{name}", value)
    page.click("main button")
    page.wait_for_load_state()
    assert "Choose a state." in page.inner_text("main")
    page.select_option("#state", "NY")
    page.click("main button")
    page.wait_for_load_state()
    assert "105.2%" in page.inner_text("main")
    assert urlsplit(page.url).path == "/pay"
    assert not urlsplit(page.url).query
    assert page.context.cookies() == []
