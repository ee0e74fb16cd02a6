"""A person's word that a box may open from some time on, if its rule is met. No program ever gives it by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.boxes import TIME_MOST
from undersign.protocol.encoding import Document, b64, decode, encode, integer, octets, one_of, read
from undersign.protocol.errors import Refused

APPROVAL: Final = {
    "kind": one_of("approval"),
    "box": octets(32),
    "from": integer(0, TIME_MOST),
    "given": integer(0, TIME_MOST),
}


class NotApproved(HostProblem):
    """The person who keeps this folder has not approved that the box opens."""


@dataclass(frozen=True)
class Approval:
    """What a person approved: box id (32 bytes), from when on it may open, when they said so; seconds since 1970."""

    box: bytes
    not_before: int
    given: int


def _path(keyholder: KeyholderFolder, box: bytes) -> Path:
    return keyholder.path / "approvals" / f"{box.hex()}.json"


def approve(keyholder: KeyholderFolder, box: bytes, not_before: int, seconds: int) -> Approval:
    """Keep a person's approval; it takes the place of an earlier one. To be called for a person only.

    Errors: document_field for a time that cannot be.
    """
    document: Document = {"v": 1, "kind": "approval", "box": b64(box), "from": not_before, "given": seconds}
    read(document, APPROVAL)
    write_atomically(_path(keyholder, box), encode(document) + b"\n", secret=True)
    return Approval(box, not_before, seconds)


def withdraw(keyholder: KeyholderFolder, box: bytes) -> bool:
    """Take an approval back; return whether there was one."""
    path = _path(keyholder, box)
    stood = path.exists()
    path.unlink(missing_ok=True)
    return stood


def approval(keyholder: KeyholderFolder, box: bytes) -> Approval | None:
    """Return what was approved for a box, if anything. Raises HostProblem if the file is broken."""
    path = _path(keyholder, box)
    return _read(path) if path.exists() else None


def approvals(keyholder: KeyholderFolder) -> list[Approval]:
    """Return all approvals that stand, the earliest first. Raises HostProblem if a file is broken."""
    paths = (keyholder.path / "approvals").glob("*.json")
    return sorted((_read(path) for path in paths), key=lambda each: (each.not_before, each.box))


def _read(path: Path) -> Approval:
    try:
        found = read(decode(path.read_bytes().strip()), APPROVAL)
    except Refused:
        raise HostProblem(f"{path} is broken. Nothing was opened. Delete it, and approve again.") from None
    if path.stem != found["box"].hex():
        raise HostProblem(f"{path} is the approval of another box. Nothing was opened. Delete it, and approve again.")
    return Approval(found["box"], found["from"], found["given"])


def check_approved(approved: Approval | None, box: bytes, seconds: int) -> None:
    """Check that a person approved this box for this time. Raises NotApproved; Refused too_early."""
    if approved is None or approved.box != box:
        raise NotApproved("You have not approved that this box opens. Nothing was opened.")
    if seconds < approved.not_before:
        raise Refused("too_early", f"approved from {approved.not_before} on")
