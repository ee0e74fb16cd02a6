"""The opening: one request for one set, groups of at least k, t sound parts, and the result that follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.verifier.builder import listed, rule, state_of, vouches, workplace
from tests.verifier.cast import EMPLOYER, KEYHOLDERS, MEMBERS, TICK_SECONDS
from tests.verifier.judging import expect, expect_of, expect_only, failing, verdicts
from tests.verifier.survey import ALL, NEW_YORK, Survey
from undersign.protocol import boxes
from undersign.protocol.encoding import Document, b64, unb64

ONCE, RESULT = "opened_once_in_groups", "result_equals_opening"


def asked(changes: Document) -> Survey:
    """Play a survey until an opening request that is not as it should be."""
    survey = Survey().until_recorded()
    survey.ask_opening(**changes)
    return survey


def finished(survey: Survey) -> Survey:
    """Open and publish."""
    survey.open()
    survey.publish()
    return survey


def test_two_opening_requests_are_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.box.add({**survey.ask_opening(), "requests": 3})
    survey.tick()
    expect_of(survey, tmp_path, ONCE, "opening_requests_two")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"box": b64(bytes(32))}, "wrong_box"),
        ({"set": b64(bytes(64))}, "opening_request_wrong"),
        ({"envelopes": 14}, "opening_request_wrong"),
        ({"requests": 13}, "opening_request_wrong"),
        ({"list_size": 16}, "opening_request_wrong"),
        ({"size": 1}, "cosignatures_missing"),
        ({"size": 7}, "cosignatures_missing"),
        ({"root": b64(bytes(32))}, "record_forked"),
        ({"groups": [{"tags": [ALL, NEW_YORK], "count": 13}]}, "group_counts_wrong"),
        ({"groups": []}, "below_k"),
        ({"shut": [{"tags": [ALL], "count": 5}]}, "group_counts_wrong"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_request_for_anything_but_the_set_by_the_rules_is_seen(tmp_path: Path, change: Document, reason: str) -> None:
    expect_only(asked(change).write(tmp_path), ONCE, reason)


def test_a_group_below_k_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.batch(survey.envelopes([*range(6), 10, 11, 12]))
    count = boxes.count_box(survey.definition, survey.heads())
    assert [group.tags for group in count.groups] == [(NEW_YORK,)]
    forced = boxes.Count(count.heads, (boxes.Group((ALL,), 3), *count.groups), ())
    survey.ask_opening(count=forced)
    finished(survey)
    expect_of(survey, tmp_path, ONCE, "below_k")


def test_a_box_below_k_that_was_opened_all_the_same_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.batch(survey.envelopes(range(3)))
    heads = tuple(sorted(survey.heads(), key=lambda head: head.digest))
    survey.ask_opening(count=boxes.Count(heads, (boxes.Group((NEW_YORK,), 3),), ()))
    finished(survey)
    expect_of(survey, tmp_path, ONCE, "below_k")


def test_a_tag_below_k_is_opened_with_its_parent(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.batch(survey.envelopes([*range(3), *range(10, 15)]))
    survey.ask_opening()
    finished(survey)
    found = verdicts(survey.write(tmp_path))
    assert found[ONCE].reason == "box-1: 1 group, the smallest of 8 envelopes, where k is 5; 0 envelopes stay shut"
    assert found[RESULT].outcome == "pass"


def test_what_stays_below_k_at_the_top_stays_shut(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.batch(survey.envelopes([*range(6), 10, 11, 12]))
    survey.ask_opening()
    finished(survey)
    found = verdicts(survey.write(tmp_path))
    assert found[ONCE].reason == "box-1: 1 group, the smallest of 6 envelopes, where k is 5; 3 envelopes stay shut"


def test_an_envelope_recorded_after_the_request_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.batch(survey.envelopes()[1:])
    survey.ask_opening()
    survey.batch([survey.envelope(0, 0)])
    assert ONCE in failing(survey.write(tmp_path))


def test_an_opening_before_its_time_is_seen(tmp_path: Path) -> None:
    survey = Survey()
    survey.begin()
    survey.people()
    ends = (survey.now + 50) * TICK_SECONDS
    survey.define(signing_ends=ends, withdrawing_ends=ends)
    survey.ask()
    survey.batch(survey.envelopes())
    survey.ask_opening()
    expect_of(finished(survey), tmp_path, ONCE, "too_early")


def test_a_part_before_the_request_was_cosigned_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.witnesses = ()
    survey.ask_opening()
    survey.witnesses = (1, 2)
    expect_of(finished(survey), tmp_path, ONCE, "cosignatures_missing")


def test_parts_without_a_request_are_seen(tmp_path: Path) -> None:
    survey = Survey().play()
    again = Survey().until_recorded()
    for entry in survey.box.entries[-3:]:
        again.box.add(entry)
    again.tick()
    expect_of(again, tmp_path, ONCE, "opened without an opening request")


def test_a_second_opening_is_seen(tmp_path: Path) -> None:
    survey = Survey().play()
    survey.publish(survey.result(keyholders=[1, 3]))
    expect_of(survey, tmp_path, ONCE, "opened_before")


def test_a_result_altered_by_one_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    survey.open()
    result = survey.result()
    result["groups"][1]["totals"][0][0] += 1
    survey.publish(result)
    assert "group 2" in expect_of(survey, tmp_path, RESULT, "result_differs")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"box": b64(bytes(32))}, "wrong_box"),
        ({"request": b64(bytes(32))}, "opening_request_wrong"),
        ({"keyholders": [1, 3]}, "keyholder_unknown"),
        ({"shut": [{"tags": [ALL], "count": 2}]}, "group_counts_wrong"),
        ({"groups": []}, "group_counts_wrong"),
        ({"more": 1}, "document_field"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_result_of_another_opening_is_seen(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    survey.open()
    survey.publish(survey.result(**change))
    expect_of(survey, tmp_path, RESULT, reason)


def test_too_few_keyholders_give_no_result(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    survey.open(survey.parts([1]))
    survey.publish()
    expect_of(survey, tmp_path, RESULT, "keyholders_too_few")


def test_one_keyholder_twice_is_not_two(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    survey.open(survey.parts([1, 1]))
    survey.publish()
    expect_of(survey, tmp_path, RESULT, "keyholder_repeated")


def changed_part(survey: Survey, change: str) -> Document:
    """Return keyholder 2's part, not as it should be."""
    part = survey.parts([2])[0]
    groups = [unb64(group) for group in part["groups"]]
    if change == "a wrong point":
        groups[0] = groups[1][:32] + groups[0][32:]
    elif change == "cut short":
        groups[0] = groups[0][:-96]
    elif change == "cut within a proof":
        groups[0] = groups[0][:-1]
    else:
        groups.pop()
    return boxes.part_document(KEYHOLDERS[1], survey.rules.box_id, survey.request_hash, 2, groups)


