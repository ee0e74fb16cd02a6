"""A key meeting over a site that only carries the messages: fetch what the others said, take the next step, say it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from undersign.host.files import HostProblem
from undersign.keyholder import meeting
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Site
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, b64, decode, encode
from undersign.protocol.errors import Refused
from undersign.protocol.joining import check_founders
from undersign.protocol.keyholders import (
    SUCCESSION_PURPOSE,
    TRANSCRIPT_ROUND,
    Ceremony,
    Team,
    check_transcript,
    read_ceremony,
    succession,
)
from undersign.protocol.signatures import public_key, sign

MEETING_MOST: Final = 16 * 2**20  # bytes of everything that 25 keyholders say
LIST_MOST: Final = 4096
AT_ONCE: Final = 4  # messages in one request
NO_COMPLAINT: Final = ("keyholder_unknown", "ceremony_ended")  # refusals that the others have seen themselves


@dataclass(frozen=True)
class Carried:
    """What stands in a meeting: the ceremony, whatever its keyholders signed, and the team before, if there is one."""

    ceremony: Ceremony
    before: Ceremony | None
    messages: tuple[Document, ...]
    drills: tuple[Document, ...]
    successions: tuple[Document, ...]

    def part_of(self, own: KeyholderFolder) -> tuple[int, int]:
        """Return the index of a keyholder in the new team and in the one before, 0 where they are in none.

        Errors: keyholder_unknown if they are in neither.
        """
        key = public_key(own.seed)
        teams = (self.ceremony, self.before)
        found = [[each.sign for each in team.keyholders] if team else [] for team in teams]
        new, old = (keys.index(key) + 1 if key in keys else 0 for keys in found)
        if not new and not old:
            raise Refused("keyholder_unknown", "this meeting is not yours")
        return new, old


@dataclass(frozen=True)
class Progress:
    """What one step gave: for whom the meeting waits, whether the key is made, whether all is done."""

    awaited: tuple[str, ...] = ()
    made: bool = False
    done: bool = False


def opened(site: Site) -> list[bytes]:
    """Return the hashes of the meetings that are open at a site. Raises Unreachable."""
    found = _object(site.must_get("/meetings.json", LIST_MOST)).get("meetings")
    hashes = [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
    return [bytes.fromhex(each) for each in hashes if re.fullmatch("[0-9a-f]{64}", each)]


def post(site: Site, document: Document) -> Ceremony:
    """Let a site carry the meeting of a ceremony document. Raises Unreachable. Errors: as read_ceremony."""
    ceremony = read_ceremony(document)
    site.post("/meetings", {"ceremony": document})
    return ceremony


def fetch(site: Site, hashed: bytes) -> Carried:
    """Return what stands in a meeting, without whatever no keyholder of it has signed. Raises HostProblem, Unreachable.

    Errors: ceremony_other for another document than the hash names; ceremony_rule if it does not fit the record.
    """
    data = site.get(f"/meetings/{hashed.hex()}.json", MEETING_MOST)
    if data is None:
        raise HostProblem(f"{site.address} carries no such meeting. Ask whoever prepares it. Nothing was changed.")
    found = _object(data)
    document = found.get("ceremony")
    ceremony = read_ceremony(document if isinstance(document, dict) else {})
    if ceremony.hash != hashed:
        raise Refused("ceremony_other", "the site gives another ceremony under this hash")
    before = _fitting(site, ceremony)
    said = {name: _documents(found.get(name)) for name in ("messages", "drills", "successions")}
    signed = tuple(each for each in said["messages"] if _is_signed(ceremony, each))
    return Carried(ceremony, before, signed, tuple(said["drills"]), tuple(said["successions"]))


def _object(data: bytes) -> dict[str, Any]:
    """Return a JSON object. Errors: document_not_json."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("document_not_json") from None
    return found if isinstance(found, dict) else {}


def _documents(value: object) -> list[Document]:
    """Return the documents in a list, without what is none."""
    found = []
    for each in value if isinstance(value, list) else []:
        try:
            if isinstance(each, dict) and decode(encode(each)) == each:
                found.append(each)
        except Refused:
            continue
    return found


def _is_signed(ceremony: Ceremony, message: Document) -> bool:
    try:
        rounds.check_message(ceremony, message)
    except Refused:
        return False
    return True


