"""What is written down on a weak network, at midnight or with a pause, in the browser: once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Route

from tests.web.boxes.evening import Evening
from tests.web.days import ahead
from tests.web.demands.following import Signer, opened, send
from tests.web.demands.tab import Tab
from tests.web.demands.test_writing_browser import evening
from tests.web.people.clock import DAY
from tests.web.workplaces import places
from undersign.protocol.encoding import b64
from undersign.web.demands.followup import access, letters
from undersign.web.demands.models import Demand
from undersign.web.people import access as people
from undersign.web.workplaces.models import Note

__all__ = ["evening"]
pytestmark = pytest.mark.django_db(transaction=True)

LOCK: Final = (
    "window.name = 'locked';"
    "sessionStorage.undersign = JSON.stringify({...JSON.parse(sessionStorage.undersign), touched: 0})"
)
DUE = ahead(150)


class Losing:
    """A request that comes to the site, whose answer does not come back."""

    def __init__(self, route: Route) -> None:
        self.route, self.request = route, route.request

    def fulfill(self, **_answer: Any) -> None:  # noqa: ANN401 - whatever was answered
        """Lose the answer."""
        self.route.abort()


def lose(tab: Tab, path: str) -> None:
    """Lose the next answer from an address."""
    answer: Callable[[Any], None] = tab.answer
    tab.page.route(f"**{path}", lambda route: answer(Losing(route)), times=1)


def press(tab: Tab) -> None:
    tab.page.click("main form button[type=submit]")


def delivered(evening: Evening) -> Demand:
    """Return a demand that was delivered."""
    found = opened(evening)
    assert send(Signer(evening, found).delivers()) == {}
    return found


def promise(tab: Tab, demand: Demand) -> None:
    """Fill the form of a promise."""
    tab.page.goto(f"/demands/{demand.box.hex}/after/promise")
    tab.page.select_option("#ask", "0")
    tab.page.fill("#what", "$22 by May")
    tab.page.fill("#due", DUE)


def promises(demand: Demand) -> int:
    course = access.course(demand)
    assert course is not None
    return len(course.promises)


def test_a_promise_whose_answer_was_lost_is_written_down_once(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand, tab = delivered(evening), tabs(0)
    promise(tab, demand)
    lose(tab, "/outcomes")
    press(tab)
    tab.page.get_by_text("Nothing is written down twice.").wait_for()
    press(tab)
    tab.page.get_by_text("stand in the record already").wait_for()
    assert promises(demand) == 1
    tab.look()


def test_two_entries_may_say_the_same(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand, tab = delivered(evening), tabs(0)
    for count in (1, 2):
        promise(tab, demand)
        press(tab)
        tab.page.wait_for_url("**/after")
        assert promises(demand) == count


def test_a_delivery_whose_employer_is_named_as_its_title(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand, tab = opened(evening), tabs(0)
    tab.page.goto(f"/demands/{demand.box.hex}/after/delivered")
    tab.page.fill("#employer", "Pay")
    assert tab.page.inner_text(".kicker") == "Pay"
    press(tab)
    tab.page.wait_for_url("**/after")
    assert access.course(demand) is not None


def test_a_reply_whose_answer_was_lost_stands_there(tabs: Callable[[int], Tab], evening: Evening) -> None:
    demand, tab = delivered(evening), tabs(5)
    tab.page.goto(f"/reply/{letters.named(demand).hex()}#{b64(letters.reply_secret(demand))}")
    tab.page.fill("#says", "We will look into it.")
    lose(tab, "/outcomes")
    tab.page.click("#reply button")
    tab.page.get_by_text("Nothing is written down twice.").wait_for()
    tab.page.click("#reply button")
    tab.page.get_by_text("stand in the record already").wait_for()


def test_what_came_of_a_demand_is_still_typed_after_the_tab_was_locked(
    tabs: Callable[[int], Tab], evening: Evening
) -> None:
    demand, tab = delivered(evening), tabs(0)
    promise(tab, demand)
    where = tab.page.url
    tab.page.evaluate(LOCK)
    tab.page.dispatch_event("body", "pointerdown")
    tab.page.wait_for_url("**/sign-in?next=**")
    evening.people[0].sign_in()
    tab.page.evaluate("window.name = ''")
    tab.page.goto(where)
    kept = [tab.page.input_value(each) for each in ("#ask", "#what", "#due")]
    assert kept == ["0", "$22 by May", DUE]
    press(tab)
    tab.page.wait_for_url("**/after")
    assert promises(demand) == 1


def test_a_note_whose_answer_was_lost_is_written_down_once(tabs: Callable[[int], Tab], evening: Evening) -> None:
    tab, place = tabs(0), b64(evening.place)
    tab.page.goto(f"/workplaces/{place}/write")
    tab.page.fill("textarea", "The break room is cold.")
    lose(tab, "/written")
    press(tab)
    tab.page.get_by_text("Nothing is written down twice.").wait_for()
    press(tab)
    tab.page.get_by_text("This note stands here already.").wait_for()
    assert Note.objects.count() == 1
    tab.look()


def test_a_note_that_was_begun_before_midnight_is_signed_for_the_new_day(
    tabs: Callable[[int], Tab], evening: Evening
) -> None:
    tab, place = tabs(0), b64(evening.place)
    tab.page.goto(f"/workplaces/{place}/write")
    tab.page.fill("textarea", "The break room is cold.")
    evening.clock.pass_by(DAY)
    for each in evening.people[:2]:
        each.sign_in()
    places.note(evening.people[1], evening.place, "Good morning.")  # the book is at the new day
    press(tab)
    tab.page.get_by_text("The day has changed since").wait_for()
    assert Note.objects.count() == 1
    press(tab)
    tab.page.wait_for_url(f"**/workplaces/{place}")
    assert [each.day for each in Note.objects.all()] == [people.today()] * 2
