"""Sealed choices: exponential ElGamal per option, with proofs (protocol section 7). Specified in spec/choices.md.

Sealing: Cramer, Gennaro, Schoenmakers 1997. Proofs: Chaum, Pedersen 1992, made disjunctive as in Cramer, Damgard,
Schoenmakers 1994, non-interactive by strong Fiat-Shamir (Bernhard, Pereira, Warinschi 2012).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Final

from undersign.protocol.encoding import challenge, digest, u64
from undersign.protocol.errors import Refused
from undersign.protocol.points import (
    IDENTITY,
    G,
    Random,
    add,
    base,
    check_point,
    check_scalar,
    int_scalar,
    random_scalar,
    scalar_add,
    scalar_mul,
    scalar_sub,
    sub,
    times,
)

CIPHERTEXT_BYTES: Final = 64  # R, C
OPTION_PROOF_BYTES: Final = 128  # c0, c1, z0, z1
CLAUSE_BYTES: Final = 64  # c, z: one for each sum that is allowed


@dataclass(frozen=True)
class Question:
    """The shape of a question: how many options beside "no answer", and how many of them may be chosen.

    Errors: rule_impossible unless 1 <= least <= most <= options.
    """

    options: int
    least: int = 1
    most: int = 1

    def __post_init__(self) -> None:
        """Refuse a shape that no answer could have."""
        if not 1 <= self.least <= self.most <= self.options:
            raise Refused("rule_impossible", "a question asks for least to most of its options, at least one")

    @property
    def width(self) -> int:
        """How many ciphertexts an answer has: the options, then "no answer"."""
        return self.options + 1

    @property
    def clauses(self) -> int:
        """How many sums the sum proof allows."""
        return self.most - self.least + 1


Questions = Sequence[Question]
Ciphertexts = list[list[tuple[bytes, bytes]]]


def body_length(questions: Questions) -> int:
    """Return the exact length in bytes of a body that answers `questions`."""
    return sum(q.width * (CIPHERTEXT_BYTES + OPTION_PROOF_BYTES) + q.clauses * CLAUSE_BYTES for q in questions)


def shape(questions: Questions) -> bytes:
    """Return the shape of the questions as bytes for the challenges: options, least, most of each, 8 bytes each."""
    return b"".join(u64(q.options) + u64(q.least) + u64(q.most) for q in questions)


@dataclass(frozen=True)
class Statement:
    """What every challenge of an envelope binds: the box, the envelope key, seq, the keyholders' key, the questions."""

    box_id: bytes
    envelope_key: bytes
    seq: int
    key: bytes
    questions: Questions

    def bind(self, ciphertexts: bytes, commitments: bytes) -> bytes:
        """Return the 64-byte digest over the statement, all ciphertexts and all commitments of the envelope."""
        head = (self.box_id, self.envelope_key, u64(self.seq), self.key, shape(self.questions))
        return digest("choices/envelope", *head, ciphertexts, commitments)


def _option_challenge(bound: bytes, question: int, option: int) -> bytes:
    return challenge("choices/option", bound, u64(question), u64(option))


def _sum_challenge(bound: bytes, question: int) -> bytes:
    return challenge("choices/sum", bound, u64(question))


def choice_bits(question: Question, chosen: Sequence[int]) -> list[int]:
    """Return 0 or 1 per ciphertext; an empty choice sets "no answer", the last.

    Errors: value_out_of_range for an option that does not exist, one named twice, or a wrong number of them.
    """
    if not chosen:
        return [0] * question.options + [1]
    if len(set(chosen)) != len(chosen) or not all(0 <= option < question.options for option in chosen):
        raise Refused("value_out_of_range", "an option that does not exist, or one chosen twice")
    if not question.least <= len(chosen) <= question.most:
        raise Refused("value_out_of_range", f"{question.least} to {question.most} options can be chosen")
    return [int(option in chosen) for option in range(question.options)] + [0]


