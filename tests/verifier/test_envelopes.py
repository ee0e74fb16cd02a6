"""Envelopes: each signed, for its box, with one proven answer to each question, copied from nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifier.forging import body_of, dishonest, resigned, with_randomness
from tests.verifier.judging import expect_only, verdicts
from tests.verifier.survey import Survey
from undersign.protocol import choices, envelopes
from undersign.protocol.encoding import Document, b64, encode, sha256

CLAIM = "envelopes_well_formed"


def recorded(survey: Survey, *documents: Document) -> Survey:
    """Enter envelopes in place of member 0's, among the others."""
    survey.ask()
    survey.batch([*documents, *survey.envelopes()[1:]])
    return survey


def test_an_envelope_for_another_box_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = resigned(survey, 0, survey.envelope(0, 0), box=b64(b"another box".ljust(32)))
    assert "line 1" in expect_only(recorded(survey, document).write(tmp_path), CLAIM, "wrong_box")


def test_a_copied_component_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    same = [with_randomness(survey, number, "both") for number in (0, 1)]
    survey.ask()
    survey.batch([*same, *survey.envelopes()[2:]])
    assert "line 2" in expect_only(survey.write(tmp_path), CLAIM, "component_copied")


def test_a_body_copied_from_somebody_else_proves_nothing(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    copied = body_of(survey.envelope(1, 1))
    document = resigned(survey, 0, survey.envelope(0, 0), body=b64(copied))
    folder = recorded(survey, document).write(tmp_path)
    assert "option_proof_wrong" in expect_only(folder, CLAIM, "line 1")


def test_an_envelope_that_stands_twice_is_a_copy(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = survey.envelope(0, 0)
    folder = recorded(survey, document, document).write(tmp_path)
    assert "line 2" in expect_only(folder, CLAIM, "component_copied")


@pytest.mark.parametrize(
    "bits",
    [[0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 0]],
    ids=["all zero", "a double vote", "an answer and no answer", "one option twice"],
)
def test_another_number_of_answers_than_one_is_seen(tmp_path: Path, bits: list[int]) -> None:
    survey = Survey().until_defined()
    expect_only(recorded(survey, dishonest(survey, 0, bits)).write(tmp_path), CLAIM, "_proof_wrong")


def test_a_body_of_another_length_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = survey.envelope(0, 0)
    short = resigned(survey, 0, document, body=b64(body_of(document)[:-32]))
    expect_only(recorded(survey, short).write(tmp_path), CLAIM, "body_length")


def test_a_point_that_is_not_canonical_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = survey.envelope(0, 0)
    wrong = resigned(survey, 0, document, body=b64(b"\xff" * 32 + body_of(document)[32:]))
    expect_only(recorded(survey, wrong).write(tmp_path), CLAIM, "point_not_canonical")


def test_an_envelope_changed_in_transit_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    document = {**survey.envelope(0, 0), "body": survey.envelope(1, 1)["body"]}
    expect_only(recorded(survey, document).write(tmp_path), CLAIM, "envelope_changed")


def test_an_envelope_changed_after_it_was_recorded_is_seen(spoiled: Path) -> None:
    path = spoiled / "books/box-1/rests.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[0] = lines[1]
    path.write_bytes(b"".join(lines))
    assert "line 1" in expect_only(spoiled, CLAIM, "envelope_changed")
    assert verdicts(spoiled)["result_equals_opening"].outcome == "cannot be checked here"


@pytest.mark.parametrize("lines", [14, 16])
def test_an_envelope_missing_or_too_many_beside_the_book_is_seen(spoiled: Path, lines: int) -> None:
    path = spoiled / "books/box-1/rests.jsonl"
    found = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((found * 2)[:lines]))
    expect_only(spoiled, "no_leaf_missing", "leaf_missing")


def test_of_two_bodies_with_one_seq_the_smaller_hash_counts(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    two = [survey.envelope(0, option) for option in (0, 1)]
    recorded(survey, *two)
    survey.ask_opening()
    survey.open()
    survey.publish()
    smaller = min(range(2), key=lambda option: envelope_digest(two[option]))
    counted = survey.totals()[1][0]
    assert sum(counted) == 8
    assert counted[smaller] == (2, 3)[smaller]
    found = verdicts(survey.write(tmp_path))
    assert found["result_equals_opening"].outcome == found["opened_once_in_groups"].outcome == "pass"
    assert found["every_envelope_had_a_pass"].reason.startswith("box-1: 16 envelopes under 14 keys")


def envelope_digest(document: Document) -> bytes:
    """Return the hash that decides between two."""
    return sha256(encode(document))


@pytest.mark.parametrize(("option", "seq"), [(1, 1), (None, 0)], ids=["a second answer", "a withdrawal of nothing"])
def test_a_survey_takes_a_later_seq_only_to_withdraw(tmp_path: Path, option: int | None, seq: int) -> None:
    survey = Survey().until_defined()
    expect_only(recorded(survey, survey.envelope(0, option, seq)).write(tmp_path), CLAIM, "sequence_not_allowed")


@pytest.mark.parametrize("entry", [{"tag": 7}, {"level": 5}, {"rest": "AA"}], ids=str)
def test_an_entry_that_the_rules_do_not_allow_is_seen(tmp_path: Path, entry: Document) -> None:
    survey = Survey().until_defined()
    document = survey.envelope(0, 0)
    survey.box.add({**envelopes.entry_document(document), **entry}, document)
    survey.tick()
    reason = {"tag": "tag_unknown", "level": "document_field", "rest": "size_wrong"}[next(iter(entry))]
    expect_only(survey.write(tmp_path), CLAIM, reason)


def test_sums_are_the_same_in_one_chunk_and_in_many(played: Survey) -> None:
    bodies = [choices.ciphertexts_of(played.rules.questions, body_of(each)) for each in played.recorded if each["body"]]
    whole = None
    for body in bodies:
        whole = choices.add_up(whole, body)
    first, second = bodies[0], bodies[-1]
    for body in bodies[1:7]:
        first = choices.add_up(first, body)
    for body in bodies[7:-1]:
        second = choices.add_up(second, body)
    assert choices.add_up(first, second) == whole
