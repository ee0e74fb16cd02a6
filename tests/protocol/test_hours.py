"""The hours of a month at one workplace. Ways of being wrong, one file each: vectors/hours."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.definitions import hashed
from tests.vectors.make_hours import survey
from undersign.protocol import hours
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import unb64
from undersign.protocol.hours import ASKED, Asked

SURVEY = survey()
AMOUNTS = st.lists(st.integers(0, 100_000), max_size=30)


def _reason(changes: dict[str, str]) -> str:
    texts = {unb64(name): words for name, words in {**SURVEY["texts"], **changes}.items()}
    reason, _ = outcome(lambda: hours.read_hours(read_definition(SURVEY["definition"]), texts))
    return reason


@given(st.text(max_size=60))
def test_plain_words_ask_for_no_hours(words: str) -> None:
    assert not hours.is_hours(words)
    assert _reason({hashed("intro"): words}) == "rule_impossible"


@given(st.sampled_from(sorted(SURVEY["texts"])), st.text(max_size=60))
def test_whichever_text_is_changed_it_is_not_that_survey(name: str, words: str) -> None:
    if name != hashed("intro") and words != SURVEY["texts"][name]:
        assert _reason({name: words}) == "definition_changed"


@given(st.sampled_from(ASKED), st.integers(0, 10**6))
def test_an_amount_lies_between_the_edges_of_its_range(asked: Asked, amount: int) -> None:
    at = hours.range_of(asked, amount)
    assert asked.bins[at] * asked.unit <= amount
    assert at == len(asked.bins) - 1 or amount < asked.bins[at + 1] * asked.unit


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_a_month_ends_when_the_next_begins(year: int, number: int) -> None:
    ends = datetime.fromtimestamp(hours.month_ends(f"{year}-{number:02}"), UTC)
    assert (ends.day, ends.month) == (1, number % 12 + 1)


@given(st.sampled_from(ASKED), AMOUNTS, st.integers(0, 5))
def test_the_true_sum_lies_between_the_two_or_above_where_the_last_range_is_open(
    asked: Asked, amounts: list[int], silent: int
) -> None:
    totals = [0] * len(asked.bins) + [silent]
    for amount in amounts:
        totals[hours.range_of(asked, amount)] += 1
    found, true = hours.sum_of(asked.bins, totals), sum(amounts)
    assert found.count == len(amounts)
    assert found.low * asked.unit <= true
    assert found.open or true <= found.high * asked.unit


def test_a_group_of_under_twenty_may_answer_all_of_it() -> None:
    assert {len(each.bins) for each in ASKED} == {5}
