"""Claim: the result equals what the keyholders opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, for_each_box, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.box.names import NamesOpening
    from undersign.verifier.box.opening import Opening
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "result_equals_opening"
SENTENCE: Final = "The published result is exactly what t keyholders opened: sums of envelopes, or names at one level."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    return for_each_box(examination, NAME, _judge_box)


def _judge_box(box: BoxExamination) -> Verdict:
    opening = box.opening
    if box.kind == "draft":
        return passes("nothing is opened in a box for drafts")
    if box.names is not None:
        return _judge_names(box, box.names)
    if opening is None or opening.totals is None or not opening.published:
        return open_question(_missing(box, opening))
    names = ", ".join(str(index) for index in opening.keyholders)
    return passes(f"every total of {amount(len(opening.totals), 'group')}, from the parts of keyholders {names}")


def _missing(box: BoxExamination, opening: Opening | None) -> str:
    """Say what is not there to compare."""
    if opening is None:
        return "what may open could not be worked out"
    if not opening.asked:
        return "not opened yet"
    if opening.request is None:
        return "its opening request is not the one that its envelopes give"
    if box.sums is None:
        return "not every envelope holds, so there are no sums to open"
    if opening.totals is None:
        return f"sound parts so far: {len(opening.keyholders)}"
    return "the keyholders have opened, and no result stands in the book yet"


def _judge_names(box: BoxExamination, opening: NamesOpening) -> Verdict:
    if not opening.asked:
        return passes("no name was opened") if box.nothing_left else open_question("not opened yet")
    if opening.request is None:
        return open_question("its opening request is not the one that its envelopes give")
    if opening.names is None or not opening.published:
        return open_question(_names_missing(opening))
    readable = sum(name is not None for name in opening.names)
    who = ", ".join(str(index) for index in opening.keyholders)
    what = f"{amount(readable, 'name')}, from the parts of keyholders {who}"
    unreadable = len(opening.names) - readable
    return passes(f"{what}; {amount(unreadable, 'name')} cannot be read" if unreadable else what)


def _names_missing(opening: NamesOpening) -> str:
    """Say which part of an opening of names is not there to compare."""
    if opening.hidden:
        return "the names are for their readers"
    if opening.names is None:
        return f"keyholders whose parts are there: {len(opening.given)}"
    return "the names are open, and no result stands in the book yet"
