"""Surveys of hours: what is asked and of whom, how they open, what the sums say, what stays shut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsed import done
from tests.web import reading
from tests.web.boxes.evening import ASKS
from tests.web.demands.drafting import propose
from tests.web.demands.following import nobody
from tests.web.demands.test_weight import MOST, files, whole
from tests.web.network import browser_of, member_of
from tests.web.surveys.asking import Asked, page
from tests.web.weight import weight
from undersign.keyholder.explained import explain
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.opening import checked
from undersign.protocol import hours
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import b64, decode
from undersign.verifier.examination import examine
from undersign.verifier.report import verify
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions.actions import Plan, fix
from undersign.web.boxes.models import Box
from undersign.web.demands.drafts import access as drafts
from undersign.web.record import access as record
from undersign.web.record.exports import export
from undersign.web.surveys import access

FIVE = ((3, 3, 1, 2), (3, 3, 2, 1), (2, 2, 0, 0), (4, 4, 1, 0), (1, 1, 0, 3))
"""Unpaid hours 10-20, 10-20, 5-10, 20+, 1-5; money 200-400, 200-400, 100-200, 400+, 20-100."""


def test_it_asks_for_the_hours_of_the_last_month_and_nothing_else(asked: Asked) -> None:
    definition, texts = boxes.definition(asked.box), boxes.texts(asked.box)
    found = hours.read_hours(definition, texts)
    assert (found["month"], found["workplace"]) == (asked.survey.month, asked.evening.place)
    assert asked.box.listed.count() == 6
    assert boxes.list_rule(asked.box) == "workplace"
    page = asked.page()
    for words in ("Unpaid hours", "10 to under 20 hours", "$400 or more", "Fewer than 5 have answered"):
        assert words in page, words


def test_what_is_sealed_and_who_sees_it_stands_above_the_button(asked: Asked) -> None:
    before, _ = asked.page().split("Seal and send these ranges")
    assert "Only these four ranges are sealed." in before
    assert "The 6 people on the list see the sums, once at least 5 have answered." in before


def test_five_answers_open_as_sums(asked: Asked) -> None:
    asked.answer(*FIVE)
    assert asked.close().state == Box.OPENED
    page = asked.page()
    assert "5 of the 6 people on the list answered" in page
    assert "Together between 46 and 75 hours, or more." in " ".join(page.replace("<strong>", "").split())
    assert "Together between $920 and $1,500, or more." in page
    assert "1 person chose the last range. It has no upper end, so only 400 is counted for it." in page
    assert "This is not a claim in law." in page
    assert 'id="print"' in page
    assert "hours-form" not in page


def test_four_answers_stay_shut_for_good_and_their_number_is_said(asked: Asked) -> None:
    asked.answer(*FIVE[:4])
    box = asked.close()
    found = record.leaves(box.book.name, 1, record.book(box.book.name).size)
    kinds = [kind for kind in (decode(bytes(leaf.entry))["kind"] for leaf in found) if kind != "envelope"]
    assert (box.state, kinds) == (Box.SHUT, ["definition"])
    page = asked.page()
    assert "4 people answered, and 5 would have been needed." in page
    assert "Together" not in page


def test_what_was_taken_back_does_not_count(asked: Asked) -> None:
    asked.answer(*FIVE)
    asked.at(4).withdraw()
    assert asked.close().state == Box.SHUT


def test_until_k_have_answered_no_number_shows(asked: Asked) -> None:
    asked.answer(*FIVE[:4])
    asked.evening.clock.now = asked.box.signing_ends + 1
    asked.evening.tick(120)
    assert "Fewer than 5 have answered" in asked.page()
    assert "Fewer than 5 had answered" in " ".join(
        browser_of(asked.evening.people[0]).get("/surveys/hours").content.decode().split()
    )


def test_who_is_not_on_the_list_finds_what_is_not_there(asked: Asked) -> None:
    somebody, unknown = asked.evening.people[5], "5" * 64
    asked.box.listed.filter(member=somebody.key).delete()  # as somebody at another place stands
    stranger = browser_of(somebody)
    for more in ("", "/receipt"):
        shown, other = (stranger.get(f"/surveys/{each}{more}") for each in (asked.box.hex, unknown))
        assert shown.status_code == other.status_code == 404
        assert shown.content.replace(asked.box.hex.encode(), unknown.encode()) == other.content
    assert asked.box.hex not in stranger.get("/surveys/hours").content.decode()
    assert nobody().get(f"/surveys/{asked.box.hex}").status_code == 302
    assert nobody().get("/surveys/hours").status_code == 302


def test_what_came_too_late_is_not_said_to_wait_for_being_sent(asked: Asked) -> None:
    for ends, unsent in ((0, 2), (asked.box.signing_ends, 1), (asked.box.withdrawing_ends, 0)):
        asked.evening.clock.now = max(asked.evening.clock.now, ends)
        for more, how in (("", "Your receipt can tell"), ("/receipt", "Press “Check it now” to see")):
            page = " ".join(asked.page(more).split())
            assert page.count("NOT SENT YET") == unsent
            assert page.count("not confirmed in time.") == 2 - unsent
            assert (how in page) == (unsent < 2)
            reading.check(asked.page(more, language="/es"), "es")


def test_it_is_no_question_about_a_demand(asked: Asked) -> None:
    browser = browser_of(asked.evening.people[0])
    for more in ("", "/receipt"):
        assert browser.get(f"/questions/{asked.box.hex}{more}").status_code == 404
    assert asked.box.hex not in browser.get("/demands").content.decode()


def test_a_keyholders_program_may_open_it_unattended_and_says_what_it_is(asked: Asked, tmp_path: Path) -> None:
    asked.answer(*FIVE)
    asked.evening.end(asked.box)
    asked.evening.witness()
    export(tmp_path / "all", "keyholders")
    (box,) = (each for each in examine(tmp_path / "all").boxes if each.name == asked.box.book.name)
    assert (box.unfit, checked(box).box_id, box.follows) == ("", bytes(asked.box.box_id), True)
    assert box.allowed == (1, 2, 3)
    own = KeyholderFolder.create(tmp_path / "own", "Kim", "Elsewhere")
    said = explain(own, box, (), int(asked.evening.clock.now), None)
    assert said[0] == f'This is a survey. Its title: "Hours of {asked.survey.month}".'
    assert said[1].startswith(f"It asks the people of one workplace for their month {asked.survey.month}: unpaid hours")


def test_the_check_says_that_it_asks_for_hours_and_nothing_else(asked: Asked, tmp_path: Path) -> None:
    asked.answer(*FIVE)
    asked.close()
    export(tmp_path / "all", "keyholders")
    found = {claim.name: verdict for claim, verdict in verify(tmp_path / "all")}
    assert {name: verdict for name, verdict in found.items() if verdict.outcome == "FAIL"} == {}
    assert f"it asks for the hours of {asked.survey.month} at one workplace" in str(found["rules_fixed_first"])


def test_an_opened_survey_can_be_evidence_in_a_demand(asked: Asked) -> None:
    member = member_of(asked.evening.people[0])
    assert drafts.surveys(member) == []
    asked.answer(*FIVE)
    asked.close()
    ((box, title),) = drafts.surveys(member)
    assert (box, title) == (asked.box, access.title(asked.survey))


def test_what_a_demand_says_of_a_survey_leads_to_its_sums(asked: Asked) -> None:
    """Anybody can write that a survey shows a million dollars; who signs must be able to see what opened."""
    asked.answer(*FIVE)
    asked.close()
    evening = asked.evening
    evening.keyholders.restock(4)
    said = [
        {"box": b64(bytes(asked.box.box_id)), "says": "We are owed $1,000,000"},
        {"box": b64(bytes(32)), "says": "And $5 more"},
    ]
    drafted, text = evening.room(), asks_text({**ASKS, "evidence": said})
    propose(evening, drafted, 1, {"evidence": said})
    demand = evening.put_up(drafted, text=text)
    for path in (f"/drafts/{drafted.box.hex}", f"/demands/{demand.box.hex}"):
        shown = page(evening, path)
        assert f'Compare it with the sums: <a href="/surveys/{asked.box.hex}"' in shown
        assert shown.count("You cannot see the survey that it names") == 1
        reading.check(shown, "en")
        reading.check(page(evening, f"/es{path}"), "es")
    asked.box.listed.filter(member=evening.people[3].key).delete()  # as who came later
    shown = page(evening, f"/demands/{demand.box.hex}", 3)
    assert asked.box.hex not in shown
    assert shown.count("You cannot see the survey that it names") == 2


@pytest.mark.parametrize("more", ["", "/receipt"])
def test_the_page_says_all_of_it_in_spanish(asked: Asked, more: str) -> None:
    reading.check(asked.page(more, language="/es"), "es")
    reading.check(asked.page(more), "en")


def test_the_opened_page_says_all_of_it_in_spanish(asked: Asked) -> None:
    asked.answer(*FIVE)
    asked.close()
    page = asked.page(language="/es")
    reading.check(page, "es")
    reading.check(asked.page(), "en")
    assert "46" in page


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_of_a_survey_stay_below_75_kb(asked: Asked, language: str) -> None:
    """Without what reads the log: only a phone with a log fetches that, and its pages of the log brought it before."""
    pages = [asked.page(more, language=language) for more in ("", "/receipt")]
    found = [files(page) for page in pages]
    assert {"site/answering_hours.js", "site/seal_worker.js", "site/box_worker.js"} <= found[0]
    reader = {each for each in found[0] if each.startswith("hours/")}
    assert "hours/totals.js" in reader
    assert 'hours/totals.js"' not in pages[0], "not fetched before it is known that there is a log"
    assert whole(pages[0]) - weight(reader) < MOST
    assert whole(pages[1]) < MOST


def forge(asked: Asked, changes: dict[str, Any]) -> Box:
    """Fix, as a host that wants to ask something else would, a box that says it asks for the hours of a month."""
    month, ends = "2026-01", int(asked.evening.clock.now) + 3600
    made = Plan(
        kind="survey",
        rule="workplace",
        of=b64(asked.evening.place),
        title=hours.title_of(month),
        intro=hours.hours_text(month, asked.evening.place),
        k=5,
        questions=hours.questions_of(month, asked.evening.place),
        signing_ends=ends,
        withdrawing_ends=ends + 60,
        batch=60,
    )
    asked.evening.keyholders.restock(2)
    box = fix(replace(made, **changes))
    asked.evening.witness()
    return box


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"title": "Hours of 2026-02"}, "definition_changed"),
        ({"questions": hours.questions_of("2026-02", bytes(32))}, "definition_changed"),
        ({"quorum": 6}, "definition_changed"),
        ({"rule": "employer", "of": "Hill Services Inc."}, "definition_changed"),
        ({"intro": '{"kind":"hours","month":"2026-1","v":1}'}, "document_field"),
    ],
    ids=["right", "title", "questions", "quorum", "list", "text"],
)
def test_one_that_asks_something_else_fails_the_check_and_no_keyholder_opens_it(
    asked: Asked, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    box = forge(asked, changes)
    export(tmp_path / "all", "keyholders")
    (found,) = (each for each in examine(tmp_path / "all").boxes if each.name == box.book.name)
    assert [each.reason for each in found.problems.all()] == ([reason] if reason else [])
    assert bool(found.unsound) == bool(reason)
    assert found.follows != bool(reason)


def test_a_month_that_is_asked_a_second_time_fails_the_check(asked: Asked, tmp_path: Path) -> None:
    """Even where host and keyholders work together: both stand in the record."""
    month, place = asked.survey.month, asked.evening.place
    asked.answer(*FIVE)
    asked.close()
    words = {"title": hours.title_of(month), "intro": hours.hours_text(month, place)}
    other = forge(asked, {"questions": hours.questions_of("2026-01", place)})
    again = forge(asked, {**words, "questions": hours.questions_of(month, place)})
    export(tmp_path / "all", "keyholders")
    boxes_found = examine(tmp_path / "all").boxes
    found = {each.name: [problem.sentence() for problem in each.problems.all()] for each in boxes_found}
    first, name = asked.box.book.name, again.book.name
    (said,) = found.pop(name)
    assert said.startswith("month_asked_again: ")
    assert f"(books/{name}, after books/{first}: {month})" in said
    assert {first, other.book.name} <= found.keys()
    assert not any(found.values())


def test_a_report_draws_hours_not_yearly_pay(asked: Asked, tmp_path: Path) -> None:
    asked.answer(*FIVE)
    box = asked.close()
    export(tmp_path / "all", "keyholders")
    done("report", tmp_path / "all", tmp_path / "report", "--no-verify", "--box", box.book.name)
    html = (tmp_path / "report" / "report.html").read_text()
    assert "10 to under 20" in html
    assert "overty line" not in html
