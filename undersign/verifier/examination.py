"""One examination of a folder: the record once, each box once. The claims are judged from what it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from undersign.verifier.box.box import BoxExamination, examine_box
from undersign.verifier.box.drafts import check_put_up
from undersign.verifier.box.names import Decrypt, nobody
from undersign.verifier.box.questions import check_firsts, check_months
from undersign.verifier.folder import Folder
from undersign.verifier.record.record import RecordExamination, examine_record

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

    from undersign.verifier.problems import ClaimName, Problem, Progress

__all__ = ["BoxExamination", "Examination", "RecordExamination", "examine", "examine_box", "examine_record"]


@dataclass
class Examination:
    """What was found in a folder."""

    record: RecordExamination
    boxes: list[BoxExamination] = field(default_factory=list)

    def problems(self, claim: ClaimName) -> list[Problem]:
        """Return the problems of the record and of all boxes that break a claim, as far as they were kept."""
        sources = [self.record.problems, *(box.problems for box in self.boxes)]
        return [problem for source in sources for problem in source.of(claim)]

    def count(self, claim: ClaimName) -> int:
        """Return how many problems break a claim, those not kept among them."""
        sources = [self.record.problems, *(box.problems for box in self.boxes)]
        return sum(source.count(claim) for source in sources)


def examine(
    path: str | Path,
    executor: Executor | None = None,
    progress: Progress | None = None,
    decrypt: Decrypt = nobody,
) -> Examination:
    """Examine a whole folder. Errors: FolderProblem only if there is no such folder.

    `decrypt`: opens what is encrypted to this reader alone: the names of demands whose names are not public.
    """
    record = examine_record(Folder(path), progress)
    examination = Examination(record)
    if record.host is None or record.tree is None:
        return examination
    for files in record.of("box"):
        examination.boxes.append(examine_box(record, files, executor, progress, decrypt))
    _check_issuers(examination)
    check_put_up(examination.boxes)
    check_firsts(examination.boxes)
    check_months(examination.boxes)
    read = {book.files.book_id for book in record.passes}
    for files in record.books.values():
        if files.book_id not in read:
            record.read_through(files)
    return examination


def _check_issuers(examination: Examination) -> None:
    """Check that no issuing key serves two tags, or two boxes: its passes would be good for both."""
    used: dict[int, str] = {}
    for box in examination.boxes:
        for tag, row in enumerate(box.rules.issuers if box.rules else ()):
            for key in row:
                here = f"books/{box.name}, tag {tag}"
                if used.setdefault(key.n, here) != here:
                    place = f"{here} and {used[key.n]} share an issuing key of keyholder {key.keyholder}"
                    box.problems.add("every_envelope_had_a_pass", "pass_issuer_unknown", place)
