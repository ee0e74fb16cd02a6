"""What keyholders hand in, checked before it is kept: a team, issuing keys, a cosignature, a partial opening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from undersign.host import surveys
from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder
from undersign.protocol import boxes, notes
from undersign.protocol.encoding import Document, array, b64, decode, encode, octets, one_of, read, sha256, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import MOST, Ceremony, Team, check_transcript, cosigners, read_ceremony
from undersign.protocol.notes import NoteKey
from undersign.protocol.passes import read_issuing_key
from undersign.protocol.signatures import public_key
from undersign.verifier.folder import Folder, Line


def _document(value: object) -> Document:
    if not isinstance(value, dict):
        raise Refused("document_field", "a document is expected")
    return value


MEETING: Final = {
    "kind": one_of("meeting"),
    "ceremony": _document,
    "transcript": _document,
    "signatures": array(octets(64), 2, MOST),
}


def ceremonies(host: HostFolder) -> list[tuple[Ceremony, Team]]:
    """Return every ceremony whose team stands in the host's book, the newest last."""
    found: dict[bytes, Ceremony] = {}
    teams = []
    book = Folder(host.path).books()[host.books["host"].book_id]
    for line in book.lines():
        entry = line.entry or {}
        if entry.get("kind") == "ceremony":
            ceremony = read_ceremony(entry)
            found[ceremony.hash] = ceremony
        if entry.get("kind") == "team":
            ceremony = found[unb64(entry["transcript"]["ceremony"])]
            signatures = [unb64(each) for each in entry["signatures"]]
            teams.append((ceremony, check_transcript(ceremony, entry["transcript"], signatures)))
    return teams


def standing_team(host: HostFolder) -> tuple[Ceremony, Team]:
    """Return the ceremony and team that serve now. Raises HostProblem before the first key meeting."""
    found = ceremonies(host)
    if not found:
        raise HostProblem("There are no keyholders yet. Hold a key meeting first (undersign ceremony).")
    return found[-1]


def add_team(host: HostFolder, document: Document, transcript: Document, signatures: list[bytes]) -> Team:
    """Enter a ceremony and its signed transcript in the host's book."""
    ceremony = read_ceremony(document)
    team = check_transcript(ceremony, transcript, signatures)
    if ceremony.rehearsal != host.rehearsal:
        raise Refused("ceremony_rule", "the ceremony and the host differ on whether this is a rehearsal")
    if host.notes.get("ceremony", {}).get("hash") == b64(ceremony.hash):
        return team
    if "ceremony" in host.notes:
        raise HostProblem("This record has its keyholders already. Nothing was changed.")
    host.books["host"].append(document)
    signed = [b64(each) for each in signatures]
    host.books["host"].append({"v": 1, "kind": "team", "transcript": transcript, "signatures": signed})
    host.notes["ceremony"] = {"hash": b64(ceremony.hash), "n": ceremony.n, "t": ceremony.t}
    host.tick()
    return team


def add_stock(host: HostFolder, documents: list[Document]) -> int:
    """Enter issuing keys in the members' book; one that is there already is passed over. Returns how many are new."""
    ceremony, _ = standing_team(host)
    known = {sha256(encode(line.entry)) for line in _members(host) if (line.entry or {}).get("kind") == "issuing_key"}
    fresh = []
    for document in documents:
        index = document.get("keyholder")
        if not isinstance(index, int) or document.get("ceremony") != b64(ceremony.hash):
            raise Refused("pass_issuer_unknown", "an issuing key of another ceremony")
        key = read_issuing_key(document, ceremony.keyholder(index).sign)
        if key.issuer not in known:
            known.add(key.issuer)
            fresh.append((index, key.issuer, document))
    surveys.add_stock(host, fresh)
    if fresh:
        host.tick()
    return len(fresh)


def _members(host: HostFolder) -> Iterator[Line]:
    return Folder(host.path).books()[host.books["members"].book_id].lines()


def add_cosignatures(host: HostFolder, lines: list[bytes]) -> int:
    """Add cosignature lines to the present checkpoint; return by how many keyholders it is cosigned.

    With t it is kept for good. Raises HostProblem for a line by somebody else; Refused note_signature_wrong,
    note_malformed.
    """
    ceremony, _ = standing_team(host)
    keys = [notes.log_key(host.origin, public_key(host.host_secret)), *cosigners(host.origin, ceremony)]
    note = host.note()
    signers = _signers(note, keys)
    for line in lines:
        found = _signers(note + line, keys)
        if len(found) == len(signers):
            raise HostProblem("The cosignature is by none of this record's keyholders. Nothing was changed.")
        if set(found) != set(signers):  # a second one by the same keyholder says nothing new
            note, signers = note + line, found
    count = len(set(signers)) - 1
    if count >= ceremony.t:
        host.keep_cosigned(note)
    else:
        host.publish_note(note)
    return count


def _signers(note: bytes, keys: list[NoteKey]) -> list[bytes]:
    """Return the known keys that have signed a note, one for each signature."""
    try:
        return [signed.key.key for signed in notes.open_note(note, keys).signatures]
    except Refused as problem:
        if problem.reason == "note_signature_wrong":
            detail = "made for another checkpoint, or not genuine; the keyholder can cosign the present one"
            raise Refused(problem.reason, detail) from None
        raise


def cosigned(host: HostFolder) -> bool:
    """Return whether t keyholders have cosigned the present checkpoint."""
    return (host.path / "record" / "checkpoints" / str(host.public_size)).exists()


def add_part(host: HostFolder, document: Document) -> str:
    """Keep a keyholder's partial opening until t of them are there. Checked in full when they are put together."""
    ceremony, _ = standing_team(host)
    box = unb64(str(document.get("box")))
    kept = host.notes.get("boxes", {}).get(box.hex(), {})
    if "request" not in kept or kept.get("opened"):
        raise HostProblem("No box of this host waits for a partial opening like this. Nothing was kept.")
    keys = {i: each.sign for i, each in enumerate(ceremony.keyholders, start=1)}
    found = boxes.read_part(document, box, bytes.fromhex(kept["request"]), keys)
    parts: dict[str, Document] = kept.setdefault("parts", {})
    parts[str(found["keyholder"])] = document
    host.save()
    return f"a partial opening by {ceremony.who(found['keyholder'])}; {len(parts)} of {ceremony.t} are here"


def take_in(host: HostFolder, data: bytes) -> str:
    """Take in a file that a keyholder wrote; return in plain words what it was.

    Raises HostProblem for any other file; Refused if what stands in it does not hold.
    """
    if data.startswith("\u2014 ".encode()):
        count = add_cosignatures(host, [line + b"\n" for line in data.splitlines()])
        return f"a cosignature; {count} keyholders have now cosigned"
    try:
        documents = [decode(line) for line in data.splitlines()]
    except Refused:
        documents = []
    kinds = {str(document.get("kind")) for document in documents}
    if kinds == {"issuing_key"}:
        return f"{add_stock(host, documents)} new issuing keys"
    if kinds == {"part"} and len(documents) == 1:
        return add_part(host, documents[0])
    if kinds == {"meeting"} and len(documents) == 1:
        found = read(documents[0], MEETING)
        add_team(host, found["ceremony"], found["transcript"], found["signatures"])
        return "the keyholders' team"
    raise HostProblem("The file is none of the things that keyholders write. Nothing was changed.")
