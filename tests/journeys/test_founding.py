"""Three people found a network, name their workplace, and vouch for each other's jobs."""

from __future__ import annotations

from tests.journeys.network import WORKPLACE, add_workplace, found
from tests.journeys.people import Site


def test_three_founders_and_a_workplace(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    ana.go("/me")
    ana.look("my-page")
    assert "Ana" in ana.text()
    outsider = site.person("outsider")
    outsider.go("/")
    outsider.look("first")
    assert WORKPLACE not in outsider.page.content()
    outsider.tap("Español")
    outsider.page.wait_for_url("**/es/")
    outsider.look("spanish")
    assert outsider.page.locator("html").get_attribute("lang") == "es"
