"""The rounds of a ceremony. Ways of being wrong: vectors/ceremony."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors import age
from tests.vectors.cases import random_from
from tests.vectors.meeting import Meeting, ceremony_document, hold, meeting, opener
from undersign.protocol import openings, points
from undersign.protocol.ceremony import (
    Share,
    State,
    assemble,
    awaited,
    begin,
    complain,
    deal,
    finish,
    read_share,
    read_state,
)
from undersign.protocol.encoding import decode, encode
from undersign.protocol.errors import REASONS, Refused
from undersign.protocol.keyholders import check_transcript, read_ceremony

SIZES = st.integers(3, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(n // 2 + 1, n)))


def secret_of(held: Meeting, indices: tuple[int, ...]) -> int:
    """Return what these keyholders' shares give together."""
    weights = openings.lagrange(indices)
    shares = [held.shares[index - 1].secret for index in indices]
    return sum(points.scalar_int(points.scalar_mul(w, s)) for w, s in zip(weights, shares, strict=True)) % points.L


@settings(max_examples=10)
@given(SIZES, st.integers(0, 3))
def test_any_t_of_n_hold_the_key(size: tuple[int, int], seed: int) -> None:
    n, t = size
    held = meeting(n, t, f"test/{seed}")
    for indices in itertools.combinations(range(1, n + 1), t):
        assert points.base(points.int_scalar(secret_of(held, indices))) == held.team.key


@settings(max_examples=10)
@given(SIZES, st.integers(0, 3))
def test_fewer_than_t_do_not_hold_the_key(size: tuple[int, int], seed: int) -> None:
    n, t = size
    held = meeting(n, t, f"test/{seed}")
    for indices in itertools.combinations(range(1, n + 1), t - 1):
        assert points.base(points.int_scalar(secret_of(held, indices))) != held.team.key


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_messages_may_come_in_any_order_and_twice(shuffler: Random) -> None:
    held = meeting(3, 2)
    messages = [*held.commitments, *held.dealt, *held.finished, *held.commitments]
    shuffler.shuffle(messages)
    transcript, signed = assemble(held.ceremony, messages)
    assert (transcript, signed) == (held.transcript, held.signed)
    share, message = finish(held.ceremony, held.states[0], held.secrets[0], messages, opener(held.ages[0]))
    assert (share, message) == (held.shares[0], held.finished[0])


def test_a_program_knows_for_whom_it_waits() -> None:
    held = meeting()
    assert awaited(held.ceremony, [], 1) == [1, 2, 3, 4, 5]
    assert awaited(held.ceremony, held.commitments[1:4], 1) == [1, 5]
    assert awaited(held.ceremony, held.commitments, 1) == []
    to_two = [message for message in held.dealt if message["to"] == 2]
    assert awaited(held.ceremony, to_two[:3], 2, to=2) == [5]
    assert awaited(held.ceremony, held.finished[:1], 3) == [2, 3, 4, 5]


def test_nobody_outside_begins() -> None:
    with pytest.raises(Refused, match="not part of the ceremony"):
        begin(meeting().ceremony, bytes(32), random_from("outside"))


