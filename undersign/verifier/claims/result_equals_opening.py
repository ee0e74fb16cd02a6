"""Claim: the result equals what the keyholders opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.box.opening import Opening
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "result_equals_opening"
SENTENCE: Final = "The published result is exactly what t keyholders opened from the sums of the envelopes."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    opening = box.opening
    if opening is None or opening.totals is None or not opening.published:
        return open_question(_missing(box, opening))
    names = ", ".join(str(index) for index in opening.keyholders)
    return passes(f"every total of {amount(len(opening.totals), 'group')}, from the parts of keyholders {names}")


def _missing(box: BoxExamination, opening: Opening | None) -> str:
    """Say what is not there to compare."""
    if opening is None:
        return "boxes of its kind are not opened as totals"
    if not opening.asked:
        return "not opened yet"
    if opening.request is None:
        return "its opening request is not the one that its envelopes give"
    if box.sums is None:
        return "not every envelope holds, so there are no sums to open"
    if opening.totals is None:
        return f"sound parts so far: {len(opening.keyholders)}"
    return "the keyholders have opened, and no result stands in the book yet"
