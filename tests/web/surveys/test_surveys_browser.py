"""A survey of hours in a real browser: the log on the phone gives the ranges, one tap seals them, the sums open."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Request

from tests.web import reading
from tests.web.boxes.evening import Evening
from tests.web.demands.tab import Drawn, Tab
from tests.web.people.clock import standing
from tests.web.questions.asking import close
from tests.web.surveys.asking import begun, forged
from tests.web.surveys.logs import PUT, month_of_work
from tests.web.workplaces import places
from undersign.web.boxes.models import Box
from undersign.web.home import Home
from undersign.web.surveys import access
from undersign.web.surveys.models import Survey
from undersign.web.workplaces.models import Workplace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(drawn: Drawn, site: Home, monkeypatch: pytest.MonkeyPatch) -> Evening:  # noqa: ARG001 - kept, and a record
    """Return the evening's six, whose words a browser can have."""
    return Evening.of_six(standing(monkeypatch))


def shown(tab: Tab) -> list[str]:
    """Return what each field shows as chosen."""
    fields = tab.page.locator("select[data-question]").all()
    return [each.evaluate("each => each.selectedOptions[0].text") for each in fields]


def test_one_tap_seals_what_the_log_says_and_nothing_else_leaves(tabs: Callable[[int], Tab], evening: Evening) -> None:
    box = begun(evening).box
    evening.witness()
    evening.give_passes(box)
    ana = tabs(0)
    page = ana.page
    page.goto(f"/surveys/{box.hex}")
    ana.shows("no_log")
    ana.look()
    page.evaluate(PUT, [month_of_work(access.last_month()), "17.50"])
    page.reload()
    ana.shows("log")
    assert shown(ana) == ["10 to under 20 hours", "$200 to under $400", "5 to under 20 hours", "2 to under 4 hours"]
    assert page.locator("output").all_inner_texts() == ["12.5 hours", "$218.75", "5.83 hours", "2.5 hours"]
    ana.look()
    sent: list[Request] = []
    page.on("request", lambda each: sent.append(each))  # noqa: PLW0108 - Playwright marks what it calls
    page.get_by_label("Hours of supervision").select_option("No answer")
    page.click("#hours-form button[type=submit]")
    page.wait_for_url("**/receipt")
    ana.shows("received")
    ana.look()
    posted = [each for each in sent if each.method == "POST"]
    assert [each.url.rsplit("/", 2)[1] for each in posted] == ["door"]
    envelope = json.loads(posted[0].post_data or "")["envelope"]
    assert set(envelope) == {"v", "kind", "box", "key", "seq", "tag", "body", "pass", "signature"}
    for each in sent:
        assert not reading.numbers(each.url) & {"750", "12.5", "218", "218.75", "21875", "17.5", "17.50"}, each.url

    for who in (1, 2, 3, 4):
        evening.at(who, box).answer([[2], [2], [0], [3]])
    box = close(evening, box)
    assert box.state == Box.OPENED
    page.goto(f"/surveys/{box.hex}")
    text = page.inner_text("main")
    assert "Together between 30 and 60 hours." in text
    assert "Together between $600 and $1,200." in text
    ana.look()
    page.goto("/surveys/hours")
    ana.look()


def test_without_a_log_the_ranges_are_chosen_by_hand_and_can_be_taken_back(
    tabs: Callable[[int], Tab], evening: Evening
) -> None:
    box = begun(evening).box
    evening.witness()
    evening.give_passes(box)
    bo = tabs(1)
    page = bo.page
    page.goto(f"/surveys/{box.hex}")
    bo.shows("no_log")
    page.evaluate("() => new Promise(done => { indexedDB.open('undersign-hours', 99).onsuccess = done })")
    page.reload()
    bo.shows("log_unread")
    bo.look()
    page.click("#hours-form button[type=submit]")
    assert page.locator("select:invalid").count() == 4, "nothing is chosen for anybody"
    for number, choice in enumerate(("1", "1", "none", "4")):
        page.select_option(f"#q{number}", choice)
    page.get_by_label("Later, when I say so").check()
    page.click("#hours-form button[type=submit]")
    page.wait_for_url("**/receipt")
    bo.shows("unsent")
    page.click("#send-now")
    bo.shows("received")
    page.click("#withdraw")
    page.click("#withdraw-now")
    bo.shows("out_received")
    page.goto(f"/surveys/{box.hex}")
    bo.shows("out_received")
    assert not page.locator("#hours-form").is_visible()