@pytest.mark.parametrize("reason", REASONS)
def test_a_complaint_of_any_reason_ends_every_step(reason: str) -> None:
    held = meeting(3, 2)
    complaint = complain(held.ceremony, held.secrets[1], Refused(reason, "keyholder 3 (East)\n" * 50))
    messages = [*held.commitments, *held.dealt, *held.finished, complaint]
    fresh = State(held.ceremony.hash, 1, held.states[0].coefficients)

    def no_encryption(_: str, plain: bytes) -> bytes:
        return plain

    for step in (
        lambda: deal(held.ceremony, fresh, held.secrets[0], messages, no_encryption),
        lambda: finish(held.ceremony, held.states[0], held.secrets[0], messages, opener(held.ages[0])),
        lambda: assemble(held.ceremony, messages),
        lambda: awaited(held.ceremony, messages, 1),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.reason == "ceremony_ended"
        assert refused.value.detail.startswith(f"{held.ceremony.who(2)} complains: {REASONS[reason]}")


def test_the_text_of_a_complaint_cannot_disturb_a_screen() -> None:
    held = meeting(3, 2)
    complaint = complain(held.ceremony, held.secrets[1], Refused("share_wrong", "\x1b[2Jkeyholder\u202e"))
    assert complaint["body"]["detail"] == "?[2Jkeyholder?"


def test_a_share_of_zero_is_refused_though_it_fits_its_commitments() -> None:
    """A dealer could choose f(j) = 0; a keyholder would add nothing of that dealer's, so it is refused."""
    document, secrets, ages = ceremony_document(3, 2, "zero")
    ceremony, random = read_ceremony(document), random_from("zero")

    def encrypt(to: str, plain: bytes) -> bytes:
        return age.encrypt(to, plain, random)

    slope = points.random_scalar(random)
    intercept = points.int_scalar(-3 * points.scalar_int(slope))  # so that f(3) = 0
    drawn = iter([intercept + bytes(32), slope + bytes(32)])
    begun = [begin(ceremony, secret, random) for secret in (secrets[0], secrets[2])]
    wrong = begin(ceremony, secrets[1], lambda length: next(drawn, None) or random(length))
    assert wrong[0].coefficients == (intercept, slope)
    first = [message for _, message in (begun[0], wrong, begun[1])]
    messages = list(first)
    states = [begun[0][0], wrong[0], begun[1][0]]
    for at, state in enumerate(states):
        states[at], dealt = deal(ceremony, state, secrets[at], first, encrypt)
        messages += dealt
    finish(ceremony, states[0], secrets[0], messages, opener(ages[0]))
    with pytest.raises(Refused) as refused:
        finish(ceremony, states[2], secrets[2], messages, opener(ages[2]))
    assert refused.value.reason == "share_wrong"
    assert ceremony.who(2) in refused.value.detail


def test_nobody_deals_for_two_different_first_rounds() -> None:
    held, random = meeting(3, 2), random_from("again")
    _, other = begin(held.ceremony, held.secrets[1], random)
    changed = [held.commitments[0], other, held.commitments[2]]

    def no_encryption(_: str, plain: bytes) -> bytes:
        return plain

    _, again = deal(held.ceremony, held.states[0], held.secrets[0], held.commitments, no_encryption)
    assert [message["to"] for message in again] == [2, 3]
    with pytest.raises(Refused) as refused:
        deal(held.ceremony, held.states[0], held.secrets[0], changed, no_encryption)
    assert refused.value.reason == "ceremony_ended"


def test_state_and_share_survive_storing_and_show_no_secret() -> None:
    held = meeting()
    for state in (held.states[0], State(held.ceremony.hash, 1, held.states[0].coefficients)):
        assert read_state(decode(encode(state.document()))) == state
        assert repr(state.coefficients[0]) not in repr(state)
        assert state.coefficients[0].hex() not in repr(state)
    share = held.shares[0]
    assert read_share(decode(encode(share.document()))) == share
    assert repr(share.secret) not in repr(share)


@pytest.mark.parametrize("above", [points.L, points.L + 5, 2**256 - 1])
def test_a_stored_scalar_above_the_order_is_refused(above: int) -> None:
    scalar = above.to_bytes(32, "little")
    for read, document in (
        (read_share, Share(bytes(32), 1, scalar).document()),
        (read_state, State(bytes(32), 1, (scalar,)).document()),
    ):
        with pytest.raises(Refused, match="not a scalar"):
            read(document)


def test_another_run_of_the_same_people_gives_another_key() -> None:
    document, secrets, ages = ceremony_document(3, 2, "again")
    runs = [hold(document, secrets, ages, random_from(label)) for label in ("one", "two")]
    assert runs[0].team.key != runs[1].team.key
    with pytest.raises(Refused):
        check_transcript(runs[0].ceremony, runs[0].transcript, runs[1].signed)


def test_age_files_of_the_vectors_are_what_pyrage_reads() -> None:
    secret = random_from("age")(32)
    for plain in (b"", b"x", bytes(500)):
        assert opener(secret)(age.encrypt(age.recipient(secret), plain, random_from("file"))) == plain
