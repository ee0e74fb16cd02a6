"""What a claim ends in, and how the verdicts on several boxes become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName, Problem

Outcome = Literal["pass", "FAIL", "cannot be checked here"]
SHOWN: Final = 3  # problems that a verdict words; the rest it counts
NO_RECEIPTS: Final = "no receipts were given"


class Verdict(NamedTuple):
    """What came of a claim, and why."""

    outcome: Outcome
    reason: str


def amount(number: int, one: str, many: str = "") -> str:
    """Return a number with what it counts."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def passes(reason: str) -> Verdict:
    """Return that the claim holds."""
    return Verdict("pass", reason)


def fails(reason: str) -> Verdict:
    """Return that the claim does not hold."""
    return Verdict("FAIL", reason)


def open_question(reason: str) -> Verdict:
    """Return that this folder does not hold what would show it."""
    return Verdict("cannot be checked here", reason)


def broken(problems: list[Problem], count: int) -> Verdict:
    """Return that the claim does not hold, for these problems out of `count`."""
    return fails(_told([problem.sentence() for problem in problems[:SHOWN]], count))


def _told(sentences: list[str], count: int) -> str:
    more = count - len(sentences)
    return "; ".join(sentences) + (f"; and {more} more" if more > 0 else "")


def joined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return one verdict: FAIL if any is, otherwise unknown if any is, and only then a pass."""
    found = list(verdicts)
    for outcome in ("FAIL", "cannot be checked here", "pass"):
        reasons = [verdict.reason for verdict in found if verdict.outcome == outcome]
        if reasons:
            return Verdict(outcome, _told(reasons[:SHOWN], len(reasons)))
    return open_question("there is nothing to check")


def for_each_box(examination: Examination, claim: ClaimName, judge: Callable[[BoxExamination], Verdict]) -> Verdict:
    """Judge a claim about boxes: what is wrong anywhere fails it, and a box that says nothing leaves it open."""
    if examination.count(claim):
        return broken(examination.problems(claim), examination.count(claim))
    record = examination.record
    if record.host is None or record.tree is None:
        return open_question("the record could not be read (see no_leaf_missing)")
    if not examination.boxes:
        if record.made_for == "public":
            return open_question("this folder holds only what outsiders may see: the host's book, and no box")
        return open_question("this folder holds no box")
    verdicts = []
    for box in examination.boxes:
        verdict = open_question(box.stopped) if box.stopped else judge(box)
        verdicts.append(Verdict(verdict.outcome, f"{box.name}: {verdict.reason}"))
    return joined(verdicts)
