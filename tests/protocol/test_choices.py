"""What holds for every sealed choice. tests/client/choices.test.js says the same of the browser's part."""

from typing import Any, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.cases import random_from
from tests.vectors.cheats import sealed_counts
from undersign.protocol.choices import (
    Question,
    Questions,
    Statement,
    Totals,
    add_up,
    body_length,
    check,
    choice_bits,
    ciphertexts_of,
    seal,
)
from undersign.protocol.errors import Refused
from undersign.protocol.points import base, int_scalar, random_scalar, times

SECRET: Final = random_scalar(random_from("test_choices"))
FEW: Final = settings(max_examples=15)
WRONG: Final = {
    "option_proof_wrong",
    "sum_proof_wrong",
    "point_not_canonical",
    "point_identity",
    "scalar_not_canonical",
}


@st.composite
def _questions(draw: st.DrawFn) -> Question:
    options = draw(st.integers(1, 4))
    least = draw(st.integers(1, options))
    return Question(options, least, draw(st.integers(least, options)))


@st.composite
def _chosen(draw: st.DrawFn, question: Question) -> list[int]:
    if draw(st.booleans()):
        return []
    count = draw(st.integers(question.least, question.most))
    return draw(st.permutations(range(question.options)))[:count]


@st.composite
def _answers(draw: st.DrawFn) -> tuple[Statement, list[list[int]], str]:
    """Draw a statement, what is chosen, and a label for the randomness."""
    questions = tuple(draw(st.lists(_questions(), max_size=2)))
    box_id, key = draw(st.binary(min_size=32, max_size=32)), draw(st.binary(min_size=32, max_size=32))
    statement = Statement(box_id, key, draw(st.integers(0, 9)), base(SECRET), questions)
    return statement, [draw(_chosen(question)) for question in questions], draw(st.text("abc", max_size=9))


def _opened(questions: Questions, body: bytes) -> list[list[int]]:
    totals = Totals(1)
    found = ciphertexts_of(questions, body)
    return [[totals.find(c, times(SECRET, r)) for r, c in question] for question in found]


@FEW
@given(_answers())
def test_what_is_sealed_holds_and_opens_to_what_was_chosen(answer: tuple[Statement, list[list[int]], str]) -> None:
    statement, chosen, label = answer
    body = seal(statement, chosen, random_from(label))
    assert len(body) == body_length(statement.questions)
    check(statement, body)
    expected = [choice_bits(question, picked) for question, picked in zip(statement.questions, chosen, strict=True)]
    assert _opened(statement.questions, body) == expected


@FEW
@given(_answers())
def test_sealing_again_repeats_nothing(answer: tuple[Statement, list[list[int]], str]) -> None:
    statement, chosen, label = answer
    random = random_from(label)
    bodies = [seal(statement, chosen, random) for _ in range(2)]
    points = [
        point
        for body in bodies
        for pairs in ciphertexts_of(statement.questions, body)
        for pair in pairs
        for point in pair
    ]
    assert len(set(points)) == len(points)


@given(_answers(), st.integers(0), st.integers(1, 255))
def test_no_byte_of_a_body_can_change(answer: tuple[Statement, list[list[int]], str], place: int, change: int) -> None:
    statement, chosen, label = answer
    assume(statement.questions)
    body = bytearray(seal(statement, chosen, random_from(label)))
    body[place % len(body)] ^= change
    assert outcome(lambda: check(statement, bytes(body)))[0] in WRONG


@FEW
@given(_answers(), st.sampled_from(["box_id", "envelope_key", "seq", "key", "questions"]))
def test_a_body_fits_no_other_statement(answer: tuple[Statement, list[list[int]], str], field: str) -> None:
    statement, chosen, label = answer
    assume(statement.questions)
    body = seal(statement, chosen, random_from(label))
    other: dict[str, Any] = {
        **vars(statement),
        field: {
            "box_id": statement.box_id[::-1],
            "envelope_key": statement.envelope_key[::-1],
            "seq": statement.seq + 1,
            "key": base(int_scalar(7)),
            "questions": statement.questions[::-1],
        }[field],
    }
    changed = Statement(**other)
    assert outcome(lambda: check(changed, body))[0] == ("ok" if changed == statement else "option_proof_wrong")


@FEW
@given(_answers(), st.data())
def test_counts_that_break_the_rule_are_refused(
    answer: tuple[Statement, list[list[int]], str], data: st.DataObject
) -> None:
    statement, _, label = answer
    counts = [
        data.draw(st.lists(st.integers(-1, 2), min_size=question.width, max_size=question.width))
        for question in statement.questions
    ]
    fair = all(
        set(row) <= {0, 1} and question.least <= sum(row[:-1]) + question.most * row[-1] <= question.most
        for question, row in zip(statement.questions, counts, strict=True)
    )
    body = sealed_counts(statement, counts, random_from(label))
    assert (outcome(lambda: check(statement, body))[0] == "ok") == fair


@FEW
@given(st.lists(st.integers(0, 3), max_size=8))
def test_sums_open_to_totals(votes: list[int]) -> None:
    question = Question(3)
    sums = None
    for number, vote in enumerate(votes):
        statement = Statement(bytes(32), bytes(32), number, base(SECRET), (question,))
        body = seal(statement, [[vote] if vote < question.options else []], random_from(str(number)))
        sums = add_up(sums, ciphertexts_of((question,), body))
    totals = Totals(len(votes))
    found = [totals.find(c, times(SECRET, r)) for r, c in sums[0]] if sums else [0] * 4
    assert found == [votes.count(option) for option in range(4)]


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_total_is_found_up_to_its_bound(bound: int, m: int) -> None:
    point = base(int_scalar(m))
    reason, found = outcome(lambda: Totals(bound).find(point, bytes(32)))
    assert (reason, found) == (("ok", m) if m <= bound else ("tally_out_of_range", None))


@given(st.integers(-1, 4), st.integers(-1, 4), st.integers(-1, 4))
def test_a_question_has_a_shape_that_can_be_answered(options: int, least: int, most: int) -> None:
    if 1 <= least <= most <= options:
        assert Question(options, least, most).clauses == most - least + 1
    else:
        with pytest.raises(Refused, match="contradicts"):
            Question(options, least, most)
