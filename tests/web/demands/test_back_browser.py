"""Coming back in the browser to a tab that locked, or whose session ended: the same words bring all of it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.web import start
from tests.web.boxes.evening import Evening
from tests.web.days import ahead
from tests.web.demands import drafting
from tests.web.demands.tab import Drawn, Tab
from tests.web.demands.test_twice_browser import LOCK, delivered, press
from tests.web.demands.test_writing_browser import evening, visit_until_sent, written
from undersign.protocol import phrase
from undersign.protocol.encoding import b64
from undersign.web.boxes.models import Waiting
from undersign.web.demands.drafts import actions
from undersign.web.workplaces.models import Workplace

__all__ = ["evening"]
pytestmark = pytest.mark.django_db(transaction=True)

TEXT: Final = "We could ask for a raise, and for paid supervision."
PIN: Final = "271828"
FULL: Final = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, name) {
    if (name === "drawer/receipts") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value, name);
  };
}"""


def lock(tab: Tab) -> None:
    """Let 15 minutes pass without a touch."""
    tab.page.evaluate(LOCK)
    tab.page.dispatch_event("body", "pointerdown")
    tab.page.wait_for_url("**/sign-in?next=**")
    assert tab.page.evaluate("sessionStorage.undersign") is None
    assert TEXT not in str(tab.page.evaluate("({...sessionStorage})"))


def words_of(evening: Evening, who: int, drawn: Drawn) -> str:
    return phrase.phrase_of(drawn.found[evening.people[who].seed])


def come_in(tab: Tab, words: str, whose: str = "other") -> None:
    """Sign in with twelve words."""
    if tab.page.locator("#use-words").is_visible():
        tab.page.click("#use-words")
    tab.page.locator("#typed").filter(visible=True).wait_for()
    tab.page.fill("#typed", words)
    tab.page.check(f"input[name=whose][value={whose}]")
    tab.page.click("#words-form button[type=submit]")


def come_back(tab: Tab, words: str, where: str) -> None:
    """Sign in with twelve words, as on a phone that is not one's own; the page is the one that was left."""
    come_in(tab, words)
    tab.page.wait_for_url(start.ADDRESS + where)


def page_of(evening: Evening, what: str) -> tuple[str, str]:
    """Return a page with something to type, and its field for a text."""
    if what == "note":
        return f"/workplaces/{b64(evening.place)}/write", "#text"
    if what == "promise":
        return f"/demands/{delivered(evening).box.hex}/after/promise", "#what"
    return f"/drafts/{evening.room().box.hex}/write", "#text"


def test_on_a_borrowed_phone_what_was_typed_is_there_for_the_same_words(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn
) -> None:
    (where, field), tab = page_of(evening, "write"), tabs(2)
    tab.page.goto(where)
    tab.page.fill(field, TEXT)
    lock(tab)
    come_back(tab, words_of(evening, 2, drawn), where)
    assert tab.page.input_value(field) == TEXT


def test_on_a_borrowed_phone_what_was_typed_is_gone_for_other_words(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn
) -> None:
    (where, field), tab = page_of(evening, "write"), tabs(2)
    tab.page.goto(where)
    tab.page.fill(field, TEXT)
    lock(tab)
    assert "typed" in tab.page.evaluate("sessionStorage['undersign/stays']")
    come_back(tab, words_of(evening, 4, drawn), where)
    assert tab.page.input_value(field) == ""
    assert tab.page.evaluate("sessionStorage['undersign/stays']") is None


def test_the_pin_of_another_member_fills_in_nothing(tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn) -> None:
    (where, field), tab = page_of(evening, "write"), tabs(2)
    tab.page.goto(where)
    lock(tab)
    come_in(tab, words_of(evening, 4, drawn), "mine")
    tab.page.fill("#pin-1", PIN)
    tab.page.fill("#pin-2", PIN)
    tab.page.click("#new-pin button[type=submit]")
    tab.page.wait_for_url(start.ADDRESS + where)
    lock(tab)
    come_back(tab, words_of(evening, 2, drawn), where)
    tab.page.fill(field, TEXT)
    lock(tab)
    tab.page.fill("#pin", PIN)
    tab.page.click("#pin-form button[type=submit]")
    tab.page.wait_for_url(start.ADDRESS + where)
    assert tab.page.input_value(field) == ""
    assert tab.page.evaluate("sessionStorage['undersign/stays']") is None


