"""The signers of a demand: who may answer a next step, and who may say what came of the demand."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from undersign.protocol import demands, outcomes
from undersign.protocol.encoding import encode, sha256
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.folder import BookFiles
    from undersign.verifier.record.record import RecordExamination

RULES_WITHIN = 3  # the definition stands among the first entries of a book


def signers(box: BoxExamination) -> frozenset[bytes] | None:
    """Return the envelope keys whose names opened; None of a box that is no demand, or whose opening is not sound."""
    if box.names is None or not box.names.published or box.problems.all() or not isinstance(box.count, demands.Count):
        return None
    return frozenset(head.key for head in box.count.opens)


def find_demand(record: RecordExamination, box_id: bytes) -> BookFiles | None:
    """Return the book of a box in this folder. Errors: FolderProblem."""
    for files in record.of("box"):
        for line in islice(files.lines(), RULES_WITHIN):
            entry = line.entry or {}
            if entry.get("kind") == "definition" and sha256(encode(entry.get("definition"))) == box_id:
                return files
    return None


def check_outcomes(box: BoxExamination) -> None:
    """Check that what the host's book says of this demand is signed by those whose names opened, and nobody else."""
    if box.definition is None or box.record.host is None or box.names is None:
        return
    course = box.record.host.outcomes.courses.get(outcomes.demand_name(box.definition.box_id))
    if course is None or not isinstance(box.count, demands.Count):
        return
    where = f"books/host: what it says of books/{box.name}"
    if not box.names.published:
        box.problems.add("result_equals_opening", "box_not_opened", where)
        return
    try:
        outcomes.check_opened(course, [head.key for head in box.count.opens])
    except Refused as problem:
        box.problems.note("result_equals_opening", problem, where)
