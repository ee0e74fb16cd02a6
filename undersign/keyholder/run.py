"""What a keyholder's program does over and over: fetch the record, check all of it, cosign it, or shout."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder import duties, status, stock, witness
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Mirror, Site, Unreachable
from undersign.keyholder.sentences import sentence
from undersign.protocol.encoding import unb64
from undersign.protocol.errors import Refused
from undersign.protocol.joining import check_founders
from undersign.protocol.keyholders import Ceremony
from undersign.protocol.notes import Checkpoint
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import VOUCHES_NEEDED, People
from undersign.verifier.examination import RecordExamination, examine_record
from undersign.verifier.folder import BookFiles, Folder
from undersign.verifier.problems import FolderProblem

BOOKS: Final = ("host", "members")
BOOK: Final = re.compile("host|members|(list|box)-[0-9a-f]{8}")
LIST_MOST: Final = 2**20
KEYS_AT_ONCE: Final = 4


class Alarm(Exception):
    """The record is not what it was, or holds what it may not. `evidence` is the folder with everything seen."""

    def __init__(self, why: str, evidence: Path) -> None:
        self.evidence = evidence
        super().__init__(why)


@dataclass(frozen=True)
class Round:
    """What one round found: the checkpoint, how many stand, whether it was cosigned, how many keys were published."""

    checkpoint: Checkpoint
    founders: int
    stand: int
    cosigned: bool
    keys: int = 0


@dataclass(frozen=True)
class Clocks:
    """The machine's clock, and for a rehearsal alone a clock that can be moved: by how many seconds it is ahead."""

    machine: Callable[[], float] = time.time
    ahead: Callable[[], float] | None = None

    def seconds(self, record: RecordExamination) -> int:
        """Return the time by which boxes go. Raises HostProblem if the clock is moved where nothing is a rehearsal."""
        if self.ahead is None:
            return int(self.machine())
        if record.host is None or not record.host.book.rules["rehearsal"]:
            raise HostProblem("Only in a rehearsal may the clock be moved. Nothing was cosigned or opened.")
        return int(self.machine() + self.ahead())

    def moved(self) -> int:
        """Return by how many seconds the clock is ahead of the machine's."""
        return int(self.ahead()) if self.ahead else 0


def run_once(own: KeyholderFolder, address: str, clocks: Clocks | None = None) -> Round:
    """Fetch, check and cosign once, then do what is due for each box, and see that there is a stock of issuing keys.

    Raises Alarm if the record is wrong, Alarmed if it was and nobody has cleared that. Raises Unreachable if the site
    does not answer, or not in full: a keyholder must be given the members' book as well, since whoever hides it may
    have invented members.
    """
    clocks = clocks or Clocks()
    site = Site(address, own.seed, clocks.machine)
    with own.locked():
        own.check_no_alarm()
        given = _books(site)
        mirror = Mirror(own.path / "mirror", site, given or BOOKS)
        try:
            mirror.fetch()
            found, checkpoint = _check(own, Folder(mirror.path))
            seconds, sizes = clocks.seconds(found.record), mirror.sizes
            boxes = duties.examine(own, found.record, duties.due(own, found.record, sizes, seconds))
            for box in duties.to_read_anew(own, boxes, seconds):
                duties.read_anew(own, mirror, box)
        except (Refused, FolderProblem) as problem:
            raise _alarm(own, mirror, problem, clocks.machine()) from None
        mirror.commit()
        witness.remember(own, Folder(mirror.path), checkpoint)
        lines = _cosign(own, site, found, checkpoint, int(clocks.machine()))
        for size, line in lines.items():
            site.post("/record/cosignatures", {"size": size, "line": line.decode()})
        keys = 0
        if given and found.ceremony is not None:
            duties.serve(own, site, boxes, sizes, seconds)
            keys = _keep_stock(own, site, found)
    people = found.people
    stand = len([person for person in people.standing() if not person.left]) if people else 0
    status.note(own, address, checkpoint.size, seconds=clocks.machine(), ahead=clocks.moved(), cosigned=bool(lines))
    return Round(checkpoint, len(found.founders), stand, bool(lines), keys)


