"""undersign keyholder stock | cosign | open: without a site, by exchanged files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame, opened
from undersign.cli.ceremony import Own, read_document
from undersign.cli.frame import guarded, say
from undersign.host.files import write_atomically
from undersign.keyholder import opening, witness
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.stock import make_stock
from undersign.protocol.encoding import encode
from undersign.protocol.keyholders import Ceremony, read_ceremony
from undersign.verifier.examination import RecordExamination, examine_box, examine_record
from undersign.verifier.folder import Folder

CeremonyFile = Annotated[Path, typer.Argument(help="The ceremony file of the key meeting.")]
HostFolderCopy = Annotated[Path, typer.Argument(help="The host's folder, or its export for keyholders.")]
Out = Annotated[Path, typer.Option(help="The file to write for the host (undersign host add).")]


def _ceremony(path: Path) -> Ceremony:
    return read_ceremony(read_document(path))


def _now(record: RecordExamination) -> int:
    """Return the time by this machine's clock, or in a rehearsal by the record's own, which can be moved."""
    if record.host and record.tree and record.host.book.rules["rehearsal"]:
        say.print("REHEARSAL: this record has a clock that can be moved, and only that one is asked.")
        return record.tree.tick(record.tree.size - 1) * record.host.tick_seconds
    return int(time.time())


def _wrote(out: Path) -> None:
    say.print(f"Wrote {out}. Send it to the host.", markup=False)


@guarded
def stock(
    keyholder: Own,
    ceremony: CeremonyFile,
    out: Out,
    count: Annotated[int, typer.Option(min=1, max=4096, help="How many issuing keys to draw.")] = 60,
    workers: frame.Workers = frame.CPUS,
) -> None:
    """Draw issuing keys. Each survey uses one for every group of people."""
    own, agreed = KeyholderFolder(keyholder), _ceremony(ceremony)
    lines = []
    with own.locked(), frame.workers(workers) as executor, frame.progress() as start:
        move = start("issuing keys", count)
        for document in make_stock(own, agreed, count, executor):
            lines.append(encode(document) + b"\n")
            move(1)
    write_atomically(out, b"".join(lines))
    _wrote(out)


@guarded
def cosign(keyholder: Own, ceremony: CeremonyFile, folder: HostFolderCopy, out: Out) -> None:
    """Check that the record has only grown since the last time, and cosign its latest checkpoint."""
    own = KeyholderFolder(keyholder)
    with own.locked(), frame.at_rest(folder):
        line = witness.cosign(own, _ceremony(ceremony), Folder(folder), int(time.time()))
    write_atomically(out, line)
    _wrote(out)


@guarded
def open_(  # noqa: PLR0913 - the options of the command
    keyholder: Own,
    folder: HostFolderCopy,
    out: Out,
    box: Annotated[str, typer.Option(help="The first digits of the box's id; the newest box if left out.")] = "",
    workers: frame.Workers = frame.CPUS,
    cluster: frame.Cluster = "",
) -> None:
    """Check everything about a box, and open this keyholder's part of it. It never opens one box for two sets."""
    own, seen = KeyholderFolder(keyholder), Folder(folder)
    with own.locked(), frame.at_rest(folder):
        files = opened.box_files(seen, box)
        with frame.workers(workers, cluster) as executor, frame.stages() as move:
            found = examine_box(examine_record(seen, move), files, executor, move)
        part = opening.open_box(own, found, _now(found.record))
    write_atomically(out, encode(part) + b"\n")
    _wrote(out)