@dataclass
class _Branches:
    """A disjunctive proof under way: its commitments, and what closes it once the challenge is known."""

    commitments: bytes
    true: int
    w: bytes
    r: bytes
    challenges: list[bytes]
    responses: list[bytes]

    def close(self, e: bytes) -> tuple[bytes, bytes]:
        """Return all challenges and all responses, joined; the true branch takes what is left of `e`."""
        c = e
        for i, other in enumerate(self.challenges):
            if i != self.true:
                c = scalar_sub(c, other)
        self.challenges[self.true] = c
        self.responses[self.true] = scalar_add(self.w, scalar_mul(c, self.r))
        return b"".join(self.challenges), b"".join(self.responses)


def _open_branches(key: bytes, r: bytes, value: int, values: Sequence[int], random: Random) -> _Branches:
    """Commit to "(R, C) = (rG, rP + value G) holds one of `values`".

    Knowing r, a false branch j is simulated as A = uG, B = uP - c(value - j)G with z = u + cr, which is zG - cR and
    zP - c(C - jG) at less cost.
    """
    branches = _Branches(b"", values.index(value), random_scalar(random), r, [], [])
    for j in values:
        if j == value:
            a, b, c, z = base(branches.w), times(branches.w, key), b"", b""
        else:
            u, c = random_scalar(random), random_scalar(random)
            z = scalar_add(u, scalar_mul(c, r))
            a = base(u)
            b = sub(times(u, key), base(scalar_mul(c, int_scalar(value - j))))
        branches.commitments += a + b
        branches.challenges.append(c)
        branches.responses.append(z)
    return branches


def seal(statement: Statement, chosen: Sequence[Sequence[int]], random: Random) -> bytes:
    """Return the body of an envelope that answers every question; `body_length` bytes.

    `chosen`: per question the options chosen, counted from 0; none means "no answer". `random` must be fresh and is
    never kept. Errors: value_out_of_range; size_wrong, point_not_canonical, point_identity for the keyholders' key.
    """
    check_point(statement.key)
    if len(chosen) != len(statement.questions):
        raise Refused("value_out_of_range", "one choice per question is expected")
    ciphertexts, options, sums = b"", [], []
    for question, picked in zip(statement.questions, chosen, strict=True):
        bits = choice_bits(question, picked)
        total = bytes(32)
        for place, m in enumerate(bits):
            r = random_scalar(random)
            ciphertexts += base(r) + add(times(r, statement.key), G if m else IDENTITY)
            options.append(_open_branches(statement.key, r, m, (0, 1), random))
            weight = question.most if place == question.options else 1
            total = scalar_add(total, scalar_mul(int_scalar(weight), r))
        value = sum(bits[:-1]) + question.most * bits[-1]
        sums.append(_open_branches(statement.key, total, value, range(question.least, question.most + 1), random))
    commitments = b"".join(each.commitments for each in (*options, *sums))
    return ciphertexts + _close_all(statement, statement.bind(ciphertexts, commitments), options, sums)


def _close_all(statement: Statement, bound: bytes, options: list[_Branches], sums: list[_Branches]) -> bytes:
    """Return the option proofs (c0 c1 z0 z1) in order, then the sum proofs (all c, then all z, of each question)."""
    proofs, at = b"", 0
    for number, question in enumerate(statement.questions):
        for place in range(question.width):
            proofs += b"".join(options[at].close(_option_challenge(bound, number, place)))
            at += 1
    for number, branches in enumerate(sums):
        proofs += b"".join(branches.close(_sum_challenge(bound, number)))
    return proofs


def _split(data: bytes, at: int) -> bytes:
    return data[at : at + 32]


def ciphertexts_of(questions: Questions, body: bytes) -> Ciphertexts:
    """Return the (R, C) pairs per question of a body, unchecked. Errors: body_length."""
    if len(body) != body_length(questions):
        raise Refused("body_length", f"{len(body)} bytes where {body_length(questions)} are expected")
    found: Ciphertexts = []
    at = 0
    for question in questions:
        places = range(at, at + CIPHERTEXT_BYTES * question.width, CIPHERTEXT_BYTES)
        found.append([(_split(body, p), _split(body, p + 32)) for p in places])
        at = places.stop
    return found


def _clause(key: bytes, pair: tuple[bytes, bytes], value_point: bytes, c: bytes, z: bytes) -> bytes:
    """Recompute the commitments A = zG - cR and B = zP - c(C - value G) of one branch, 64 bytes."""
    target = sub(pair[1], value_point) if value_point != IDENTITY else pair[1]
    commitments: bytes = sub(base(z), times(c, pair[0])) + sub(times(z, key), times(c, target))
    return commitments


