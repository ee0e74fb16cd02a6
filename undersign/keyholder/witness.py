"""A keyholder as witness: it cosigns a checkpoint only if the record has grown, and nothing in it has changed."""

from __future__ import annotations

from typing import Final

from undersign.host.files import HostProblem
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import notes, slots
from undersign.protocol.encoding import b64, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, cosigners
from undersign.protocol.notes import Checkpoint
from undersign.protocol.tree import Frontier
from undersign.verifier.folder import Folder

AGREED_TICKS: Final = 10


def check_record(keyholder: KeyholderFolder, folder: Folder) -> tuple[bytes, Checkpoint]:
    """Return the folder's latest note and checkpoint, once it extends what this keyholder saw before.

    The origin and the host's key are remembered from the first time. Errors: note_unsigned, tick_wrong, proof_wrong.
    """
    note = folder.checkpoint()
    memory = keyholder.memory("record")
    about = folder.about()
    if memory and (memory["origin"], memory["host_key"]) != (about["origin"], b64(about["host_key"])):
        raise HostProblem(f"This folder is not the record {memory['origin']} that this keyholder watches.")
    opened = notes.open_note(note, [notes.log_key(about["origin"], about["host_key"])])
    if not opened.signatures:
        raise Refused("note_unsigned")
    checkpoint, reader = opened.checkpoint, slots.TickReader()
    seen = not memory
    for leaf in folder.public_leaves():
        if memory and reader.frontier.size == memory["size"]:
            seen = reader.root() == unb64(memory["root"])
        if reader.frontier.size == checkpoint.size:
            break
        reader.feed(leaf)
    if memory and reader.frontier.size == memory["size"]:
        seen = reader.root() == unb64(memory["root"])
    if not seen or (reader.frontier.size, reader.root()) != (checkpoint.size, checkpoint.root):
        raise Refused("proof_wrong", "the record is not the one that was cosigned before, with more behind it")
    return note, checkpoint


def cosign(keyholder: KeyholderFolder, ceremony: Ceremony, folder: Folder, seconds: int) -> bytes:
    """Return this keyholder's signature line for the folder's latest checkpoint, and remember the checkpoint.

    Raises Alarmed while an alarm stands. Errors: as check_record; keyholder_unknown.
    """
    _, checkpoint = check_record(keyholder, folder)
    line = _line(keyholder, ceremony, checkpoint, seconds)
    remember(keyholder, folder, checkpoint)
    return line


def cosign_agreed(keyholder: KeyholderFolder, ceremony: Ceremony, folder: Folder, seconds: int) -> dict[int, bytes]:
    """Return by its size the signature line of the checkpoint that all keyholders sign, in a folder just checked.

    Nothing in a record that is too young for one. Raises Alarmed while an alarm stands. Errors: keyholder_unknown.
    """
    found = agreed(folder, folder.claimed(folder.checkpoint()).size)
    return {found.size: _line(keyholder, ceremony, found, seconds)} if found.size else {}


def agreed(folder: Folder, size: int) -> Checkpoint:
    """Return the checkpoint at the last tick before the ten ticks in which the latest of `size` leaves lies.

    Keyholders look at different times; whoever looks within the same ten ticks signs this same one. Its size is 0 if
    the record has no such tick.
    """
    reader, before = slots.TickReader(), Frontier()
    for _, leaf in zip(range(size), folder.public_leaves(), strict=False):
        tick, _ = slots.parse_tick_leaf(leaf)
        if tick // AGREED_TICKS != reader.last_tick // AGREED_TICKS:
            before = Frontier(reader.frontier.size, reader.frontier.hashes)
        reader.feed(leaf)
    return Checkpoint(folder.about()["origin"], before.size, before.root())


def _line(keyholder: KeyholderFolder, ceremony: Ceremony, checkpoint: Checkpoint, seconds: int) -> bytes:
    keyholder.check_no_alarm()
    name = cosigners(checkpoint.origin, ceremony)[keyholder.index(ceremony) - 1].name
    return notes.cosign_checkpoint(keyholder.seed, name, checkpoint, seconds)


def remember(keyholder: KeyholderFolder, folder: Folder, checkpoint: Checkpoint) -> None:
    """Keep a checked checkpoint; every later one must extend it."""
    saved = {"origin": checkpoint.origin, "host_key": b64(folder.about()["host_key"])}
    keyholder.remember("record", {**saved, "size": checkpoint.size, "root": b64(checkpoint.root)})
