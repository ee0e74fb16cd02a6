"""Claim: mine is in the set that was counted, or was withdrawn or left out by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.protocol.boxes import Count
from undersign.protocol.demands import Count as Names
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
    asked, mine = bool(box.entries.requests), box.stands.get(receipt.envelope)
    if mine is None and asked:
        return fails("envelope_absent: the box was opened, and its book does not hold the envelope")
    if mine is None:
        return open_question("it does not stand in the book yet, and the box is not opened")
    if mine.head.key != receipt.key:
        return open_question("it names another key than its envelope has")
    return _judge_opened(box, mine.head) if asked else _judge_sealed(box)


def _judge_sealed(box: BoxExamination) -> Verdict:
    """Judge an envelope that stands in a box which nobody has asked to open."""
    if box.kind == "draft":
        return passes("it stands in the book")
    if box.nothing_left:
        return passes("it stands in the book; no name was opened, and none can be any more")
    return open_question("it stands in the book; the box is not opened yet")


def _judge_opened(box: BoxExamination, mine: Head) -> Verdict:
    fits = box.opening is not None and box.opening.request is not None
    if fits and isinstance(box.count, Names):
        return _named(box, box.count, mine)
    if fits and isinstance(box.count, Count):
        return passes(_counted(box, box.count, mine))
    return open_question("it stands in the book, but the set that was opened is not the one that the rules give")


def _named(box: BoxExamination, count: Names, mine: Head) -> Verdict:
    """Say what became of an envelope that stands in an opened demand."""
    if (instead := _replaced(box, mine)) is not None:
        return passes(instead)
    if mine.digest in count.missing:
        why = "the opening left it out, as if its name had never been handed in, though the host promised to take it"
        return fails(f"name_left_out: {why}")
    if mine.place > count.level:
        return passes(f"it is in the set that was counted, and waited for {mine.place}: its name stays sealed")
    return passes("it is in the set that was counted, and its name opened with the others")


def _replaced(box: BoxExamination, mine: Head) -> str | None:
    """Say why an envelope does not count by itself, if it does not."""
    counts = box.counting.get(mine.key)
    if counts is None:
        return "it was withdrawn"
    if counts.digest != mine.digest:
        return f"another envelope of the same key, with seq {counts.seq}, counts in its place"
    return None


def _counted(box: BoxExamination, count: Count, mine: Head) -> str:
    """Say what became of an envelope that stands in an opened box."""
    if (instead := _replaced(box, mine)) is not None:
        return instead
    if not any(mine.place in group.tags for group in count.groups):
        return "it counts among those that stay shut by rule"
    return "it is in the set that was counted"