def _fitting(site: Site, ceremony: Ceremony) -> Ceremony | None:
    """Return the team that the ceremony follows, if any, as the record names it. Errors: ceremony_rule."""
    entries = [decode(line[:-1]).get("entry", {}) for line in site.lines("/record/books/host/entries.jsonl?from=0")]
    founders = [check_founders(each)["keys"] for each in entries if each.get("kind") == "founders"]
    if not founders or set(founders[0]) != set(ceremony.founders):
        raise Refused("ceremony_rule", "the ceremony names other founders than the record")
    if not entries or entries[0].get("rehearsal") != ceremony.rehearsal:
        raise Refused("ceremony_rule", "the ceremony and the record differ on whether this is a rehearsal")
    if ceremony.previous is None:
        return None
    known = [read_ceremony(each) for each in entries if each.get("kind") == "ceremony"]
    before = next((each for each in known if each.hash == ceremony.previous), None)
    if before is None:
        raise Refused("ceremony_rule", "the record has no team of which the ceremony says that it goes before")
    return before


def advance(own: KeyholderFolder, site: Site, hashed: bytes) -> Progress:
    """Take the next step of a meeting whose fingerprint the person has compared; safe to do again at any time.

    A message that does not fit ends the meeting with a complaint, which is sent. Raises as fetch. Errors: as
    meeting.step; keyholder_unknown; as finish_drill for a drill that fails.
    """
    carried = fetch(site, hashed)
    new, old = carried.part_of(own)
    with own.locked():
        if old and carried.before is not None:
            _hand_over(own, site, carried, old)
        return _step(own, site, carried) if new else Progress(done=True)


def _hand_over(own: KeyholderFolder, site: Site, carried: Carried, index: int) -> None:
    """Sign over to the new team, as one of the team before."""
    if carried.before is None or any(_says(each, index) for each in carried.successions):
        return
    word = succession(carried.before, carried.ceremony)
    value = b64(sign(own.seed, SUCCESSION_PURPOSE, word))
    _say(site, carried.ceremony, [{**word, "signatures": [{"keyholder": index, "value": value}]}])


def _says(word: Document, index: int) -> bool:
    signatures = word.get("signatures")
    return isinstance(signatures, list) and [each.get("keyholder") for each in signatures] == [index]


def _step(own: KeyholderFolder, site: Site, carried: Carried) -> Progress:
    ceremony = carried.ceremony
    try:
        taken = meeting.step(own, ceremony, carried.messages)
    except Refused as problem:
        if problem.reason not in NO_COMPLAINT:
            _say(site, ceremony, [meeting.complaint(own, ceremony, problem)])
        raise
    _say(site, ceremony, taken.messages)
    if taken.done:
        return _drill(own, site, carried)
    return Progress(tuple(ceremony.who(index) for index in taken.awaited))


def _drill(own: KeyholderFolder, site: Site, carried: Carried) -> Progress:
    """Give this keyholder's part of the drill, and see whether all parts are there and open its point."""
    ceremony = carried.ceremony
    if awaited := rounds.awaited(ceremony, carried.messages, TRANSCRIPT_ROUND):  # the site gave them before
        return Progress(tuple(ceremony.who(index) for index in awaited))
    team = check_transcript(ceremony, *rounds.assemble(ceremony, carried.messages))
    parts = {index: each for each in carried.drills if (index := _drilled(ceremony, team, each))}
    mine = own.index(ceremony)
    if mine not in parts:
        parts[mine] = rounds.drill(own.seed, own.share(ceremony), secrets.token_bytes)
        _say(site, ceremony, [parts[mine]])
    missing = tuple(ceremony.who(index) for index in range(1, ceremony.n + 1) if index not in parts)
    if not missing:
        rounds.finish_drill(ceremony, team, parts.values())
    return Progress(missing, made=True, done=not missing)


def _drilled(ceremony: Ceremony, team: Team, part: Document) -> int:
    """Return whose part of the drill this is; 0 if it does not hold, as anybody's might who is no keyholder."""
    try:
        return rounds.check_drill(ceremony, team, part)[0]
    except Refused:
        return 0


def _say(site: Site, ceremony: Ceremony, documents: Sequence[Document]) -> None:
    for at in range(0, len(documents), AT_ONCE):
        site.post(f"/meetings/{ceremony.hash.hex()}/messages", {"messages": list(documents[at : at + AT_ONCE])})
