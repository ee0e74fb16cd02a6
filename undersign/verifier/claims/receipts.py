"""Judging what a member brings, receipt by receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from undersign.protocol.boxes import read_promise
from undersign.protocol.errors import Refused
from undersign.verifier.claims.verdict import NO_RECEIPTS, Verdict, joined, open_question

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence, Receipt
    from undersign.verifier.examination import Examination


Judge = Callable[["BoxExamination", "Receipt", int], Verdict]  # the last is the tick that the host promised


def for_each_receipt(examination: Examination, evidence: Evidence | None, judge: Judge) -> Verdict:
    """Judge every receipt against its box."""
    if evidence is None:
        return open_question(NO_RECEIPTS)
    if evidence.broken:
        return open_question(f"the receipts cannot be read: {evidence.broken}")
    if not evidence.receipts:
        return open_question("the file of receipts is empty")
    known = {box.definition.box_id: box for box in examination.boxes if box.definition}
    verdicts = []
    for receipt in evidence.receipts:
        box = known.get(receipt.box)
        if box is None:
            verdict = open_question("this folder does not hold its box")
        elif box.book is None or not box.entries.readable:
            verdict = open_question(f"the book of {box.name} could not be read")
        else:
            verdict = _judge_promised(box, receipt, judge)
        verdicts.append(Verdict(verdict.outcome, f"receipt {receipt.line}: {verdict.reason}"))
    return joined(verdicts)


def _judge_promised(box: BoxExamination, receipt: Receipt, judge: Judge) -> Verdict:
    """Judge a receipt whose promise the host has signed; any other shows nothing."""
    host = box.record.host
    if host is None:
        return open_question("the record could not be read")
    try:
        promise = read_promise(receipt.promise, host.key)
    except Refused as problem:
        return open_question(f"it holds no promise signed by this host ({problem.reason})")
    if (promise["box"], promise["envelope"]) != (receipt.box, receipt.envelope):
        return open_question("its promise is for another envelope")
    return judge(box, receipt, promise["tick"])
