"""What a keyholder's program asks of the verifier before it opens anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifier.survey import Survey
from undersign.protocol.boxes import Count
from undersign.verifier.examination import BoxExamination, examine_box, examine_record
from undersign.verifier.folder import Folder


def examined(survey: Survey, path: Path, made_for: str = "keyholders") -> BoxExamination:
    """Return the examination of a survey's box."""
    record = examine_record(Folder(survey.write(path, made_for)))
    return examine_box(record, record.of("box")[0])


def test_a_box_that_holds_can_be_opened_with_its_sums(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    asked = survey.ask_opening()
    box = examined(survey, tmp_path)
    assert box.unfit == ""
    assert isinstance(box.count, Count)
    assert box.sums == survey.sums()
    assert box.opening is not None
    assert box.opening.request is not None
    assert box.opening.hash == survey.request_hash
    assert [group.count for group in box.count.groups] == [group["count"] for group in asked["groups"]] == [5, 8]


def test_a_list_that_the_keyholder_was_not_given_stops_it(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    assert examined(survey, tmp_path, "members").unfit == "its list could not be read in full"


def test_a_problem_stops_it_with_its_name(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask(range(5))
    survey.batch(survey.envelopes())
    assert examined(survey, tmp_path).unfit.startswith("more_envelopes_than_requests: ")


def test_leaves_that_are_not_witnessed_stop_it(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    for document in survey.envelopes():
        survey.record(document)
    survey.tick([1])
    assert examined(survey, tmp_path).unfit == "not yet witnessed: books/box-1"


@pytest.mark.parametrize("answers", [0, 4])
def test_a_box_below_k_stops_it(tmp_path: Path, answers: int) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.batch(survey.envelopes(range(answers)))
    assert f"{answers} envelopes count" in examined(survey, tmp_path).unfit


def test_a_box_without_rules_stops_it(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.book("box-1", "box", 9)
    survey.tick()
    assert examined(survey, tmp_path).unfit == "no rules stand in its book"
