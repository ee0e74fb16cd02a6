"""Claim: no leaf is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from undersign.verifier.claims.verdict import Verdict, amount, broken, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "no_leaf_missing"
SENTENCE: Final = "Every leaf of every book is here, and every entry that this reader may see."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    if examination.count(NAME):
        return broken(examination.problems(NAME), examination.count(NAME))
    passed = examination.record.passes
    unread = [book.name for book in passed if not book.complete]
    if unread or not passed:
        return open_question(f"{', '.join(unread) or 'the record'} could not be read to the end")
    leaves = sum(book.size for book in passed)
    hidden = sum(book.hidden for book in passed)
    not_shown = f"; {amount(hidden, 'leaf', 'leaves')} without entry, for other readers" if hidden else ""
    return passes(f"{amount(leaves, 'leaf', 'leaves')} in {amount(len(passed), 'book')}{not_shown}")