def _books(site: Site) -> tuple[str, ...]:
    """Return the books that the site has for this keyholder; none if it knows none yet. Raises Unreachable."""
    data = site.get("/keyholders/books.json", LIST_MOST)
    if data is None:
        return ()
    try:
        found = json.loads(data)["books"]
    except (ValueError, KeyError, TypeError):
        raise Unreachable(f"{site.address}/keyholders/books.json cannot be read. It can be tried again.") from None
    names = (
        [each for each in found if isinstance(each, str) and BOOK.fullmatch(each)] if isinstance(found, list) else []
    )
    if not names or names != found or len(set(names)) < len(names):
        raise Unreachable(f"{site.address}/keyholders/books.json names what is no book. Ask the host.")
    return tuple(dict.fromkeys((*BOOKS, *names)))


def _cosign(own: KeyholderFolder, site: Site, found: Found, checkpoint: Checkpoint, now: int) -> dict[int, bytes]:
    """Return by size the lines with which this keyholder cosigns. Raises Unreachable without the members' book."""
    if found.ceremony is None:
        return {}
    if found.people is None:
        raise Unreachable(
            f"{site.address} does not give the members' book, though the key meeting stands in its record. Nothing "
            "was cosigned. See that the clock of this computer is right, and ask the host."
        )
    seen = found.record.folder
    lines = {checkpoint.size: witness.cosign(own, found.ceremony, seen, now)}
    return lines | witness.cosign_agreed(own, found.ceremony, seen, now)


def _keep_stock(own: KeyholderFolder, site: Site, found: Found) -> int:
    """Publish some of the issuing keys that are lacking, if this keyholder is of the standing team; return how many.

    Drawing one takes a moment, and boxes wait for the round to end, so the stock fills over several rounds.
    """
    host = found.record.host
    if host is None or found.ceremony is None or found.ceremony != host.witnesses[-1]:
        return 0
    keys = list(islice(stock.lacking(own, found.ceremony, found.record), KEYS_AT_ONCE))
    if keys:
        site.post("/keyholders/stock", {"keys": keys})
    return len(keys)


@dataclass(frozen=True)
class Found:
    """What the checked record says: the founders, who stands, the ceremony with which this keyholder cosigns."""

    record: RecordExamination
    founders: list[bytes]
    people: People | None
    ceremony: Ceremony | None


def _check(own: KeyholderFolder, folder: Folder) -> tuple[Found, Checkpoint]:
    """Check everything that was fetched but what stands in boxes. Errors: Refused, FolderProblem."""
    try:
        _, checkpoint = witness.check_record(own, folder)
    except HostProblem as problem:
        raise Refused("proof_wrong", str(problem)) from None
    record = examine_record(folder)
    problems = record.problems.all()
    if problems:
        raise FolderProblem(problems[0].reason, problems[0].where)
    for identity, book in record.books.items():
        if book.name not in (book.first.audience, f"{book.first.audience}-{identity.hex()[:8]}"):
            raise FolderProblem("host_differs", f"books/{book.name}, leaf 0")
    founders = _founders(record.of("host")[0])
    members = record.of("members")
    people = read_people(members[0], founders) if members else None
    return Found(record, founders, people, _own_team(own, record, founders)), checkpoint


def _own_team(own: KeyholderFolder, record: RecordExamination, founders: list[bytes]) -> Ceremony | None:
    """Return the last team with this keyholder; None before the first. Errors: ceremony_rule, keyholder_unknown."""
    teams = record.host.witnesses if record.host else []
    if any(set(team.founders) != set(founders) for team in teams):
        raise Refused("ceremony_rule", "the ceremony names other founders than the record")
    key = public_key(own.seed)
    mine = [team for team in teams if key in [each.sign for each in team.keyholders]]
    if teams and not mine:
        raise Refused("keyholder_unknown", "no team of this record has this keyholder")
    return mine[-1] if mine else None


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


def _alarm(own: KeyholderFolder, mirror: Mirror, problem: Refused | FolderProblem, seconds: float) -> Alarm:
    """Note the alarm for every later start, keep the evidence, and return what to raise."""
    evidence, why = own.path / "evidence" / f"{int(seconds)}", str(problem)
    own.raise_alarm(sentence(problem), evidence, seconds, why)  # first: a full disk may keep the evidence from it
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
