"""A keyholder opens a box: only once, only for the set that the rule gives, and only after its own checks."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from undersign.host.files import HostProblem
from undersign.keyholder.answers import Answered
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.witness import check_record
from undersign.protocol import boxes, openings
from undersign.protocol.closing import check_ended
from undersign.protocol.encoding import Document, b64, sha256
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.verifier.examination import BoxExamination

QUIET_SECONDS = 180 * 24 * 3600  # a question is not opened again for any of the same people within this time


def checked(box: BoxExamination) -> Definition:
    """Return the definition of a box that holds in every way that a keyholder checks, ready to be opened.

    Raises HostProblem with the first thing that is wrong; Refused below_k, opening_request_wrong or
    cosignatures_missing.
    """
    if isinstance(box.count, Refused):
        raise box.count
    if box.void:
        raise Refused("struck_definition")
    if box.unfit or box.definition is None:
        raise HostProblem(f"This box is not opened: {box.unfit or 'it could not be checked'}.")
    if box.opening is None or box.opening.request is None:
        raise Refused("opening_request_wrong", "no opening request for this set stands in the box")
    tree = box.record.tree
    asked_at = box.book.position(box.entries.requests[0][0]) if box.book else 0
    if tree is None or tree.witnessed_after(asked_at) is None:
        raise Refused("cosignatures_missing", "the opening request is not cosigned yet")
    return box.definition


def _question_keys(box: BoxExamination, definition: Definition) -> list[str]:
    """Return what makes a question the same one another time: its template id, or the hash of its text."""
    texts = box.files.texts()
    questions = definition.fields["questions"]
    return [q["id"] or sha256(texts[q["text"]].encode()).hex() for q in questions] + [
        sha256(texts[q["text"]].encode()).hex() for q in questions
    ]


def _check_memory(keyholder: KeyholderFolder, box: BoxExamination, definition: Definition, seconds: int) -> None:
    """Refuse a second set for one box, and a question that some of these people were asked lately.

    Errors: opened_before, question_asked_recently, request_missing.
    """
    identity, request = definition.box_id.hex(), box.opening.hash.hex() if box.opening else ""
    memory = keyholder.memory("opened")
    if memory.get(identity, {}).get("request", request) != request:
        raise Refused("opened_before")
    people = {b64(member) for member in box.listed.tags} if box.listed else set()
    questions = set(_question_keys(box, definition))
    for other, kept in memory.items():
        recent = seconds - kept["seconds"] < QUIET_SECONDS
        if other != identity and recent and questions & set(kept["questions"]) and people & set(kept["people"]):
            raise Refused("question_asked_recently")
    _check_answered(keyholder, box, definition)
    kept = {"request": request, "seconds": seconds, "questions": sorted(questions), "people": sorted(people)}
    keyholder.remember("opened", {**memory, identity: kept})


def _check_answered(keyholder: KeyholderFolder, box: BoxExamination, definition: Definition) -> None:
    """Check that every request that this keyholder answered still stands. Errors: request_missing."""
    answered = Answered(keyholder, definition.box_id)
    if answered.requests and box.listed:
        answered.check_still_there(box.listed.request_hashes)


def _check_employer(keyholder: KeyholderFolder, box: BoxExamination) -> None:
    """Leave a box that concerns this keyholder's declared employer to the others."""
    employer = keyholder.card["employer"].strip().casefold()
    concerned = (
        {place.employer.strip().casefold() for place in box.listed.reader.places.values()} if box.listed else set()
    )
    rule = (box.listed.reader.rule or {}).get("rule") if box.listed else ""
    if employer and employer in concerned and rule not in ("state", "all"):
        raise Refused("rule_impossible", "the box concerns this keyholder's own employer; the others open it")


def open_box(keyholder: KeyholderFolder, box: BoxExamination, seconds: int) -> Document:
    """Return this keyholder's signed part of the opening, once every check has passed.

    What it opens is remembered on disk before the part leaves. Raises as `checked` and `check_record`; Alarmed while an
    alarm stands; Refused too_early, opened_before, question_asked_recently, request_missing, keyholder_unknown.
    """
    keyholder.check_no_alarm()
    definition = checked(box)
    check_ended(definition, seconds)
    check_record(keyholder, box.record.folder)
    ceremony, opening, sums = box.ceremony, box.opening, box.sums
    if ceremony is None or opening is None or sums is None:
        raise Refused("opening_request_wrong")
    _check_employer(keyholder, box)
    share = keyholder.share(ceremony)
    _check_memory(keyholder, box, definition, seconds)
    groups = []
    for number, group in enumerate(sums):
        points = [r for question in group for r, _ in question]
        context = openings.context(ceremony.hash, definition.box_id, opening.hash, number)
        part = openings.open_part(share.secret, points, context, secrets.token_bytes)
        groups.append(b"".join(point + proof for point, proof in zip(part.points, part.proofs, strict=True)))
    index = keyholder.index(ceremony)
    return boxes.part_document(keyholder.seed, definition.box_id, opening.hash, index, groups)
