"""Closing: times, withdrawals, requests, promises. Ways of being wrong, one file each: vectors/closing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.definitions import DAY_SECONDS, ENDS, definition, head
from undersign.protocol import closing
from undersign.protocol.boxes import read_definition
from undersign.protocol.envelopes import Envelope, Head, counted

SURVEY = read_definition(definition())
ROOM = read_definition(definition("demand", room=True))
TIMES = st.integers(ENDS - 3 * DAY_SECONDS, ENDS + 2 * DAY_SECONDS)
HEADS = st.lists(
    st.builds(
        Head,
        st.binary(min_size=2, max_size=2),
        st.sampled_from([b"Ana", b"Bo", b"Chi"]),
        st.integers(0, 3),
        st.just(0),
        st.booleans(),
    ),
    unique_by=lambda one: one.digest,
    max_size=12,
)


@given(seconds=TIMES, withdraws=st.booleans())
def test_envelopes_come_in_until_signing_ends_and_withdrawals_until_withdrawing_ends(
    *, seconds: int, withdraws: bool
) -> None:
    ends = ENDS + DAY_SECONDS if withdraws else ENDS
    reason, _ = outcome(lambda: closing.check_time(SURVEY, seconds, withdraws=withdraws))
    assert reason == ("ok" if seconds < ends else "too_late")


@given(TIMES)
def test_nothing_comes_in_once_the_box_may_be_opened(seconds: int) -> None:
    may_open = outcome(lambda: closing.check_ended(SURVEY, seconds))[0] == "ok"
    comes_in = outcome(lambda: closing.check_time(SURVEY, seconds, withdraws=True))[0] == "ok"
    assert may_open != comes_in


@given(seconds=TIMES, withdraws=st.booleans(), room=st.booleans())
def test_a_batch_ends_after_its_envelopes_and_not_after_signing(*, seconds: int, withdraws: bool, room: bool) -> None:
    box = ROOM if room else SURVEY
    reason, ends = outcome(lambda: closing.batch_end(box, seconds, withdraws=withdraws))
    if ends is None:
        assert reason == "too_late"
        return
    assert seconds < ends <= (ENDS if seconds < ENDS else ENDS + DAY_SECONDS)
    assert room or ends - seconds <= DAY_SECONDS


@given(TIMES, TIMES)
def test_in_a_room_there_are_two_batches_and_no_more(one: int, other: int) -> None:
    ends = [outcome(lambda: closing.batch_end(ROOM, seconds, withdraws=True))[1] for seconds in (one, other)]  # noqa: B023 - called at once
    assert set(ends) <= {None, ENDS, ENDS + DAY_SECONDS}


@given(HEADS, st.sampled_from([b"Ana", b"Bo", b"Dee"]), st.integers(1, 3))
def test_a_set_that_heeds_a_withdrawal_does_not_count_what_it_withdrew(heads: list[Head], key: bytes, seq: int) -> None:
    handed = Envelope(b"handed in", key, seq, 0, b"")
    recorded = [*heads, Head(handed.digest, key, seq, 0, withdraws=True)]
    for book in (heads, recorded):
        if outcome(lambda: closing.check_withdrawals(book, [handed]))[0] == "ok":  # noqa: B023 - called at once
            assert all(one.key != key or one.seq >= seq for one in counted(book))
        else:
            assert book is heads


def test_a_withdrawal_that_the_book_holds_or_replaces_is_heeded() -> None:
    back = head("Ana", seq=1, withdraws=True)
    handed = [Envelope(back.digest, back.key, 1, 0, b"")]
    assert outcome(lambda: closing.check_withdrawals([head("Ana"), back], handed))[0] == "ok"
    assert outcome(lambda: closing.check_withdrawals([head("Ana"), head("Ana", seq=2)], handed))[0] == "ok"
    assert outcome(lambda: closing.check_withdrawals([head("Ana")], handed))[0] == "withdrawal_ignored"


@given(st.lists(st.sampled_from([{"set": 1}, {"set": 2}]), max_size=4))
def test_a_box_has_one_opening_request_however_often_it_stands_there(found: list[dict[str, int]]) -> None:
    different = {one["set"] for one in found}
    expected = {0: "opening_request_wrong", 1: "ok", 2: "opening_requests_two"}[len(different)]
    assert outcome(lambda: closing.one_request(found))[0] == expected


@given(promised=st.integers(0, 20), tick=st.integers(0, 20), holds=st.booleans())
def test_only_a_checkpoint_as_late_as_promised_breaks_a_promise(*, promised: int, tick: int, holds: bool) -> None:
    reason, _ = outcome(lambda: closing.check_promise({"tick": promised}, tick, holds=holds))
    assert reason == ("promise_broken" if tick >= promised and not holds else "ok")
