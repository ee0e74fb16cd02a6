"""What a keyholder's program does over and over: fetch the record, check all of it, cosign it, or shout."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder import witness
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Mirror, Site, Unreachable
from undersign.protocol.encoding import unb64
from undersign.protocol.errors import Refused
from undersign.protocol.joining import check_founders
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.notes import Checkpoint
from undersign.protocol.vouches import VOUCHES_NEEDED, People
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import BookFiles, Folder
from undersign.verifier.problems import FolderProblem

BOOKS: Final = ("host", "members")


class Alarm(Exception):
    """The record is not what it was, or holds what it may not. `evidence` is the folder with everything seen."""

    def __init__(self, why: str, evidence: Path) -> None:
        self.evidence = evidence
        super().__init__(why)


@dataclass(frozen=True)
class Round:
    """What one round found: the checkpoint, how many stand, whether it was cosigned."""

    checkpoint: Checkpoint
    founders: int
    stand: int
    cosigned: bool


def run_once(own: KeyholderFolder, address: str, clock: Callable[[], float] = time.time) -> Round:
    """Fetch, check and cosign once. Raises Alarm if the record is wrong, Alarmed if it was and nobody has cleared that.

    Raises Unreachable if the site does not answer, or not in full: a keyholder of the standing team must be given the
    members' book as well, since whoever hides it may have invented members.
    """
    site = Site(address, own.seed, clock)
    with own.locked():
        own.check_no_alarm()
        mirror = Mirror(own.path / "mirror", site, BOOKS)
        try:
            mirror.fetch()
            found, checkpoint = _check(own, Folder(mirror.path))
        except (Refused, FolderProblem) as problem:
            raise _alarm(own, mirror, str(problem), clock()) from None
        mirror.commit()
        witness.remember(own, Folder(mirror.path), checkpoint)
        people, lines = found.people, {}
        if found.ceremony is not None and people is None:
            raise Unreachable(
                f"{site.address} does not give the members' book, though the key meeting stands in its record. Nothing "
                "was cosigned. See that the clock of this computer is right, and ask the host."
            )
        if found.ceremony is not None:
            seen, now = Folder(mirror.path), int(clock())
            lines = {checkpoint.size: witness.cosign(own, found.ceremony, seen, now)}
            lines |= witness.cosign_agreed(own, found.ceremony, seen, now)
    for size, line in lines.items():
        site.post("/record/cosignatures", {"size": size, "line": line.decode()})
    stand = len([person for person in people.standing() if not person.left]) if people else 0
    return Round(checkpoint, len(found.founders), stand, bool(lines))


@dataclass(frozen=True)
class Found:
    """What the checked record says: the founders, who stands, the ceremony with which this keyholder cosigns."""

    founders: list[bytes]
    people: People | None
    ceremony: Ceremony | None


def _check(own: KeyholderFolder, folder: Folder) -> tuple[Found, Checkpoint]:
    """Check everything that was fetched. Errors: Refused, FolderProblem."""
    try:
        _, checkpoint = witness.check_record(own, folder)
    except HostProblem as problem:
        raise Refused("proof_wrong", str(problem)) from None
    record = examine_record(folder)
    problems = record.problems.all()
    if problems:
        raise FolderProblem(problems[0].reason, problems[0].where)
    for book in record.books.values():
        if book.first.audience != book.name:
            raise FolderProblem("host_differs", f"books/{book.name}, leaf 0")
    founders = _founders(record.of("host")[0])
    members = record.of("members")
    people = read_people(members[0], founders) if members else None
    ceremony = record.host.witnesses[-1] if record.host and record.host.witnesses else None
    if ceremony is not None:
        own.index(ceremony)
        if set(ceremony.founders) != set(founders):
            raise Refused("ceremony_rule", "the ceremony names other founders than the record")
    return Found(founders, people, ceremony), checkpoint


def _founders(host: BookFiles) -> list[bytes]:
    """Return the founders' keys; none before the founding. Errors: as check_founders; document_field for a second."""
    found = [check_founders(line.entry) for line in host.lines() if line.entry and line.entry["kind"] == "founders"]
    if len(found) > 1 or any(each["origin"] != host.first.origin for each in found):
        raise Refused("document_field", "a record has one founding, of its own")
    return list(found[0]["keys"]) if found else []


def read_people(members: BookFiles, founders: list[bytes]) -> People:
    """Read who stands out of the members' book, every signature checked.

    Errors: as People.take; vouch_missing for a vouch by somebody whom nobody holds, as an invented member would be.
    """
    people = People(members.first.origin, founders)
    for line in members.lines():
        entry = line.entry or {}
        try:
            people.take(entry)
            if entry.get("kind") == "vouch":
                _check_held(people, entry)
        except Refused as problem:
            raise FolderProblem(problem.reason, f"books/{members.name}, leaf {line.index}: {problem.detail}") from None
    return people


def _check_held(people: People, vouch: dict[str, str]) -> None:
    """Check that whoever vouches stands, or is held by two who stand. Errors: vouch_missing."""
    giver = people.person(unb64(vouch["from"]))
    standing = people.standing()
    if giver is None or (giver not in standing and len(standing.intersection(giver.vouches)) < VOUCHES_NEEDED):
        raise Refused("vouch_missing", "a vouch by somebody who is no member by this record")


def _alarm(own: KeyholderFolder, mirror: Mirror, why: str, seconds: float) -> Alarm:
    """Note the alarm for every later start, keep the evidence, and return what to raise."""
    evidence = own.path / "evidence" / f"{int(seconds)}"
    own.raise_alarm(why, evidence, seconds)  # first: a full disk may keep the evidence from being written
    _keep_evidence(own, mirror, why, evidence)
    return Alarm(why, evidence)


def _keep_evidence(own: KeyholderFolder, mirror: Mirror, why: str, folder: Path) -> None:
    """Keep what was seen: the checkpoint before, the one now, and everything that was fetched."""
    if not folder.exists():
        shutil.copytree(mirror.path, folder / "fetched")
        write_atomically(folder / "checkpoint-before", mirror.last_note.encode())
        now = folder / "fetched" / "record" / "checkpoint"
        write_atomically(folder / "checkpoint-now", now.read_bytes() if now.exists() else b"")
        write_atomically(folder / "remembered.json", json.dumps(own.memory("record"), sort_keys=True).encode())
        write_atomically(folder / "what-is-wrong.txt", f"{why}\n".encode())