def _sum_pair(question: Question, pairs: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Return the ciphertext of the sum, in which "no answer" counts `most`."""
    r, c = pairs[-1]
    if question.most > 1:
        r, c = times(int_scalar(question.most), r), times(int_scalar(question.most), c)
    for pair in pairs[:-1]:
        r, c = add(r, pair[0]), add(c, pair[1])
    return r, c


def check(statement: Statement, body: bytes) -> Ciphertexts:
    """Check every proof of a body against its statement; return its ciphertexts per question, (R, C) each.

    Errors: body_length, point_not_canonical, point_identity (R and the keyholders' key), scalar_not_canonical,
    option_proof_wrong, sum_proof_wrong.
    """
    questions, key = statement.questions, check_point(statement.key)
    found = ciphertexts_of(questions, body)
    pairs = [pair for question in found for pair in question]
    for r, c in pairs:
        check_point(r)
        check_point(c, identity=True)
    at = len(pairs) * CIPHERTEXT_BYTES
    scalars = [check_scalar(_split(body, p)) for p in range(at, len(body), 32)]
    commitments = []
    for i, pair in enumerate(pairs):
        c0, c1, z0, z1 = scalars[4 * i : 4 * i + 4]
        commitments += [_clause(key, pair, IDENTITY, c0, z0), _clause(key, pair, G, c1, z1)]
    sums = scalars[4 * len(pairs) :]
    commitments += list(_sum_commitments(statement, found, sums))
    _compare(statement, statement.bind(body[:at], b"".join(commitments)), scalars)
    return found


def _sum_commitments(statement: Statement, found: Ciphertexts, sums: list[bytes]) -> Iterator[bytes]:
    """Recompute the commitments of the sum proofs, question by question."""
    at = 0
    for question, pairs in zip(statement.questions, found, strict=True):
        pair = _sum_pair(question, pairs)
        for i in range(question.clauses):
            value = base(int_scalar(question.least + i))
            yield _clause(statement.key, pair, value, sums[at + i], sums[at + question.clauses + i])
        at += 2 * question.clauses


def _compare(statement: Statement, bound: bytes, scalars: list[bytes]) -> None:
    """Check that the challenges of every proof add up to what the digest gives."""
    at = 0
    for number, question in enumerate(statement.questions):
        for place in range(question.width):
            if scalar_add(scalars[at], scalars[at + 1]) != _option_challenge(bound, number, place):
                raise Refused("option_proof_wrong", f"question {number + 1}, option {place + 1}")
            at += 4
    for number, question in enumerate(statement.questions):
        total = bytes(32)
        for c in scalars[at : at + question.clauses]:
            total = scalar_add(total, c)
        if total != _sum_challenge(bound, number):
            raise Refused("sum_proof_wrong", f"question {number + 1}")
        at += 2 * question.clauses


def add_up(sums: Ciphertexts | None, body_parts: Ciphertexts) -> Ciphertexts:
    """Return the sums, option by option, of `sums` (None at the start) and one more envelope or partial sum."""
    if sums is None:
        return body_parts
    return [
        [(add(r1, r2), add(c1, c2)) for (r1, c1), (r2, c2) in zip(left, right, strict=True)]
        for left, right in zip(sums, body_parts, strict=True)
    ]


class Totals:
    """Find m from mG for 0 <= m <= bound by baby steps and giant steps (Shanks 1971)."""

    def __init__(self, bound: int) -> None:
        self.bound = bound
        self.step = isqrt(bound) + 1
        self.small: dict[bytes, int] = {}
        point = IDENTITY
        for m in range(self.step):
            self.small[point] = m
            point = add(point, G)
        self.giant = point

    def find(self, c: bytes, shared: bytes) -> int:
        """Return m where c - shared = mG; `shared` is xR. Errors: tally_out_of_range."""
        point = sub(c, shared)
        for big in range(self.step + 1):
            if point in self.small:
                m = big * self.step + self.small[point]
                if m <= self.bound:
                    return m
                break
            point = sub(point, self.giant)
        raise Refused("tally_out_of_range")
