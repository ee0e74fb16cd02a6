"""undersign inspect: say in plain words what a file or a folder is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from undersign.cli.frame import guarded, plain, say
from undersign.host.files import HostProblem
from undersign.protocol import notes
from undersign.protocol.encoding import Document, decode, encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import fingerprint, read_ceremony
from undersign.verifier.folder import Folder

SHOWN = 60  # characters of a value
MOST = 64 * 2**20
SECRET = ("ceremony_state", "keyholder_share")


@guarded
def inspect(path: Annotated[Path, typer.Argument(help="A folder, a checkpoint, or a file of documents.")]) -> None:
    """Say what a file or folder is and what it holds. Nothing is checked; for that there is undersign verify."""
    if path.is_dir():
        _show_folder(Folder(path))
    elif path.is_file():
        _show_file(path)
    else:
        raise HostProblem(f"There is nothing at {path}.")


def _show_folder(folder: Folder) -> None:
    about = folder.about()
    say.print(plain(f"A folder of the record {about['origin']}, made for: {about['for']}."), markup=False)
    if about["rehearsal"]:
        say.print("It is a rehearsal.")
    at = folder.claimed(folder.checkpoint())
    say.print(f"Its latest checkpoint has {at.size} ticks, root {at.root.hex()[:16]}.")
    say.print(f"Cosigned checkpoints kept: {len(folder.checkpoint_sizes())}.")
    for files in folder.books().values():
        kinds = Counter(str((line.entry or {}).get("kind", "hidden")) for line in files.lines())
        say.print(f"\nBook {files.name}, for: {files.first.audience}", markup=False)
        for kind, count in kinds.items():
            say.print(f"  {count:8}  {_short(kind)}", markup=False)


def _show_file(path: Path) -> None:
    if path.stat().st_size > MOST:
        raise HostProblem(f"{path} is larger than 64 MB; that is no single file of a record.")
    data = path.read_bytes()
    if not data:
        raise HostProblem(f"{path} is empty.")
    try:
        documents = [decode(line) for line in data.splitlines()]
    except Refused:
        _show_note(path, data)
        return
    kinds = Counter(str(document.get("kind", "without a kind")) for document in documents)
    if len(documents) > 1:
        for kind, count in kinds.items():
            say.print(f"{count:8}  {_short(kind)}", markup=False)
    for document in documents[:1]:
        _show_document(document)


def _show_note(path: Path, data: bytes) -> None:
    try:
        at = notes.parse_checkpoint(data.partition(b"\n\n")[0] + b"\n")
    except Refused:
        raise HostProblem(f"{path} is neither a document nor a checkpoint of a record.") from None
    say.print(plain(f"A checkpoint of {at.origin}: {at.size} ticks, root {at.root.hex()}."), markup=False)
    signatures = data.partition(b"\n\n")[2].decode(errors="replace").splitlines()
    for line in signatures:
        name = line.split(" ")[1] if line.count(" ") > 1 else "?"
        say.print(f"  signed by {_short(name)} (not checked here)", markup=False)


def _show_document(document: Document) -> None:
    kind = _short(document.get("kind", "(none)"))
    say.print(f"A document of kind {kind}, SHA-256 {sha256(encode(document)).hex()}", markup=False)
    if document.get("kind") in SECRET:
        say.print("It is a secret of one keyholder. What it holds is not shown.")
        return
    for name, value in document.items():
        say.print(f"  {name}: {_short(value)}", markup=False)
    if document.get("kind") == "ceremony":
        say.print(f"Fingerprint: {fingerprint(read_ceremony(document).hash)}")


def _short(value: Any) -> str:  # noqa: ANN401 - whatever a document holds
    if isinstance(value, list | dict):
        return f"{len(value)} {'items' if isinstance(value, list) else 'fields'}"
    text = plain(str(value))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"
