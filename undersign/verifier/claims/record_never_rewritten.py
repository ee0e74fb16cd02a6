"""Claim: the record was never rewritten."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from undersign.protocol.keyholders import fingerprint
from undersign.verifier.claims.verdict import Verdict, amount, broken, open_question, passes

if TYPE_CHECKING:
    from undersign.verifier.evidence import Evidence
    from undersign.verifier.examination import Examination
    from undersign.verifier.problems import ClaimName

NAME: Final[ClaimName] = "record_never_rewritten"
_fingerprint = lru_cache(maxsize=16)(fingerprint)  # slow on purpose
SENTENCE: Final = "The record only grew: every cosigned checkpoint fits one tree, and every book extends itself."


def judge(examination: Examination, _evidence: Evidence | None = None) -> Verdict:
    """Judge the claim."""
    if examination.count(NAME):
        return broken(examination.problems(NAME), examination.count(NAME))
    record = examination.record
    if record.host is None or record.tree is None or not record.sound:
        return open_question("the record could not be read (see no_leaf_missing)")
    if not record.tree.witnessed:
        why = "no checkpoint bears the cosignatures of t keyholders" if record.host.teams else "no ceremony was held"
        return open_question(f"not yet witnessed: {why}")
    unread = [book.name for book in record.passes if not book.complete]
    if unread:
        return open_question(f"{', '.join(unread)} could not be read to the end")
    if record.unwitnessed:
        return open_question(f"not yet witnessed: the newest leaves of {', '.join(record.unwitnessed)}")
    standing = record.host.witnesses[-1]
    checkpoints = amount(len(record.tree.witnessed), "checkpoint")
    what = f"{amount(record.tree.size, 'tick')}, {checkpoints} with {standing.t} or more cosignatures"
    books = amount(len(record.passes), "book")
    return passes(f"{what}, {books}; the ceremony's fingerprint is {_fingerprint(standing.hash)}")
