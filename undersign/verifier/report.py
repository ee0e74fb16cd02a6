"""The whole check: every claim with its verdict, and the exit status that follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from undersign.verifier.box.names import Decrypt, nobody
from undersign.verifier.claims import CLAIMS, Claim
from undersign.verifier.claims.verdict import Verdict
from undersign.verifier.evidence import read_receipts
from undersign.verifier.examination import Examination, examine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from undersign.verifier.evidence import Evidence
    from undersign.verifier.problems import Progress

Judged = tuple[Claim, Verdict]


def verify(
    folder: str | Path,
    receipts: str | Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    decrypt: Decrypt = nobody,
) -> list[Judged]:
    """Return every claim with its verdict, in the order of CLAIMS.

    `receipts`: a file of receipts, if there is one; `decrypt`: as for `examine`. Errors: FolderProblem only if there is
    no such folder.
    """
    evidence = None if receipts is None else read_receipts(Path(receipts))
    return judge(examine(folder, executor, progress, decrypt), evidence)


def judge(examination: Examination, evidence: Evidence | None = None) -> list[Judged]:
    """Return every claim with its verdict on an examination that was made before."""
    return [(claim, claim.judge(examination, evidence)) for claim in CLAIMS]


def exit_status(judged: Sequence[Judged]) -> int:
    """Return 1 if any claim fails, otherwise 0: what cannot be checked here is no failure."""
    return int(any(verdict.outcome == "FAIL" for _, verdict in judged))
