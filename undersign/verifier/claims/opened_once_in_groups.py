"""Claim: every box was opened at most once, and in groups of at least k."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.protocol.boxes import Count
from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "opened_once_in_groups"
SENTENCE: Final = "Each box was opened at most once, for one set, and only in groups of at least k envelopes."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    opening = box.opening
    if opening is None:
        return open_question("boxes of its kind are not opened as totals")
    if not opening.asked:
        return open_question("not opened yet")
    if opening.request is None or not isinstance(box.count, Count) or box.definition is None:
        return open_question("its opening request could not be compared with its envelopes")
    if not box.entries.parts:
        return open_question("the opening was asked for, and no keyholder has opened yet")
    groups, shut = box.count.groups, sum(group.count for group in box.count.shut)
    least = min(group.count for group in groups)
    what = f"{amount(len(groups), 'group')}, the smallest of {least} envelopes, where k is {box.definition.fields['k']}"
    return passes(f"{what}; {amount(shut, 'envelope')} stay shut")
