"""Claim: the host kept its promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    digests = [head.digest for head in box.entries.heads]
    stands = receipt.envelope in digests
    position = book.position(box.entries.indices[digests.index(receipt.envelope)]) if stands else tree.size
    lacks = tree.witnessed_before(position)
    if lacks and tree.tick(lacks - 1) >= promised:
        at = f"the checkpoint cosigned at tick {tree.tick(lacks - 1)} lacks it, promised for tick {promised}"
        return fails(f"promise_broken: {at}")
    if not stands:
        return open_question(f"it is promised for tick {promised}, and no checkpoint that late is cosigned yet")
    if tree.witnessed_after(position) is None:
        return open_question("it stands in the book, but no cosigned checkpoint holds it yet")
    return passes(f"recorded at tick {tree.tick(position)}, promised for tick {promised}")
