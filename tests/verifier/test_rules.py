"""The rules of a box: fixed, witnessed, complete, before the first envelope."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifier.cast import KEYHOLDERS, key, seed
from tests.verifier.judging import expect, expect_of, expect_only, verdicts
from tests.verifier.survey import Survey
from undersign.protocol import record
from undersign.protocol.encoding import b64, unb64
from undersign.verifier.claims.verdict import open_question

RULES = "rules_fixed_first"


def test_a_second_definition_is_a_change_of_the_rules(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.box.add({"v": 1, "kind": "definition", "definition": {**survey.definition.document, "k": 6}})
    survey.tick()
    expect_of(survey, tmp_path, RULES, "definition_changed")


def test_envelopes_for_other_rules_than_those_recorded_are_for_another_box(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    again = Survey()
    again.begin()
    again.people()
    again.define(quorum=1)
    again.ask()
    again.batch(survey.envelopes())
    expect_of(again, tmp_path, "envelopes_well_formed", "wrong_box")


def test_rules_that_keyholders_saw_only_with_envelopes_came_too_late(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    survey.witnesses = ()
    survey.define()
    survey.ask()
    survey.witnesses = (1, 2)
    survey.batch(survey.envelopes())
    expect_of(survey, tmp_path, RULES, "rules_not_first")


def test_an_envelope_before_the_rules_is_seen(tmp_path: Path) -> None:
    model = Survey().until_defined()
    survey = Survey()
    survey.begin()
    survey.people()
    survey.box_first(model.envelope(0, 0))
    expect(survey.write(tmp_path), "envelopes_well_formed", "rule_impossible")


def test_rules_of_a_ceremony_that_is_not_in_the_record_have_no_key(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    survey.define(ceremony=b64(seed("no ceremony")))
    expect_of(survey, tmp_path, RULES, "ceremony_other")


def test_rules_of_another_record_are_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    survey.define(origin="example.org/other")
    expect(survey.write(tmp_path), RULES, "host_differs")


@pytest.mark.parametrize("change", [{"k": 4}, {"levels": [5]}, {"withdrawing_ends": 0}, {"more": 1}], ids=str)
def test_rules_that_break_the_protocol_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    survey = Survey().until_defined()
    wrong = {**survey.definition.document, **change}
    again = Survey()
    again.begin()
    again.book("box-1", "box", 9).add({"v": 1, "kind": "definition", "definition": wrong})
    again.tick()
    expect(again.write(tmp_path), RULES, "document_field" if "k" in change or "more" in change else "rule_impossible")


def test_a_box_without_rules_leaves_its_claims_open(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.book("box-1", "box", 9)
    survey.tick()
    assert verdicts(survey.write(tmp_path))[RULES] == open_question("box-1: no rules stand in its book")


def test_a_missing_text_of_the_rules_is_missed(tmp_path: Path) -> None:
    survey = Survey().play()
    survey.box.texts.pop()
    expect_of(survey, tmp_path, RULES, "text_missing")


def test_a_struck_text_voids_a_box_that_was_not_opened(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    struck = survey.box.texts.pop()
    survey.box.add(record.strike_entry(unb64(struck["hash"]), unb64(key(KEYHOLDERS[0])), "it names a client"))
    survey.tick()
    folder = survey.write(tmp_path)
    assert verdicts(folder)[RULES] == open_question("box-1: a text of its rules was struck, so the box is void")


def test_a_void_box_that_was_opened_all_the_same_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    struck = survey.box.texts.pop()
    survey.box.add(record.strike_entry(unb64(struck["hash"]), unb64(key(KEYHOLDERS[0])), "it names a client"))
    survey.tick()
    survey.ask_opening()
    survey.open()
    survey.publish()
    expect_only(survey.write(tmp_path), "opened_once_in_groups", "struck_definition")


def test_an_entry_that_no_box_has_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.box.add({"v": 1, "kind": "note", "text": "nothing"})
    survey.tick()
    expect(survey.write(tmp_path), "envelopes_well_formed", "a box has no entry of kind 'note'")
