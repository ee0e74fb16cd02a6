"""What a member brings to a check: receipts, each with the host's promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import Document, decode, octets, one_of, read, table
from undersign.protocol.errors import Refused
from undersign.verifier.folder import lines_of
from undersign.verifier.problems import FolderProblem

if TYPE_CHECKING:
    from pathlib import Path


_RECEIPT: Final = {
    "kind": one_of("receipt"),
    "box": octets(32),
    "key": octets(32),
    "envelope": octets(32),
    "promise": table,
}


@dataclass(frozen=True)
class Receipt:
    """What a member keeps: box, envelope key, envelope hash (32 bytes each), and the host's promise, unchecked."""

    box: bytes
    key: bytes
    envelope: bytes
    promise: Document
    line: int


@dataclass(frozen=True)
class Evidence:
    """What was brought. `broken` says why a file of receipts could not be read, if it could not."""

    receipts: tuple[Receipt, ...] = ()
    broken: str = ""


def read_receipts(path: Path) -> Evidence:
    """Read a file of receipts, one document in each line. A broken line spoils all: nothing is passed over."""
    found = []
    try:
        for number, data in enumerate(lines_of(path.parent, path), 1):
            try:
                given = read(decode(data), _RECEIPT)
            except Refused as problem:
                raise FolderProblem(problem.reason, f"{path.name}, line {number}") from None
            found.append(Receipt(given["box"], given["key"], given["envelope"], given["promise"], number))
    except FolderProblem as trouble:
        return Evidence(broken=str(trouble))
    return Evidence(tuple(found))
