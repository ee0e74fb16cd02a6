"""Claim: mine is in the set that was counted, or was withdrawn or left out by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.protocol.boxes import Count
from undersign.verifier.claims.receipts import for_each_receipt
from undersign.verifier.claims.verdict import Verdict, fails, open_question, passes

if TYPE_CHECKING:
    from undersign.protocol.envelopes import Head
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence, Receipt
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "mine_is_in_the_set"
SENTENCE: Final = "My envelope is in the set that was counted, or was withdrawn, replaced or left out by rule."


def judge(examination: Examination, evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_receipt(examination, evidence, _judge_receipt)


def _judge_receipt(box: BoxExamination, receipt: Receipt, _promised: int) -> Verdict:
    asked = bool(box.entries.requests)
    mine = [head for head in box.entries.heads if head.key == receipt.key]
    if receipt.envelope not in {head.digest for head in mine}:
        if not asked:
            return open_question("it does not stand in the book yet, and the box is not opened")
        return fails("envelope_absent: the box was opened, and its book does not hold the envelope")
    if not asked:
        return open_question("it stands in the book; the box is not opened yet")
    if box.opening is None or box.opening.request is None or not isinstance(box.count, Count):
        return open_question("it stands in the book, but the set that was opened is not the one that the rules give")
    return _judge_counted(box.count, receipt, mine)


def _judge_counted(count: Count, receipt: Receipt, mine: list[Head]) -> Verdict:
    counts = next((head for head in count.heads if head.key == receipt.key), None)
    if counts is None:
        return passes("it was withdrawn")
    if counts.digest != receipt.envelope:
        seq = next(head.seq for head in mine if head.digest == receipt.envelope)
        return passes(f"another envelope of the same key counts in its place (seq {counts.seq}, yours {seq})")
    if counts.place not in count.group_of():
        return passes("it counts among those that stay shut by rule")
    return passes("it is in the set that was counted")
