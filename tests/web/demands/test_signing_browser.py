"""Signing in the browser: before anything is sealed, the phone shows all that is signed, as the record has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.web.boxes.evening import ASKS, Evening
from tests.web.demands.tab import Tab
from tests.web.demands.test_writing_browser import evening
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, b64
from undersign.web.demands.models import Demand

__all__ = ["evening"]
pytestmark = pytest.mark.django_db(transaction=True)

STEPS: Final = [
    {"what": "meet", "says": "All of us ask to meet the director.", "number": 5, "date": "2027-02-10"},
    {"what": "press", "says": "We tell the Hudson Valley News.", "number": 6, "date": "2027-03-10"},
]
SURVEYS: Final = [{"box": b64(bytes(32)), "says": "4 of 5 cannot pay the rent."}]
FULL: Final[Document] = {**ASKS, "steps": STEPS, "evidence": SURVEYS}


def review(tab: Tab, demand: Demand) -> None:
    """Fill in a name and go on to the review."""
    page = tab.page
    page.goto(f"/demands/{demand.box.hex}/sign")
    page.fill("#name", "Ana Example")
    page.fill("#job", "Peer specialist")
    page.check("[name=level][value='6']")
    page.click("#sign-form button[type=submit]")
    tab.shows("review")


def test_the_review_holds_all_that_is_signed(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = evening.put_up(evening.room(), text=asks_text(FULL), levels=[5, 6])
    tab = tabs(0)
    review(tab, demand)
    page = tab.page
    shown = page.locator("[data-say=review]")
    for words in (
        "The director of Hill Services",
        "Pay of at least $22 an hour for every peer worker",
        "by March 1, 2027",
        "Ana Example",
        "Peer specialist",
        "at least 6 are in",
        "January 31, 2027",
        "everybody on the list of this demand, and who receives the letter",
    ):
        assert words in shown.inner_text(), words
    assert "for good" not in shown.inner_text()  # what is said of names that all may see
    tab.look()
    closed = page.locator("[data-say=review] details:not([open]) > summary")
    assert closed.count() == 4
    for _ in range(4):
        closed.first.click()
    for words in (
        "Rent went up. Our pay did not.",
        "4 of 5 cannot pay the rent.",
        "Meet the boss together",
        "All of us ask to meet the director.",
        "from February 10, 2027, if 5 people are in",
        "Go to the press",
        "from March 10, 2027, if 6 people are in",
        "With 5 or more in",
        "With 6 or more in",
        "With fewer than 5, nothing opens, ever.",
        "2 of the 3 keyholders",
        "If you supervise others",
    ):
        assert words in shown.inner_text(), words
    assert "File a complaint" not in shown.inner_text()
    tab.look()
    page.click("#seal")
    page.wait_for_url("**/receipt")


def test_without_reasons_or_steps_the_review_says_so(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = evening.put_up(evening.room(), text=asks_text({**ASKS, "reasons": ""}), levels=[5, 6])
    tab = tabs(0)
    review(tab, demand)
    assert tab.page.locator("#review-why").is_hidden()
    tab.page.get_by_text("If the answer is no, or none comes").click()
    assert tab.page.locator("#review-no-steps").is_visible()
