"""Sealed yes/no questions: who is asked, how they open, where the totals show, and what stays shut."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.vectors.cases import random_from
from tests.web import reading
from tests.web.boxes.evening import ASKS
from tests.web.boxes.signing import send
from tests.web.demands.following import Signer, nobody
from tests.web.demands.following import send as declare
from tests.web.demands.test_weight import MOST, files, whole
from tests.web.network import browser_of, member_of
from tests.web.questions.asking import NO, SILENT, YES, Asked, ask_first_words
from undersign.keyholder.opening import checked
from undersign.protocol import choices, questions
from undersign.protocol.asks import asks_text
from undersign.protocol.encoding import Document, decode
from undersign.protocol.signatures import public_key
from undersign.rehearsal.network import NotDone
from undersign.verifier.examination import examine
from undersign.verifier.report import verify
from undersign.web.boxes.batches.actions import enter
from undersign.web.boxes.models import Box
from undersign.web.demands.asked import actions
from undersign.web.demands.followup import access as followup
from undersign.web.demands.followup import letters, public
from undersign.web.demands.models import First, Question, TurnedDown
from undersign.web.demands.striking import access as reports
from undersign.web.demands.striking import actions as striking
from undersign.web.questions import access
from undersign.web.record import access as record
from undersign.web.record.exports import export

DAY = 86_400


def kinds(box: Box) -> list[str]:
    """Return the kinds of the entries of a book that are not envelopes."""
    found = record.leaves(box.book.name, 1, record.book(box.book.name).size)
    return [kind for kind in (decode(bytes(leaf.entry))["kind"] for leaf in found) if kind != "envelope"]


def other_words(what: str) -> str:
    """Return the text of a demand that nobody was asked about."""
    return asks_text({**ASKS, "asks": [{"what": what, "by": "2026-12-01"}]})


def test_who_would_sign_is_asked_first(asked: Asked) -> None:
    assert asked.first.state == Box.OPENED
    assert [(each.yes, each.no, each.silent) for each in access.totals(asked.first)] == [(5, 1, 0)]
    assert kinds(asked.first) == ["definition", "opening_request", "part", "part", "result"]
    for path in (f"/questions/{asked.first.hex}", f"/drafts/{asked.drafted.box.hex}"):
        assert "5 of 6 who answered would sign." in asked.page(path), path
    assert asked.first.listed.count() == 6


def test_signers_say_which_asks_are_met(asked: Asked) -> None:
    for who in range(5):
        asked.at(who, asked.met).answer([YES if who < 4 else SILENT])
    box = asked.close(asked.met)
    assert [(each.yes, each.no, each.silent) for each in access.totals(box)] == [(4, 0, 1)]
    says = "4 of 4 signers who answered say that it counts as met."
    employer = public.slug_of(asked.demand.drafts.workplace.employer)
    name = letters.named(asked.demand).hex()
    for path in (f"/questions/{box.hex}", f"/demands/{asked.demand.box.hex}/after"):
        assert says in asked.page(path), path
    for path in (f"/employers/{employer}", f"/check/{name}", "/did-it-work"):
        assert says in " ".join(nobody().get(path).content.decode().split()), path


def test_only_those_whose_names_opened_can_answer(asked: Asked) -> None:
    assert asked.met.listed.count() == asked.punished.listed.count() == 5
    assert {bytes(each.member) for each in asked.met.listed.all()} == set(followup.signer_keys(asked.demand))
    with pytest.raises(NotDone):
        asked.at(5, asked.met).ask()
    assert nobody().get(f"/questions/{asked.met.hex}").status_code in (302, 403)


def test_who_is_not_on_the_list_finds_what_is_not_there(asked: Asked) -> None:
    somebody, unknown = asked.evening.people[5], "5" * 64
    for box in (asked.first, asked.demand.box):
        box.listed.filter(member=somebody.key).delete()  # as somebody at another place stands
    stranger = browser_of(somebody)
    for box in (asked.first, asked.met, asked.punished):
        for more in ("", "/receipt"):
            shown, other = (stranger.get(f"/questions/{each}{more}") for each in (box.hex, unknown))
            assert shown.status_code == other.status_code == 404
            assert shown.content.replace(box.hex.encode(), unknown.encode()) == other.content


def test_four_answers_stay_shut_for_good_and_their_number_is_said(asked: Asked) -> None:
    for who in range(4):
        asked.at(who, asked.punished).answer([NO])
    box = asked.close(asked.punished)
    assert (box.state, kinds(box), access.totals(box)) == (Box.SHUT, ["definition"], [])
    assert "4 people answered, and 5 would have been needed." in asked.page(f"/questions/{box.hex}")
    assert "nothing opened" in asked.page(f"/demands/{asked.demand.box.hex}/after").lower()


def test_five_answers_say_who_was_punished_and_an_answer_taken_back_counts_no_more(asked: Asked) -> None:
    for who in range(5):
        asked.at(who, asked.punished).answer([YES if who < 2 else NO])
    says = "2 of 5 signers who answered say that something happened to them because of this demand."
    assert says in asked.page(f"/questions/{asked.close(asked.punished).hex}")
    assert says in asked.page(f"/demands/{asked.demand.box.hex}/after")


def test_what_was_taken_back_does_not_count(asked: Asked) -> None:
    for who in range(5):
        asked.at(who, asked.punished).answer([YES])
    asked.at(4, asked.punished).withdraw()
    assert asked.close(asked.punished).state == Box.SHUT


def test_until_k_have_answered_no_number_shows(asked: Asked) -> None:
    for who in range(4):
        asked.at(who, asked.met).answer([YES])
    asked.evening.clock.now = asked.met.signing_ends + 1
    asked.evening.tick(120)
    page = asked.page(f"/questions/{asked.met.hex}")
    assert "Fewer than 5 have answered" in page
    assert access.answered(asked.met) == 4


def copying(asked: Asked, who: int) -> Document:
    """Return somebody's answer, sealed with randomness that is the same for all who copy."""
    phone = asked.at(who, asked.met)
    statement = phone.rules.statement(public_key(phone.secret), 0)
    return phone.envelope(0, 0, choices.seal(statement, [YES], random_from("questions/copied")))


