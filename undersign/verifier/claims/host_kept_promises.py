"""Claim: the host kept its promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.protocol.closing import check_promise
from undersign.protocol.errors import Refused
from undersign.verifier.claims.receipts import for_each_receipt
from undersign.verifier.claims.verdict import Verdict, fails, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence, Receipt
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "host_kept_promises"
SENTENCE: Final = "Every envelope that the host promised to record stood in a checkpoint by the time it promised."


def judge(examination: Examination, evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_receipt(examination, evidence, _judge_receipt)


def _judge_receipt(box: BoxExamination, receipt: Receipt, promised: int) -> Verdict:
    tree, book = box.record.tree, box.book
    if tree is None or book is None or not box.record.sound:
        return open_question("the record could not be read to the end")
    stands = box.stands.get(receipt.envelope)
    position = book.position(stands.leaf) if stands else tree.size
    if lacks := tree.witnessed_before(position):
        try:
            check_promise({"tick": promised}, tree.tick(lacks - 1), holds=False)
        except Refused as problem:
            return fails(f"{problem.reason}: {problem}")
    if not stands:
        return open_question(f"it is promised for tick {promised}, and no checkpoint that late is cosigned yet")
    if tree.witnessed_after(position) is None:
        return open_question("it stands in the book, but no cosigned checkpoint holds it yet")
    return passes(f"recorded at tick {tree.tick(position)}, promised for tick {promised}")
