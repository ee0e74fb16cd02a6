"""Claim: every envelope had a pass, each used once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "every_envelope_had_a_pass"
SENTENCE: Final = "Every envelope had a pass signed by t different keyholders, and each pass counts once."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    if box.rules is None or box.envelopes is None:
        return open_question("its envelopes could not be read to the end")
    if not box.rules.issuers:
        return open_question("the keys for passes stand in the members' book, so passes cannot be tied to people here")
    if box.envelopes.refused:
        refused = amount(box.envelopes.refused, "envelope")
        return open_question(f"not well formed, so that the passes were not reached: {refused}")
    if not box.entries.heads:
        return open_question("it holds no envelope yet")
    held = amount(len(box.entries.heads), "envelope")
    keys = len({head.key for head in box.entries.heads})
    return passes(f"{held} under {amount(keys, 'key')}, each with {box.rules.t} signatures")
