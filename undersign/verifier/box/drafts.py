"""Whether a demand is the one that a draft put up, where the folder holds the box of that draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from undersign.protocol import drafts
from undersign.protocol.errors import Refused
from undersign.verifier.problems import FolderProblem

if TYPE_CHECKING:
    from undersign.verifier.box.box import BoxExamination


def check_put_up(boxes: Sequence[BoxExamination]) -> None:
    """Compare each demand of a folder with the draft that it names; a draft that is not there says nothing."""
    known = {
        digest: box
        for box in boxes
        if box.kind == "draft" and box.envelopes is not None
        for digest in box.envelopes.signed
    }
    for box in boxes:
        named = box.definition.fields.get("draft") if box.definition else None
        if named in known and not box.stopped:
            _check_one(box, known[named], named)


def _check_one(box: BoxExamination, drafted: BoxExamination, envelope: bytes) -> None:
    where = f"books/{box.name}, by a draft of books/{drafted.name}"
    if box.definition is None or drafted.envelopes is None:
        return
    try:
        words = drafts.draft_text(drafted.envelopes.signed[envelope].body)
        drafts.check_put_up(box.definition, envelope, words, box.files.texts())
        box.put_up = True
    except Refused as problem:
        box.problems.note("rules_fixed_first", problem, where)
    except FolderProblem as trouble:
        box.problems.note("no_leaf_missing", trouble)