def test_a_copied_component_does_not_come_in_while_the_other_waits(asked: Asked) -> None:
    first, copy = copying(asked, 0), copying(asked, 1)
    assert send(asked.met, first).status == 200
    assert send(asked.met, first).status == 200, "the same envelope again is no copy"
    assert send(asked.met, copy).error == "component_copied"
    asked.evening.clock.now += DAY  # for the next batch, while the first one waits for others
    assert send(asked.met, copy).error == "component_copied"
    assert send(asked.met, first).status == 200
    assert asked.met.waiting.count() == 2, "of one envelope, in two batches"
    enter(asked.met, asked.met.signing_ends + DAY)
    assert asked.met.envelopes.count() == 1
    assert set(asked.met.components.values_list("ends", flat=True)) == {0}


def test_answers_are_kept_one_after_the_other_so_that_no_copy_slips_into_another_batch(asked: Asked) -> None:
    """SQLite has one writer. On PostgreSQL two that came at once, for two batches, would not see each other."""
    if connection.vendor == "sqlite":
        return
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [asked.met.pk])  # as one that is being kept holds it
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
        assert send(asked.met, copying(asked, 0)).error == "host_problem"
    assert send(asked.met, copying(asked, 0)).status == 200
    assert send(asked.met, copying(asked, 1)).error == "component_copied"


def test_a_copied_component_does_not_come_in_once_the_other_stands_in_the_book(asked: Asked) -> None:
    assert send(asked.met, copying(asked, 0)).status == 200
    enter(asked.met, asked.met.signing_ends + DAY)
    assert send(asked.met, copying(asked, 1)).error == "component_copied"


def test_a_copy_that_came_in_by_a_race_does_not_enter_the_book(asked: Asked) -> None:
    assert send(asked.met, copying(asked, 0)).status == 200
    asked.met.components.all().delete()
    assert send(asked.met, copying(asked, 1)).status == 200
    for who in range(2, 5):
        asked.at(who, asked.met).answer([NO])
    enter(asked.met, asked.met.signing_ends + DAY)
    assert (asked.met.envelopes.count(), asked.met.waiting.count()) == (4, 0)


def test_the_signers_export_holds(asked: Asked, tmp_path: Path) -> None:
    for who in range(5):
        asked.at(who, asked.met).answer([YES])
    asked.close(asked.met)
    answer = browser_of(asked.evening.people[0]).get(f"/demands/{asked.demand.box.hex}/signers.zip")
    zipfile.ZipFile(BytesIO(answer.content)).extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    found = {claim.name: verdict for claim, verdict in verify(folder)}
    assert {name: verdict for name, verdict in found.items() if verdict.outcome == "FAIL"} == {}
    examination = examine(folder)
    follows = [box.follows for box in examination.boxes if box.kind == "survey"]
    assert follows == [True, True, True]  # who would sign, what is met, who was punished
    assert len([box for box in examination.boxes if box.kind == "survey" and box.opening and box.opening.totals]) == 2


