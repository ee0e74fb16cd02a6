"""Claim: the rules of every box were fixed before its first envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "rules_fixed_first"
SENTENCE: Final = "The rules of each box were fixed, and seen by the keyholders, before its first envelope."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    tree = box.record.tree
    if box.void:
        return open_question("a text of its rules was struck, so the box is void")
    if box.book is None or box.definition is None or tree is None:
        return open_question("no rules stand in its book")
    size = tree.witnessed_after(box.book.position(box.entries.defined_at))
    if size is None:
        return open_question("its rules are not yet witnessed")
    envelopes = amount(len(box.entries.heads), "envelope")
    return passes(f"cosigned at tick {tree.tick(size - 1)}, before the first of {envelopes}{_put_up(box)}")


def _put_up(box: BoxExamination) -> str:
    """Say what is known of the draft that put a demand up, or of what a question follows from, if from anything."""
    if box.follows and box.asks is not None and box.asks["kind"] == "hours":
        return f"; it asks for the hours of {box.asks['month']} at one workplace, and nothing else"
    if box.follows:
        return "; it asks what the demand or draft says"
    if box.definition is None or "draft" not in box.definition.fields:
        return ""
    return "; it says what its draft said" if box.put_up else "; the draft that put it up is not in this folder"
