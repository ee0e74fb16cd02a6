"""A keyholder as witness: it cosigns a checkpoint only if the record has grown, and nothing in it has changed."""

from __future__ import annotations

from undersign.host.files import HostProblem
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import notes, slots
from undersign.protocol.encoding import b64, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, cosigners
from undersign.protocol.notes import Checkpoint
from undersign.verifier.folder import Folder


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
    keyholder.check_no_alarm()
    index = keyholder.index(ceremony)
    note, checkpoint = check_record(keyholder, folder)
    about = folder.about()
    line = notes.cosign(keyholder.seed, cosigners(about["origin"], ceremony)[index - 1].name, note, seconds)
    remember(keyholder, folder, checkpoint)
    return line


def remember(keyholder: KeyholderFolder, folder: Folder, checkpoint: Checkpoint) -> None:
    """Keep a checked checkpoint; every later one must extend it."""
    saved = {"origin": checkpoint.origin, "host_key": b64(folder.about()["host_key"])}
    keyholder.remember("record", {**saved, "size": checkpoint.size, "root": b64(checkpoint.root)})
