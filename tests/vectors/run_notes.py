"""What the cases of vectors/notes/ ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undersign.protocol import notes

if TYPE_CHECKING:
    from tests.vectors.cases import Operation

Values = dict[str, Any]


def note_of(given: Values) -> bytes:
    """Return the bytes of a note: its text, then bytes that are no text, then a line many times."""
    text: str = given["note"]
    line, times = given.get("then_repeat", ["", 0])
    more: str = line * times
    return text.encode() + bytes.fromhex(given.get("then_hex", "")) + more.encode()


def key_of(given: Values, kind: int) -> notes.NoteKey:
    """Return a key of a case."""
    return notes.NoteKey(given["name"], bytes.fromhex(given["key"]), kind)


def fields(checkpoint: notes.Checkpoint) -> Values:
    """Return what a checkpoint says."""
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}


def opened(found: notes.Opened) -> Values:
    """Return what an opened note says."""
    signatures = [
        {"name": each.key.name} if each.seconds is None else {"name": each.key.name, "seconds": each.seconds}
        for each in found.signatures
    ]
    return {**fields(found.checkpoint), "signatures": signatures}


def checkpoint(given: Values) -> Values:
    """Read a checkpoint's text; writing it again must give the same text."""
    text = given["text"].encode()
    found = notes.parse_checkpoint(text)
    if notes.checkpoint_text(found) != text:
        message = "the text of a checkpoint is not what it was read from"
        raise AssertionError(message)
    return fields(found)


def open_note(given: Values) -> Values:
    """Open a note with the keys that are known."""
    return opened(notes.open_note(note_of(given), [key_of(each, each["kind"]) for each in given["keys"]]))


def require(given: Values) -> Values:
    """Open a note that log and t cosigners must have signed."""
    cosigners = [key_of(each, notes.COSIGNER) for each in given["cosigners"]]
    return opened(notes.require(note_of(given), key_of(given["log"], notes.LOG), cosigners, given["t"]))


def sign_note(given: Values) -> Values:
    """Sign a checkpoint and let each cosigner add a line."""
    root = bytes.fromhex(given["root"])
    note = notes.sign_checkpoint(bytes.fromhex(given["secret"]), notes.Checkpoint(given["origin"], given["size"], root))
    for each in given["cosigners"]:
        note += notes.cosign(bytes.fromhex(each["secret"]), each["name"], note, each["seconds"])
    return {"note": note.decode()}


def key_id(given: Values) -> Values:
    """Return the id of a key."""
    return {"id": key_of(given, given["kind"]).id.hex()}


OPERATIONS: dict[str, Operation] = {
    "checkpoint": checkpoint,
    "open_note": open_note,
    "require": require,
    "sign_note": sign_note,
    "key_id": key_id,
}
