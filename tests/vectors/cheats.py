"""Bodies that break a rule and are right in every other way: for makers of vectors and for hostile tests."""

from collections.abc import Sequence
from typing import Any

from undersign.protocol.choices import (
    Question,
    Statement,
    _clause,
    _close_all,
    _open_branches,
    _sum_pair,
)
from undersign.protocol.points import Random, add, base, int_scalar, random_scalar, scalar_int, times


class _Simulated:
    """A proof in which every branch is simulated: it fits its own commitments, but not the challenge."""

    def __init__(self, commitments: bytes, closed: tuple[bytes, bytes]) -> None:
        self.commitments = commitments
        self._closed = closed

    def close(self, _challenge: bytes) -> tuple[bytes, bytes]:
        return self._closed


def _simulated(key: bytes, pair: tuple[bytes, bytes], values: Sequence[int], random: Random) -> _Simulated:
    challenges, responses = ([random_scalar(random) for _ in values] for _ in range(2))
    commitments = b"".join(
        _clause(key, pair, base(int_scalar(value)), c, z)
        for value, c, z in zip(values, challenges, responses, strict=True)
    )
    return _Simulated(commitments, (b"".join(challenges), b"".join(responses)))


def _sum_values(question: Question) -> range:
    return range(question.least, question.most + 1)


def sealed_counts(statement: Statement, counts: Sequence[Sequence[int]], random: Random) -> bytes:
    """Return a body whose ciphertexts hold `counts`, option by option and "no answer" last, whatever they are.

    A proof that cannot be made honestly is simulated.
    """
    key = statement.key
    ciphertexts = b""
    options: list[Any] = []
    sums: list[Any] = []
    for question, row in zip(statement.questions, counts, strict=True):
        pairs, total, value = [], 0, 0
        for place, m in enumerate(row):
            r = random_scalar(random)
            pair = (base(r), add(times(r, key), base(int_scalar(m))))
            pairs.append(pair)
            weight = question.most if place == question.options else 1
            total, value = total + weight * scalar_int(r), value + weight * m
            honest = m in (0, 1)
            options.append(
                _open_branches(key, r, m, (0, 1), random) if honest else _simulated(key, pair, (0, 1), random)
            )
        ciphertexts += b"".join(r + c for r, c in pairs)
        values = _sum_values(question)
        if value in values:
            sums.append(_open_branches(key, int_scalar(total), value, values, random))
        else:
            sums.append(_simulated(key, _sum_pair(question, pairs), values, random))
    commitments = b"".join(each.commitments for each in (*options, *sums))
    return ciphertexts + _close_all(statement, statement.bind(ciphertexts, commitments), options, sums)
