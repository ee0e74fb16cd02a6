"""The list of coworkers in a real browser: what "Check it now" says where the page and the record differ."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.boxes.evening import Evening
from tests.web.demands.tab import Drawn, Tab
from tests.web.network import let_in, phone
from tests.web.people.clock import standing
from undersign.web.demands.models import Demand
from undersign.web.home import Home

pytestmark = pytest.mark.django_db(transaction=True)
GROWN = "Perhaps somebody came to the list just now."
WRONG = "If they still differ, do not sign, and tell your coworkers."


@pytest.fixture
def evening(drawn: Drawn, site: Home, monkeypatch: pytest.MonkeyPatch) -> Evening:  # noqa: ARG001 - kept, and a record
    """Return the evening's six, whose words a browser can have."""
    return Evening.of_six(standing(monkeypatch))


def listed(tab: Tab, demand: Demand) -> Tab:
    """Open the list, once it says nothing of the record yet."""
    tab.page.goto(f"/demands/{demand.box.hex}/list")
    assert tab.page.locator("[data-say=same], [data-say=differs]").filter(visible=True).count() == 0
    return tab


def check(tab: Tab) -> str:
    """Compare the page with the record; return which of the two it says."""
    tab.page.click("#check")
    said = tab.page.locator("[data-say=same], [data-say=differs], .error").filter(visible=True)
    said.wait_for()
    tab.look()
    return str(said.get_attribute("data-say"))


def marked(tab: Tab) -> list[str]:
    """Return beside whom the page says that the record does not hold them."""
    marks = tab.page.locator("#people li:has([data-mark]:not([hidden])) [data-own][id]")
    return marks.all_inner_texts()


def test_who_came_to_the_list_just_now_is_said_to_be_a_reason(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = evening.put_up(evening.room())
    tab = listed(tabs(0), demand)
    assert (check(tab), marked(tab)) == ("same", [])
    let_in(evening.people, phone("Gus"), evening.place)
    evening.tick()
    evening.witness()
    assert (check(tab), marked(tab)) == ("differs", [])
    said = tab.page.locator("[data-say=differs]").inner_text()
    assert said.index("This page and the record differ.") < said.index(GROWN) < said.index(WRONG)
    assert (check(listed(tab, demand)), marked(tab)) == ("same", [])
    assert "Gus" in tab.page.locator("#people").inner_text()


def test_who_stands_on_the_page_alone_is_marked(tabs: Callable[[int], Tab], evening: Evening) -> None:
    """As a site would show somebody whom the record does not hold, in place of somebody whom it does."""
    tab = listed(tabs(0), evening.put_up(evening.room()))
    last = tab.page.locator("#people li").last
    last.evaluate("each => { each.dataset.key = 'A'.repeat(43) }")
    assert check(tab) == "differs"
    assert marked(tab) == [last.locator("[data-own][id]").inner_text()]