def test_what_the_log_does_not_say_is_said_to_be_left_out(tabs: Callable[[int], Tab], evening: Evening) -> None:
    """Else a group's money would shrink by all who never entered their pay, and none of them would know."""
    box = begun(evening).box
    evening.witness()
    evening.give_passes(box)
    dee = tabs(3)
    page = dee.page
    page.goto(f"/surveys/{box.hex}")
    dee.shows("no_log")
    assert not page.locator("[data-unsaid]").first.is_visible()
    bare = [{**each, "tasks": []} for each in month_of_work(access.last_month())]
    page.evaluate(PUT, [bare, ""])
    page.reload()
    dee.shows("log")
    assert shown(dee) == ["10 to under 20 hours", "No answer", "No answer", "2 to under 4 hours"]
    said = [each.is_visible() for each in page.locator("[data-unsaid]").all()]
    assert said == [False, True, True, False]
    assert "no pay per hour" in page.locator("[data-unsaid]").nth(1).inner_text()
    dee.look()


def test_what_is_being_sealed_cannot_be_changed_meanwhile(tabs: Callable[[int], Tab], evening: Evening) -> None:
    """A pass can take two minutes; what the page then shows is what was sealed."""
    box = begun(evening).box
    evening.witness()
    eve = tabs(4)
    page = eve.page
    page.goto(f"/surveys/{box.hex}")
    eve.shows("no_log")
    for number in range(4):
        page.select_option(f"#q{number}", "0")
    page.click("#hours-form button[type=submit]")
    eve.shows("waiting")
    assert page.locator("select[data-question]:disabled").count() == 4


def test_a_page_whose_ranges_are_others_is_not_answered(tabs: Callable[[int], Tab], evening: Evening) -> None:
    box = begun(evening).box
    evening.witness()
    evening.give_passes(box)
    chi = tabs(2)
    page = chi.page
    for change in (
        "document.querySelector('#q0 option:nth-child(3)').textContent = '1 to under 50 hours'",
        "document.querySelector('#q0 option:nth-child(2)').value = '4'",  # what is sealed would be another range
        "document.querySelector('#q3 option:last-child').value = '4'",
        "document.querySelector('main').dataset.month = '2020-01'",
        "document.querySelector('main').dataset.workplace = 'A'.repeat(43)",
    ):
        page.goto(f"/surveys/{box.hex}")
        chi.shows("no_log")
        page.evaluate(f"() => {{ {change} }}")
        for field in page.locator("select[data-question]").all():
            field.select_option(index=1)
        page.click("#hours-form button[type=submit]")
        page.locator("[data-reason=text_differs]").wait_for()
        page.locator("#q0:enabled").wait_for()
        assert page.locator("[data-reason=text_differs]").is_visible()
    assert not box.waiting.exists()


def answer(tab: Tab, box: Box) -> None:
    """Choose the first range of each question, and seal."""
    tab.page.goto(f"/surveys/{box.hex}")
    tab.shows("no_log")
    for number in range(4):
        tab.page.select_option(f"#q{number}", "0")
    tab.page.click("#hours-form button[type=submit]")


def refused(tab: Tab, reason: str) -> bool:
    """Return whether the page says why nothing was sent, and goes on."""
    tab.page.locator(f"[data-reason={reason}]").wait_for()
    tab.page.locator("#q0:enabled").wait_for()
    tab.look()
    return tab.page.locator(f"[data-reason={reason}]").is_visible()


def test_who_was_asked_for_a_month_is_not_asked_again(tabs: Callable[[int], Tab], evening: Evening) -> None:
    """A site that hides the first survey is found by the phone that answered it; one that names it, by any other."""
    first = begun(evening)
    evening.witness()
    evening.give_passes(first.box)
    chi, dee = tabs(2), tabs(3)
    answer(chi, first.box)
    chi.page.wait_for_url("**/receipt")
    again = forged(evening, first.month)
    answer(chi, again.box)
    assert refused(chi, "month_asked_again")
    places.add(evening.people[0], name="The Harbor")
    other = Workplace.objects.exclude(pk=again.workplace_id).get()
    Survey.objects.create(box=first.box, workplace=other, month=first.month)  # the site believes that they are two
    answer(dee, again.box)
    assert refused(dee, "month_asked_again")
    assert not again.box.waiting.exists()


def test_a_month_that_is_not_over_is_not_answered(tabs: Callable[[int], Tab], evening: Evening) -> None:
    now = datetime.fromtimestamp(evening.clock.now, UTC)
    early = forged(evening, f"{now:%Y-%m}")
    dee = tabs(3)
    answer(dee, early.box)
    assert refused(dee, "month_not_over")
    assert not early.box.waiting.exists()
