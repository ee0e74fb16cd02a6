"""Claim: every envelope is well formed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "envelopes_well_formed"
SENTENCE: Final = "Every envelope is signed, is for its box, holds what its box asks for, and copies none."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    if box.envelopes is None:
        return open_question("its envelopes could not be read to the end")
    if box.envelopes.refused:
        refused = amount(box.envelopes.refused, "envelope")
        return open_question(f"without a good pass, so that the proofs were not reached: {refused}")
    if not box.entries.heads:
        return open_question("it holds no envelope yet")
    struck = len(box.entries.struck_drafts())
    gone = f"; {amount(struck, 'draft')} struck, which nobody can check any more" if struck else ""
    return passes(f"{amount(len(box.entries.heads), 'envelope')}{gone}")
