"""A keyholder opens a box: only once, only for the set that the rule gives, and only after its own checks.

What holds for every kind of box is here, with the opening as totals; names open in names.py.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from undersign.keyholder.answers import Answered
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.sentences import CONCERNED, Unfit
from undersign.keyholder.withdrawals import check_heeded
from undersign.keyholder.witness import check_record
from undersign.protocol import boxes, openings
from undersign.protocol.closing import EXEMPT, check_ended
from undersign.protocol.encoding import Document, b64, sha256
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.ceremony import Share
    from undersign.protocol.keyholders import Ceremony
    from undersign.verifier.box.opening import Opening
    from undersign.verifier.examination import BoxExamination

HOURS = "hours"  # a month's are opened once for the same people, however late and under whatever name of their place
QUIET_SECONDS = 180 * 24 * 3600  # a question is not opened again for any of the same people within this time


class Ready(NamedTuple):
    """A box that this keyholder may open, as far as every kind of box is checked alike."""

    definition: Definition
    ceremony: Ceremony
    opening: Opening
    share: Share


def checked(box: BoxExamination) -> Definition:
    """Return the definition of a box that holds in every way that a keyholder checks, ready to be opened.

    Raises HostProblem with the first thing that is wrong; Refused below_k, nothing_opens, opening_request_wrong or
    cosignatures_missing.
    """
    if isinstance(box.count, Refused):
        raise box.count
    if box.void:
        raise Refused("struck_definition")
    if box.unwitnessed and not box.unsound:
        raise Refused("cosignatures_missing", box.unwitnessed)
    if box.unfit or box.definition is None:
        raise unfit(box, f"This box is not opened: {box.unfit or 'it could not be checked'}.")
    if box.opening is None or box.opening.request is None:
        raise Refused("opening_request_wrong", "no opening request for this set stands in the box")
    tree = box.record.tree
    asked_at = box.book.position(box.entries.requests[0][0]) if box.book else 0
    if tree is None or tree.witnessed_after(asked_at) is None:
        raise Refused("cosignatures_missing", "the opening request is not cosigned yet")
    return box.definition


def check_sound(box: BoxExamination) -> None:
    """Check that nothing speaks against a box, whether or not anything in it would open. Raises HostProblem."""
    if box.unsound:
        raise unfit(box, f"Nothing was done for this box: {box.unsound}.")


def unfit(box: BoxExamination, said: str) -> Unfit:
    """Return what to raise for a box that does not hold."""
    problems = [*box.record.problems.all(), *box.problems.all()]
    return Unfit(said, problems[0].reason if problems else "")


def ready(keyholder: KeyholderFolder, box: BoxExamination, seconds: int) -> Ready:
    """Check everything that must hold before this keyholder opens a box of whatever kind. Nothing is kept.

    Raises as `checked` and `check_record`; Alarmed while an alarm stands; Refused too_early, rule_impossible if the box
    concerns this keyholder's employer, withdrawal_ignored, opened_before, question_asked_recently, request_missing.
    """
    keyholder.check_no_alarm()
    definition = checked(box)
    check_ended(definition, seconds)
    check_record(keyholder, box.record.folder)
    if box.ceremony is None or box.opening is None:
        raise Refused("opening_request_wrong")
    _check_employer(keyholder, box)
    check_heeded(keyholder, box)
    share = keyholder.share(box.ceremony)
    _check_memory(keyholder, box, definition, seconds)
    return Ready(definition, box.ceremony, box.opening, share)


def _question_keys(box: BoxExamination, definition: Definition) -> list[str]:
    """Return what makes a question the same one another time: its template id, or the hash of its text."""
    texts = box.files.texts()
    questions = definition.fields["questions"]
    said = [sha256(texts[q["text"]].encode()).hex() for q in questions]
    return [*(q["id"] for q in questions if q["id"]), *said, *_hours_keys(box)]


def _hours_keys(box: BoxExamination) -> list[str]:
    """Return what makes a month's hours the same ones: the month, and each name of the place, joined ones too."""
    if box.asks is None or box.asks["kind"] != "hours" or box.listed is None:
        return []
    merged, month = box.listed.reader.people.merged(), box.asks["month"]
    homes = {merged.get(each, each) for each in box.listed.reader.places}
    ids = homes.union(box.listed.reader.places, (one for one, into in merged.items() if into in homes))
    return [f"{HOURS} {month} {b64(each)}" for each in sorted(ids)]


def _memory_of(box: BoxExamination, definition: Definition, seconds: int) -> dict[str, object]:
    """Return what is remembered of an opening; of whom, only where a question could be asked again."""
    questions = sorted(set(_question_keys(box, definition)))
    people = sorted(b64(member) for member in box.listed.tags) if box.listed and questions else []
    request = box.opening.hash.hex() if box.opening else ""
    return {"request": request, "seconds": seconds, "questions": questions, "people": people}


def _check_memory(keyholder: KeyholderFolder, box: BoxExamination, definition: Definition, seconds: int) -> None:
    """Refuse a second set for one box, and a question that some of these people were asked lately.

    Errors: opened_before, question_asked_recently, request_missing.
    """
    identity, memory = definition.box_id.hex(), keyholder.memory("opened")
    now = _memory_of(box, definition, seconds)
    if memory.get(identity, now)["request"] != now["request"]:
        raise Refused("opened_before")
    if identity in keyholder.memory("deleted"):
        raise Refused("opened_before", "the names that stay sealed were deleted")
    questions, people = set(_listed(now["questions"])), set(_listed(now["people"]))
    for other, kept in memory.items():
        recent, same = seconds - kept["seconds"] < QUIET_SECONDS, questions & set(kept["questions"])
        again = same if recent else [each for each in same if each.startswith(f"{HOURS} ")]
        if other != identity and again and people & set(kept["people"]):
            raise Refused("question_asked_recently")
    _check_answered(keyholder, box, definition)


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def remember_set(keyholder: KeyholderFolder, box: BoxExamination, definition: Definition, seconds: int) -> None:
    """Remember on disk which set this keyholder opens, before any part of it leaves."""
    kept = {definition.box_id.hex(): _memory_of(box, definition, seconds)}
    keyholder.remember("opened", {**keyholder.memory("opened"), **kept})


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
    if employer and employer in concerned and rule not in EXEMPT:
        raise Refused("rule_impossible", CONCERNED)


def open_box(keyholder: KeyholderFolder, box: BoxExamination, seconds: int) -> Document:
    """Return this keyholder's signed part of an opening as totals, once every check has passed.

    What it opens is remembered on disk before the part leaves. Raises as `ready`; Refused keyholder_unknown.
    """
    definition, ceremony, opening, share = ready(keyholder, box, seconds)
    sums = box.sums
    if sums is None:
        raise Refused("rule_impossible", "only surveys and votes open as totals")
    remember_set(keyholder, box, definition, seconds)
    groups = []
    for number, group in enumerate(sums):
        points = [r for question in group for r, _ in question]
        context = openings.context(ceremony.hash, definition.box_id, opening.hash, number)
        part = openings.open_part(share.secret, points, context, secrets.token_bytes)
        groups.append(b"".join(point + proof for point, proof in zip(part.points, part.proofs, strict=True)))
    index = keyholder.index(ceremony)
    return boxes.part_document(keyholder.seed, definition.box_id, opening.hash, index, groups)
