"""Signing in the browser: before anything is sealed, the phone shows all that is signed, as the record has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest

from tests.web.boxes.evening import ASKS, FIRST_SEQ, Evening
from tests.web.days import ahead, said
from tests.web.demands.tab import Tab
from tests.web.demands.test_writing_browser import evening
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, b64
from undersign.protocol.growth import saying_document
from undersign.web.boxes.models import Box, Request
from undersign.web.demands.models import Demand

__all__ = ["evening"]
pytestmark = pytest.mark.django_db(transaction=True)

STEPS: Final = [
    {"what": "meet", "says": "All of us ask to meet the director.", "number": 5, "date": ahead(72)},
    {"what": "press", "says": "We tell the Hudson Valley News.", "number": 6, "date": ahead(100)},
]
SURVEYS: Final = [{"box": b64(bytes(32)), "says": "4 of 5 cannot pay the rent."}]
FULL: Final[Document] = {**ASKS, "steps": STEPS, "evidence": SURVEYS}


def fill(tab: Tab, demand: Demand) -> None:
    """Fill in a name and go on."""
    page = tab.page
    page.goto(f"/demands/{demand.box.hex}/sign")
    page.fill("#name", "Ana Example")
    page.fill("#job", "Peer specialist")
    page.check("[name=level][value='6']")
    page.click("#sign-form button[type=submit]")


def review(tab: Tab, demand: Demand) -> None:
    """Fill in a name and go on to the review."""
    fill(tab, demand)
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
        f"by {said(ASKS['asks'][0]['by'])}",
        "Ana Example",
        "Peer specialist",
        "at least 6 are in",
        said(ASKS["reply_by"]),
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
        f"from {said(ahead(72))}, if 5 people are in",
        "Go to the press",
        f"from {said(ahead(100))}, if 6 people are in",
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


def put_up(evening: Evening) -> Demand:
    """Put a demand up for which nobody has asked for a pass yet."""
    words = drafts.put_up_text(evening.fields(levels=[5, 6]))
    evening.at(1, evening.room().box).write(words, FIRST_SEQ)
    evening.tick()
    evening.tick()
    evening.witness()
    return Demand.objects.latest("id")


def say(evening: Evening, who: int, kind: str, box: Box) -> None:
    """Object to the first of the six, or confirm them."""
    word = saying_document(evening.people[who].secret, kind, bytes(box.box_id), evening.people[0].key)
    evening.people[who].web.post(f"/boxes/{box.hex}/saying", {"word": word})


def test_who_was_just_confirmed_waits_for_the_tick_and_then_signs(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = put_up(evening)
    for who in (1, 2, 3):
        say(evening, who, "objection" if who == 1 else "confirmation", demand.box)
        if who == 2:
            evening.witness()  # the record knows of one confirmation, the site of two
    tab = tabs(0)
    review(tab, demand)
    tab.page.click("#seal")
    tab.shows("waiting")
    evening.witness()
    tab.shows("waiting")
    for _ in range(300):
        if Request.objects.filter(box=demand.box).exists():
            break
        tab.page.wait_for_timeout(200)
        assert tab.page.locator(".error").filter(visible=True).count() == 0
    else:
        pytest.fail("it did not happen: no pass was asked for")
    for who in range(1, 6):
        evening.at(who, demand.box).ask()
    evening.witness()
    evening.keyholders.answer(demand.box)
    tab.page.wait_for_url("**/receipt")
    tab.page.get_by_text("Received").first.wait_for()


def test_the_page_of_who_is_confirmed_says_so_by_itself(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = put_up(evening)
    say(evening, 1, "objection", demand.box)
    evening.tick()
    tab = tabs(0)
    tab.page.goto(f"/demands/{demand.box.hex}")
    assert "objects to your entry" in tab.page.inner_text("main")
    with tab.page.expect_response("**/figures.json?late"):
        pass
    for who in (2, 3):
        say(evening, who, "confirmation", demand.box)
    with tab.page.expect_event("load"):  # nothing looks into the page meanwhile: to the browser that is as a tap
        pass
    assert tab.page.locator("#sign").is_visible()
    assert tab.page.get_attribute("main", "data-figures") == f"/demands/{demand.box.hex}/figures.json"


def test_after_the_end_nothing_is_offered_that_can_only_fail(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = evening.put_up(evening.room(), levels=[5, 6])
    tab = tabs(0)
    page = tab.page
    review(tab, demand)
    tab.away = True
    page.click("#seal")
    page.wait_for_url("**/receipt")
    tab.shows("unsent")
    assert "NOT SENT YET" in page.inner_text("#mine")
    assert page.locator("#send-now").is_visible()
    tab.away = False
    evening.clock.now = demand.box.signing_ends
    page.click("#send-now")  # of a page that was open before the end
    page.get_by_text("If you sent it before, it may have arrived.").wait_for()
    page.reload()
    tab.shows("unsent")
    assert page.inner_text("#mine").startswith("This was not confirmed in time.")
    assert not page.locator("#send-now").is_visible()
    tab.look()
    tab.away = True
    page.click("#withdraw")
    page.click("#withdraw-now")
    page.locator("[data-say=out_unsent]").wait_for()
    assert page.locator("#send-now").is_visible(), "what takes a name out still counts"
    evening.clock.now = demand.box.withdrawing_ends
    page.reload()
    tab.shows("out_unsent")
    assert "that was not confirmed in time" in page.inner_text("#mine")
    assert not page.locator("#send-now").is_visible()


def test_who_is_not_confirmed_is_told_so_in_the_end(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = put_up(evening)
    say(evening, 1, "objection", demand.box)
    evening.witness()
    tab = tabs(0)
    tab.page.clock.install()
    review(tab, demand)
    tab.page.click("#seal")
    tab.shows("waiting")
    error = tab.page.locator(".error").filter(has_text="Two others must confirm you first").filter(visible=True)
    for _ in range(300):  # 10 minutes on the phone's clock: before that it has read the record often enough
        tab.page.clock.run_for(2000)
        tab.page.wait_for_timeout(50)
        if error.count():
            break
    assert error.count() == 1
    assert not Request.objects.filter(box=demand.box).exists()


def test_a_site_out_of_reach_is_not_called_a_broken_record(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand = evening.put_up(evening.room(), levels=[5, 6])
    tab = tabs(0)
    tab.page.context.route(re.compile("/record/"), lambda route: route.abort())
    fill(tab, demand)
    error = tab.page.locator(".error").filter(visible=True)
    error.wait_for()
    assert "The site could not be reached." in error.inner_text()
    assert tab.page.input_value("#name") == "Ana Example"