@pytest.mark.parametrize("change", ["a wrong point", "cut short", "cut within a proof", "a group missing"])
def test_a_wrong_partial_opening_is_seen(tmp_path: Path, change: str) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    survey.open([survey.parts([1])[0], changed_part(survey, change)])
    survey.publish()
    expect_of(survey, tmp_path, RESULT, "partial_opening_wrong")


@pytest.mark.parametrize("by", [3, 1])
def test_a_part_in_another_keyholders_name_is_seen(tmp_path: Path, by: int) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    one, two = survey.parts()
    survey.open([one, {**two, "keyholder": by}])
    survey.publish()
    expect_of(survey, tmp_path, RESULT, "signature_wrong")


@pytest.mark.parametrize(("keyholders", "fails"), [((1, 2), False), ((1, 3), True)])
def test_a_keyholder_does_not_open_what_concerns_their_employer(
    tmp_path: Path, keyholders: tuple[int, ...], *, fails: bool
) -> None:
    survey = Survey()
    survey.begin()
    people = [listed(member, state_of(number)) for number, member in enumerate(MEMBERS)]
    first = {**rule(), "rule": "employer", "of": EMPLOYER}
    survey.people(None, [first, workplace("NY"), workplace("VT"), workplace("ME"), *vouches(), *people])
    survey.define()
    survey.ask()
    survey.batch(survey.envelopes())
    survey.ask_opening()
    survey.open(survey.parts(keyholders))
    survey.publish(survey.result(keyholders=list(keyholders)))
    found = failing(survey.write(tmp_path))
    assert list(found) == [ONCE] * fails
    assert "keyholder_concerned" in found.get(ONCE, "keyholder_concerned")


def test_a_part_for_another_request_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    survey.ask_opening()
    other = boxes.part_document(KEYHOLDERS[1], survey.rules.box_id, bytes(32), 2, [b"", b""])
    survey.open([survey.parts([1])[0], other])
    survey.publish()
    expect(survey.write(tmp_path), RESULT, "opening_request_wrong")