@pytest.mark.parametrize("whose", ["other", "mine"])
def test_what_was_not_sent_yet_outlives_the_lock_on_a_borrowed_phone(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn, whose: str
) -> None:
    found, tab = evening.room(), tabs(2)
    where = f"/drafts/{found.box.hex}/write"
    tab.page.goto(where)
    tab.page.fill("#text", TEXT)
    tab.away = True
    tab.page.click("#draft button[type=submit]")
    tab.shows("unsent")
    lock(tab)
    tab.away = False
    come_in(tab, words_of(evening, 2, drawn), whose)
    if whose == "mine":  # the phone is to be theirs from now on
        tab.page.fill("#pin-1", PIN)
        tab.page.fill("#pin-2", PIN)
        tab.page.click("#new-pin button[type=submit]")
    tab.page.wait_for_url(start.ADDRESS + where)
    assert visit_until_sent(tab, where)
    [sent] = written(evening, found)
    assert sent.fields == {**(sent.fields or {}), "text": TEXT}


@pytest.mark.parametrize("what", ["write", "note", "promise"])
def test_what_was_typed_is_there_after_the_session_had_ended(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn, what: str
) -> None:
    (where, field), tab = page_of(evening, what), tabs(2)
    tab.page.goto(where)
    tab.page.fill(field, TEXT)
    if what == "promise":
        tab.page.select_option("#ask", "0")
        tab.page.fill("#due", ahead(150))
    went: list[str] = []
    tab.page.on("request", lambda asked: went.append(asked.url) if asked.is_navigation_request() else None)
    evening.people[2].web.post("/sign-out", {})  # in another tab
    tab.page.evaluate("window.name = 'locked'")
    press(tab)
    tab.page.wait_for_url("**/sign-in?next=**")
    assert len(went) == 1
    assert TEXT not in str(tab.page.evaluate("({...sessionStorage})"))
    come_back(tab, words_of(evening, 2, drawn), where)
    assert tab.page.input_value(field) == TEXT
    press(tab)
    if what == "write":
        tab.shows("sent")
    else:
        tab.page.wait_for_url(lambda url: not url.endswith(where))


def test_a_proposal_is_whole_after_the_session_had_ended(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn
) -> None:
    found = evening.room()
    drafting.propose(evening, found, 0)
    tab = tabs(2)
    tab.page.goto(f"/drafts/{found.box.hex}")
    where = tab.link("/amend")
    tab.page.goto(where)
    tab.page.locator("[name=ask-what]").first.fill(TEXT)
    evening.people[2].web.post("/sign-out", {})
    tab.page.evaluate("window.name = 'locked'")
    tab.page.click("#propose button[type=submit]")
    tab.page.click("#send")
    tab.page.wait_for_url("**/sign-in?next=**")
    come_back(tab, words_of(evening, 2, drawn), where)
    assert tab.page.locator("[name=ask-what]").first.input_value() == TEXT


def test_what_is_sealed_and_on_its_way_when_the_tab_locks_is_not_sealed_again(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn
) -> None:
    found = actions.open_room(Workplace.objects.get(id_hash=evening.place))
    evening.witness()
    tab = tabs(2)
    where = f"/drafts/{found.box.hex}/write"
    tab.page.goto(where)
    tab.page.fill("#text", TEXT)
    tab.page.click("#draft button[type=submit]")
    tab.shows("waiting")
    evening.witness()
    with tab.page.expect_request("**/door/**"):
        tab.page.route("**/door/**", lambda _route: None, times=1)  # the door takes its time
        evening.keyholders.answer(found.box)
    lock(tab)
    stays = tab.page.evaluate("Object.keys(JSON.parse(sessionStorage['undersign/stays']))")
    assert stays == ["drawer/receipts"]  # and not "typed", which would be sealed once more
    come_back(tab, words_of(evening, 2, drawn), where)
    assert visit_until_sent(tab, where)
    assert Waiting.objects.count() == 1


def test_who_comes_in_where_the_phone_can_keep_nothing_more_comes_in(
    tabs: Callable[[int], Tab], evening: Evening, drawn: Drawn
) -> None:
    """What waits to be sent stays in the tab."""
    tab, where = tabs(2), f"/drafts/{evening.room().box.hex}/write"
    tab.page.goto(where)
    tab.page.fill("#text", TEXT)
    tab.away = True
    tab.page.click("#draft button[type=submit]")
    tab.shows("unsent")
    lock(tab)
    tab.page.evaluate(FULL)
    come_in(tab, words_of(evening, 2, drawn), "mine")
    tab.page.fill("#pin-1", PIN)
    tab.page.fill("#pin-2", PIN)
    tab.page.click("#new-pin button[type=submit]")
    tab.page.wait_for_url(start.ADDRESS + where)
    assert "drawer/receipts" in tab.page.evaluate("sessionStorage['undersign/stays']")
