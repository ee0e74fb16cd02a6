"""Writing in the browser, by the scripts of the pages: words, a comment, a proposal, an amendment, putting it up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.boxes.evening import Evening
from tests.web.days import ahead, said
from tests.web.demands import drafting
from tests.web.demands.tab import Drawn, Tab
from tests.web.people.clock import standing
from undersign.web.boxes.models import Waiting
from undersign.web.demands.drafts import actions, threads
from undersign.web.demands.models import Demand, DraftBox, TurnedDown
from undersign.web.home import Home
from undersign.web.workplaces.models import Workplace

VISITS = 4
VISIT_MS = 15_000
STEP_MS = 200

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(drawn: Drawn, site: Home, monkeypatch: pytest.MonkeyPatch) -> Evening:  # noqa: ARG001 - kept, and a record
    """Return the evening's six, whose words a browser can have."""
    return Evening.of_six(standing(monkeypatch))


def written(evening: Evening, found: DraftBox) -> list[threads.Item]:
    """Let the batch enter; return what stands there then."""
    evening.tick()
    evening.tick()
    return threads.threads(drafting.fresh(found))


def text(item: threads.Item) -> str:
    """Return what plain words or a comment say."""
    return str((item.fields or {})["text"])


def fill(tab: Tab) -> None:
    """Fill the form of a proposal, with two asks and a next step."""
    page = tab.page
    for name, value in {"title": "Pay us", "to": "The director", "reply": ahead(62)}.items():
        page.fill(f"#{name}", value)
    page.fill("#reasons", "Rent went up.\nOur pay did not.")
    page.locator("[name=ask-what]").fill("One paid hour of supervision a week")
    page.locator("[name=ask-by]").fill(ahead(91))
    page.select_option("#common", index=1)
    page.click("#add-ask")
    page.locator("[name=ask-by]").nth(1).fill(ahead(122))
    page.click("#add-step")
    page.fill("[name=step-says]", "All of us go")
    page.fill("[name=step-date]", ahead(61))


