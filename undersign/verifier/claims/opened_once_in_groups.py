"""Claim: every box was opened at most once, and in groups of at least k."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.protocol.boxes import Count
from undersign.protocol.demands import Count as Names
from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.box.names import NamesOpening
    from undersign.verifier.box.opening import Opening
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "opened_once_in_groups"
SENTENCE: Final = "Each box was opened at most once, for one set, and only in groups of at least k envelopes."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    if box.kind == "draft":
        return passes("nothing is sealed in a box for drafts, and nothing was opened")
    if box.opening is None:
        return open_question("what may open could not be worked out")
    return _judge_totals(box, box.opening) if box.names is None else _judge_names(box, box.names)


def _judge_totals(box: BoxExamination, opening: Opening) -> Verdict:
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


def _judge_names(box: BoxExamination, opening: NamesOpening) -> Verdict:
    """Judge a demand. Only once fewer than t keyholders may still hold the names can no more of them open."""
    deleted, said = box.nothing_left, _deleted(box, opening)
    if not opening.asked:
        why = "too few signed for any level" if not isinstance(box.count, Names) else "nobody has asked for it"
        return passes(f"no name was opened; {said}") if deleted else open_question(f"not opened: {why}; {said}")
    if opening.request is None or not isinstance(box.count, Names):
        return open_question("its opening request could not be compared with its envelopes")
    if not box.entries.parts and not box.entries.names:
        return open_question("the opening was asked for, and no keyholder has opened yet")
    count, left_out = box.count, len(box.count.missing)
    what = f"{amount(len(count.opens), 'name')} at level {count.level}, of {amount(len(count.heads), 'envelope')}"
    if left_out:
        what += f"; {amount(left_out, 'envelope')} left out, since the keyholders have no name for them"
    return passes(f"{what}; {said}") if deleted else open_question(f"opened once so far: {what}; {said}")


def _deleted(box: BoxExamination, opening: NamesOpening) -> str:
    """Say which keyholders have signed that they deleted the names that stay sealed."""
    if not opening.deleted:
        return f"no keyholder has said yet that the names that stay sealed are deleted, and {box.must_delete} must"
    who = ", ".join(str(index) for index in sorted(opening.deleted))
    return f"keyholders who say that they deleted the names that stay sealed: {who} ({box.must_delete} must)"