def test_a_keyholders_program_may_open_it_unattended(asked: Asked, tmp_path: Path) -> None:
    for who in range(5):
        asked.at(who, asked.met).answer([YES])
    asked.evening.end(asked.met)
    asked.evening.witness()
    export(tmp_path / "all", "keyholders")
    (box,) = (each for each in examine(tmp_path / "all").boxes if each.name == asked.met.book.name)
    assert (box.unfit, checked(box).box_id) == ("", bytes(asked.met.box_id))
    assert box.listed
    assert set(box.listed.tags) == set(followup.signer_keys(asked.demand))
    assert box.allowed == (1, 2, 3)


def test_a_keyholder_whose_employer_it_concerns_does_not_open_it(asked: Asked, tmp_path: Path) -> None:
    """The list of a demand's signers names its workplace, so that this shows there too."""
    export(tmp_path / "all", "keyholders")
    employer = asked.demand.drafts.workplace.employer
    for box in examine(tmp_path / "all").boxes:
        if box.kind == "survey":
            assert box.listed
            assert {place.employer for place in box.listed.reader.places.values()} == {employer}


@pytest.mark.parametrize("name", ["first", "met", "punished"])
def test_the_page_says_all_of_it_in_spanish(asked: Asked, name: str) -> None:
    box: Box = getattr(asked, name)
    for path in (f"/es/questions/{box.hex}", f"/es/questions/{box.hex}/receipt"):
        reading.check(asked.page(path), "es")
    assert "responde" in asked.page(f"/es/questions/{box.hex}")


@pytest.mark.parametrize("changes", [{"signing_ends": 0}, {"rule": "state"}, {"levels": [5, 7]}])
def test_what_cannot_be_asked_says_why(asked: Asked, changes: Document) -> None:
    times = {"signing_ends": 1, "withdrawing_ends": 2} if "signing_ends" in changes else {}
    before = First.objects.count()
    asked.at(2, asked.drafted.box).write(ask_first_words(text=other_words("Lockers"), **{**changes, **times}))
    for _ in range(2):
        asked.evening.tick()
    if times:
        assert "It could not be asked." in asked.page(f"/drafts/{asked.drafted.box.hex}")
        assert First.objects.count() == before
    else:
        assert First.objects.count() == before + 1


def test_the_same_is_not_asked_twice_at_once_and_of_one_coworker_three_times_at_most(asked: Asked) -> None:
    phone = asked.at(2, asked.drafted.box)
    asked.evening.keyholders.restock(4)
    for seq, what in enumerate(("Pay", "Pay", "Rest", "Training")):
        phone.write(ask_first_words(text=other_words(what)), seq)
        asked.evening.tick()  # in a batch they would be mixed
        asked.evening.tick()
    turned = sorted(TurnedDown.objects.values_list("reason", flat=True))
    assert turned == ["asked_many", "asked_twice"]
    assert First.objects.count() == 3  # that of the evening among them


def test_a_question_without_end_is_not_asked(asked: Asked) -> None:
    """No page could show its times, so one person would take the pages of all on the list away."""
    asked.evening.keyholders.restock(4)
    before = First.objects.count()
    endless = {"signing_ends": 2**39, "withdrawing_ends": 2**39}
    asked.at(2, asked.drafted.box).write(ask_first_words(text=other_words("Lockers"), **endless))
    for _ in range(2):
        asked.evening.tick()
    assert [each.reason for each in TurnedDown.objects.all()] == ["rule_impossible"]
    assert First.objects.count() == before
    assert asked.page("/demands")
    assert "Write it anew" in asked.page(f"/drafts/{asked.drafted.box.hex}")


def test_nobody_is_asked_in_vain_what_keyholders_would_not_open_again(asked: Asked) -> None:
    """They open a question with equal words for the same people once in 180 days, whatever number or title it has."""
    asked.evening.keyholders.restock(4)
    before = First.objects.count()
    again: list[Document] = [{"levels": [5, 7]}, {"title": "Another"}]
    for seq, changes in enumerate(again):
        asked.at(2, asked.drafted.box).write(ask_first_words(**changes), seq)
    for _ in range(2):
        asked.evening.tick()
    assert list(TurnedDown.objects.values_list("reason", flat=True)) == ["question_asked_recently"] * 2
    assert First.objects.count() == before
    assert "within 180 days" in asked.page(f"/drafts/{asked.drafted.box.hex}")
    later = asked.first.withdrawing_ends + 182 * DAY
    words = ask_first_words(signing_ends=later - 300, withdrawing_ends=later)
    asked.at(3, asked.drafted.box).write(words)
    for _ in range(2):
        asked.evening.tick()
    assert First.objects.count() == before + 1


