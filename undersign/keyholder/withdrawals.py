"""Withdrawals that members hand to a keyholder, so that a host cannot pass over them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from undersign.host.files import AppendFile, HostProblem, whole_lines
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Site, Unreachable
from undersign.protocol.closing import check_time, check_withdrawals
from undersign.protocol.encoding import Document, decode, encode
from undersign.protocol.envelopes import Envelope, check_envelope
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.envelopes import Rules
    from undersign.verifier.examination import BoxExamination


def _path(keyholder: KeyholderFolder, box: bytes) -> Path:
    return keyholder.path / "memory" / f"withdrawals-{box.hex()}.jsonl"


def take_withdrawal(
    keyholder: KeyholderFolder, definition: Definition, rules: Rules, document: Document, seconds: int
) -> bool:
    """Keep an envelope that withdraws, on disk before this returns; return whether it is new here.

    Errors: too_late; sequence_not_allowed for an envelope that withdraws nothing; as envelopes.check_envelope.
    """
    check_time(definition, seconds, withdraws=True)
    envelope = check_envelope(rules, document)
    if not envelope.withdraws:
        raise Refused("sequence_not_allowed", "only withdrawals are handed to keyholders")
    if envelope.digest in {each.digest for each in handed(keyholder, rules)}:
        return False
    path = _path(keyholder, rules.box_id)
    with closing(AppendFile(path, whole_lines(path), secret=True)) as file:
        file.append(encode(document) + b"\n")
        file.sync()
    return True


def handed(keyholder: KeyholderFolder, rules: Rules) -> list[Envelope]:
    """Return the withdrawals that were handed in for a box, each checked again; one cut off by a crash is dropped.

    Raises HostProblem if the file is broken.
    """
    try:
        return [check_envelope(rules, each) for each in _documents(keyholder, rules.box_id)]
    except Refused:
        path = _path(keyholder, rules.box_id)
        raise HostProblem(f"{path} is broken. Nothing was opened. Restore it from a backup.") from None


def _documents(keyholder: KeyholderFolder, box: bytes) -> list[Document]:
    path = _path(keyholder, box)
    if not path.exists():
        return []
    data = path.read_bytes()
    return [decode(line) for line in data[: whole_lines(path)].splitlines()]


def unheeded(keyholder: KeyholderFolder, box: BoxExamination) -> list[Envelope]:
    """Return the withdrawals that were handed in here and that the book does not heed."""
    found = handed(keyholder, box.rules) if box.rules is not None else []
    return [each for each in found if not _heeds(box, each)]


def _heeds(box: BoxExamination, envelope: Envelope) -> bool:
    try:
        check_withdrawals(box.entries.heads, [envelope])
    except Refused:
        return False
    return True


def check_heeded(keyholder: KeyholderFolder, box: BoxExamination) -> None:
    """Check that the book heeds every withdrawal that was handed in here. Errors: withdrawal_ignored."""
    if box.rules is not None:
        check_withdrawals(box.entries.heads, handed(keyholder, box.rules))


def hand_on(keyholder: KeyholderFolder, address: str, box: BoxExamination) -> None:
    """Send what the book does not heed through the site's door, as anybody could. A site may refuse; it is kept."""
    missing = {each.digest for each in unheeded(keyholder, box)}
    if box.rules is None or not missing:
        return
    documents = _documents(keyholder, box.rules.box_id)
    for envelope, document in zip(handed(keyholder, box.rules), documents, strict=True):
        if envelope.digest in missing:
            through_door(address, box.rules.box_id, document)


def through_door(address: str, box: bytes, document: Document) -> bool:
    """Send one withdrawal through a site's door; return whether it was taken. No key of the keyholder goes with it."""
    try:
        Site(address).post(f"/door/{box.hex()}", {"envelope": document})
    except Unreachable:
        return False
    return True