def visit_until_sent(tab: Tab, address: str) -> bool:
    """Visit a page until something was sent again by itself: the page before may just have looked for such."""
    for _ in range(VISITS):
        tab.page.evaluate("sessionStorage.removeItem('undersign/looked')")
        tab.page.goto(address)
        for _ in range(VISIT_MS // STEP_MS):
            if Waiting.objects.exists():
                return True
            tab.page.wait_for_timeout(STEP_MS)
    return False


def test_words_and_a_comment(tabs: Callable[[int], Tab], evening: Evening) -> None:
    found = evening.room()
    first = drafting.write(evening, found, 0, "We could ask for a raise.")
    tab = tabs(2)
    tab.page.goto(f"/drafts/{found.box.hex}/write")
    tab.page.fill("#text", "Supervisión, too.")
    assert tab.page.inner_text("[data-left]") == "4,076"
    tab.look()
    tab.page.click("#draft button[type=submit]")
    tab.shows("sent")
    tab.look()
    tab.page.goto(f"/drafts/{found.box.hex}")
    tab.shows("received")
    tab.look()
    tab.page.goto(f"/drafts/{found.box.hex}/{first.hex()}/comment")
    tab.page.fill("#text", "I would sign that.")
    tab.away = True
    tab.page.click("#draft button[type=submit]")
    tab.shows("unsent")
    tab.away = False
    assert [text(each) for each in written(evening, found)] == ["We could ask for a raise.", "Supervisión, too."]
    assert visit_until_sent(tab, f"/drafts/{found.box.hex}/write")
    tab.page.fill("#text", "One more.")
    tab.page.click("#draft button[type=submit]")
    tab.shows("sent")
    top = written(evening, found)
    assert [text(each) for each in top] == ["We could ask for a raise.", "Supervisión, too.", "One more."]
    assert [text(each) for each in top[0].comments] == ["I would sign that."]


def test_a_proposal_its_amendment_and_the_demand(tabs: Callable[[int], Tab], evening: Evening) -> None:
    found = evening.room()
    tab = tabs(2)
    page = tab.page
    page.goto(f"/drafts/{found.box.hex}/propose")
    fill(tab)
    tab.look()
    page.click("#propose button[type=submit]")
    page.locator("[data-reason=step_early]").wait_for()
    page.fill("[name=step-date]", ahead(67))
    page.click("#propose button[type=submit]")
    tab.shows("review")
    assert f"Pay every peer worker at least $22 an hour. ({said(ahead(122))})" in page.inner_text("#review-asks")
    tab.look()
    page.click("#send")
    tab.shows("sent")
    [proposed] = written(evening, found)
    assert proposed.asks
    assert proposed.asks["reasons"] == "Rent went up.\nOur pay did not."
    other = tabs(4)
    other.page.goto(f"/drafts/{found.box.hex}")
    other.look()
    other.page.goto(other.link("/amend"))
    other.page.locator("[name=ask-what]").first.fill("Two paid hours of supervision a week")
    other.page.click("#propose button[type=submit]")
    other.page.click("#send")
    other.shows("sent")
    [proposed] = written(evening, found)
    assert [[each.part for each in one.changes] for one in proposed.amendments] == [["asks"]]
    page.goto(f"/drafts/{found.box.hex}")
    page.goto(tab.link("/put-up"))
    tab.look()
    page.click("#put-up")
    tab.shows("sent")
    [proposed] = written(evening, found)
    assert [row.reason for row in TurnedDown.objects.all()] == []
    demand = Demand.objects.get()
    assert demand.box.withdrawing_ends - demand.box.signing_ends == 600
    assert [each.demand for each in proposed.amendments[0].put_ups] == [demand]


def test_all_that_somebody_wrote_can_be_taken_back(tabs: Callable[[int], Tab], evening: Evening) -> None:
    found = evening.room()
    drafting.write(evening, found, 0, "We could ask for a raise.")
    drafting.write(evening, found, 2, "I would sign that.")
    tab = tabs(2)  # knows nothing yet of what was written on another device
    tab.page.goto(f"/drafts/{found.box.hex}")
    tab.shows("mine")
    tab.look()
    tab.page.click("#take-back")
    tab.shows("taken-back")
    assert [text(each) for each in written(evening, found)] == ["We could ask for a raise."]


def test_a_text_that_the_record_does_not_hold_is_not_put_up(tabs: Callable[[int], Tab], evening: Evening) -> None:
    found = evening.room()
    proposed = drafting.propose(evening, found, 0)
    tab = tabs(2)
    tab.page.goto(f"/drafts/{found.box.hex}/{proposed.hex()}/put-up")
    tab.page.evaluate("document.querySelector('main').dataset.words = '{}'")
    tab.page.click("#put-up")
    tab.page.locator("[data-reason=text_differs]").wait_for()


def test_what_was_typed_is_still_there_after_the_tab_was_locked(tabs: Callable[[int], Tab], evening: Evening) -> None:
    found = evening.room()
    tab = tabs(2)
    where = f"/drafts/{found.box.hex}/propose"
    tab.page.goto(where)
    fill(tab)
    went: list[str] = []
    tab.page.on("request", lambda asked: went.append(asked.url) if asked.is_navigation_request() else None)
    tab.page.evaluate(
        "window.name = 'locked';"
        "sessionStorage.undersign = JSON.stringify({...JSON.parse(sessionStorage.undersign), touched: 0})"
    )
    tab.page.dispatch_event("body", "pointerdown")
    tab.page.wait_for_url("**/sign-in?next=**")
    assert tab.page.evaluate("sessionStorage.undersign") is None
    assert len(went) == 1  # who goes a second time cuts the first way short
    evening.people[2].sign_in()
    tab.page.evaluate("window.name = ''")
    tab.page.goto(where)
    assert tab.page.input_value("#title") == "Pay us"
    assert tab.page.locator("[name=ask-what]").nth(1).input_value().startswith("Pay every peer worker")
    assert tab.page.input_value("[name=step-says]") == "All of us go"


@pytest.mark.parametrize("what", ["write", "propose"])
def test_what_was_written_waits_for_the_pass_and_is_then_sent(
    tabs: Callable[[int], Tab], evening: Evening, what: str
) -> None:
    found = actions.open_room(Workplace.objects.get(id_hash=evening.place))
    evening.witness()
    tab = tabs(2)
    page = tab.page
    page.goto(f"/drafts/{found.box.hex}/{what}")
    if what == "write":
        page.fill("#text", "We could ask for a raise.")
        page.click("#draft button[type=submit]")
    else:
        fill(tab)
        page.fill("[name=step-date]", ahead(67))
        page.click("#propose button[type=submit]")
        page.click("#send")
    tab.shows("waiting")
    assert "NOT SENT YET" in page.inner_text("main")
    tab.look()
    page.reload()
    tab.shows("waiting")
    assert not Waiting.objects.exists()
    for who in range(6):
        if who != 2:
            evening.at(who, found.box).ask()
    evening.witness()
    evening.keyholders.answer(found.box)
    tab.shows("sent")
    assert page.locator("[data-say=waiting]").is_hidden()
    [sent] = written(evening, found)
    assert sent.kind == ("words" if what == "write" else "proposal")
    page.reload()
    page.locator("#text, #title").wait_for()
    page.wait_for_timeout(500)
    assert page.input_value("#text, #title") == ""
    assert not Waiting.objects.exists()


def test_who_leaves_while_it_waits_and_types_no_more_sends_nothing_twice(
    tabs: Callable[[int], Tab], evening: Evening
) -> None:
    found = actions.open_room(Workplace.objects.get(id_hash=evening.place))
    evening.witness()
    tab = tabs(2)
    tab.page.goto(f"/drafts/{found.box.hex}/write")
    tab.page.fill("#text", "Once.")
    tab.page.click("#draft button[type=submit]")
    tab.shows("waiting")
    evening.clock.now = found.box.signing_ends
    evening.tick()
    tab.page.reload()
    tab.page.locator("main h1").wait_for()
    assert not Waiting.objects.exists()
    assert "Nothing more is taken in here" in tab.page.inner_text("main")