def test_questions_leave_keys_for_demands(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "stock_left", lambda: actions.STOCK_LEAST - 1)
    asked.at(2, asked.drafted.box).write(ask_first_words(text=other_words("Lockers")))
    before = First.objects.count()
    for _ in range(2):
        asked.evening.tick()
    assert (First.objects.count(), TurnedDown.objects.count()) == (before, 0), "it waits"
    monkeypatch.undo()
    asked.evening.keyholders.restock(4)
    asked.evening.tick()
    assert First.objects.count() == before + 1


def test_what_is_asked_follows_from_the_demand(asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A host that asks something else in place of the asks is found out by whoever has the signers' export."""
    monkeypatch.setattr(questions, "questions_of", lambda *_: (["Are you content?"], 0))
    box = actions.fix_about(asked.demand, "met", 7)
    assert box is not None
    Question.objects.create(demand=asked.demand, box=box, about="met")
    asked.evening.witness()
    monkeypatch.undo()
    answer = browser_of(asked.evening.people[0]).get(f"/demands/{asked.demand.box.hex}/signers.zip")
    zipfile.ZipFile(BytesIO(answer.content)).extractall(tmp_path)
    folder = next(tmp_path.iterdir())
    problems = examine(folder).problems("rules_fixed_first")
    assert [each.reason for each in problems] == ["definition_changed"]
    export(tmp_path / "all", "keyholders")
    (found,) = (each for each in examine(tmp_path / "all").boxes if each.name == box.book.name)
    assert "definition_changed" in found.unfit  # so no keyholder opens it


def test_what_was_met_is_asked_again_only_after_half_a_year_and_another_answer(asked: Asked) -> None:
    for who in range(5):
        asked.at(who, asked.met).answer([NO])
    asked.close(asked.met)
    declare(Signer(asked.evening, asked.demand, 1).document("answer", ask=1, status="met"))
    asked.evening.keyholders.restock(4)
    asked.evening.tick()
    rounds = Question.objects.filter(demand=asked.demand, about="met")
    assert rounds.count() == 1
    actions.begin(asked.evening.clock.pass_by(182 * DAY))
    assert rounds.count() == 2
    assert Question.objects.filter(demand=asked.demand, about="punished").count() == 1, "that one has not opened yet"


def test_who_was_punished_is_asked_again_once_too_few_answered(asked: Asked) -> None:
    asked.close(asked.punished)
    asked.evening.keyholders.restock(4)
    asked.evening.tick()
    assert Question.objects.filter(demand=asked.demand, about="punished").count() == 2


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_of_a_question_stay_below_75_kb(asked: Asked, language: str) -> None:
    pages = [asked.page(f"{language}/questions/{asked.met.hex}{more}") for more in ("", "/receipt")]
    assert {"site/answering.js", "site/seal_worker.js", "site/box_worker.js"} <= files(pages[0])
    assert [size for size in map(whole, pages) if size >= MOST] == []


def test_a_question_can_be_struck_though_its_draft_was_taken_back(asked: Asked) -> None:
    asked.evening.keyholders.restock(4)
    phone = asked.at(2, asked.drafted.box)
    phone.write(ask_first_words(title="Mr. X fell ill.", text=other_words("Lockers")))
    for _ in range(2):
        asked.evening.tick()
    first = First.objects.latest("pk")
    assert asked.page(f"/drafts/{asked.drafted.box.hex}/{bytes(first.draft).hex()}/report", 1)
    phone.withdraw()
    for _ in range(2):
        asked.evening.tick()
    question = f"/questions/{first.box.hex}/report"
    assert f'href="{question}"' in asked.page(f"/questions/{first.box.hex}", 1)
    for language in ("", "/es"):
        reading.check(asked.page(language + question, 1), language[1:] or "en")
    assert browser_of(asked.evening.people[1]).post(question, {"why": "person"}).status_code == 302
    (found,) = reports.reported()
    assert "Mr. X fell ill." in reports.texts(found)
    striking.strike(found, asked.evening.people[0].key, "person")
    assert access.title(first.box) is None
    asked.evening.tick()
    assert "This question was struck" in asked.page(f"/questions/{first.box.hex}")


def test_a_struck_demand_takes_the_words_of_its_questions_with_it(asked: Asked) -> None:
    striking.report(member_of(asked.evening.people[0]), asked.demand.box, b"", "harm")
    (found,) = reports.reported()
    striking.strike(found, asked.evening.people[0].key, "harm")
    asked.evening.tick()
    for box in (asked.met, asked.punished):
        assert [access.about(box), access.title(box)] == [None, None]
        assert Box.objects.get(pk=box.pk).state == Box.VOID
        assert "This question was struck" in asked.page(f"/questions/{box.hex}")
    asked.page(f"/demands/{asked.demand.box.hex}/after")
    asked.page("/demands")
