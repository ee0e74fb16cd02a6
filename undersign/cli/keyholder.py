"""undersign keyholder: what a keyholder does with a folder that the host sent. Its own folder never leaves it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame, opened
from undersign.cli.ceremony import Own, read_document
from undersign.cli.frame import guarded, say
from undersign.host.files import FolderBusy, write_atomically
from undersign.keyholder import opening, stock, witness
from undersign.keyholder import run as rounds
from undersign.keyholder.keys import Alarmed, KeyholderFolder
from undersign.keyholder.mirror import Unreachable
from undersign.protocol.encoding import encode
from undersign.protocol.keyholders import Ceremony, read_ceremony
from undersign.verifier.examination import RecordExamination, examine_box, examine_record
from undersign.verifier.folder import Folder

app = typer.Typer(help="What a keyholder does, on their own computer.", no_args_is_help=True)

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


@app.command("stock")
@guarded
def stock_(
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
        for document in stock.make_stock(own, agreed, count, executor):
            lines.append(encode(document) + b"\n")
            move(1)
    write_atomically(out, b"".join(lines))
    _wrote(out)


@app.command()
@guarded
def cosign(keyholder: Own, ceremony: CeremonyFile, folder: HostFolderCopy, out: Out) -> None:
    """Check that the record has only grown since the last time, and cosign its latest checkpoint."""
    own = KeyholderFolder(keyholder)
    with own.locked(), frame.at_rest(folder):
        line = witness.cosign(own, _ceremony(ceremony), Folder(folder), int(time.time()))
    write_atomically(out, line)
    _wrote(out)


@app.command("open")
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


@app.command()
@guarded
def run(
    keyholder: Own,
    url: Annotated[str, typer.Argument(help="The address of the site, such as https://example.org.")],
    once: Annotated[bool, typer.Option("--once", help="Do it once, then end.")] = False,
    every: Annotated[int, typer.Option(min=1, max=86400, help="How many seconds to wait before the next time.")] = 600,
) -> None:
    """Fetch the site's record, check all of it against what was there before, and cosign it; then again.

    Ends with 1, and keeps what it saw, if the record was rewritten or holds what it may not. From then on it ends with
    1 at once, until somebody has cleared the alarm (clear-alarm).
    """
    own = KeyholderFolder(keyholder)
    while True:
        try:
            _say_round(rounds.run_once(own, url))
        except (Unreachable, FolderBusy) as problem:  # a second command may be at work in the folder
            if once:
                raise
            frame.complain.print(frame.plain(str(problem)), markup=False)
        except Alarmed as alarm:
            frame.complain.print("[bold red]THE RECORD WAS WRONG. NOTHING IS COSIGNED.[/bold red]")
            frame.complain.print(frame.plain(str(alarm)), markup=False)
            raise typer.Exit(frame.FAILED) from None
        except rounds.Alarm as alarm:
            _shout(str(alarm), alarm.evidence)
            raise typer.Exit(frame.FAILED) from None
        if once:
            return
        time.sleep(every)


@app.command("clear-alarm")
@guarded
def clear_alarm(
    keyholder: Own,
    because: Annotated[str, typer.Option(help="What you and the other keyholders found out. It is kept.")],
) -> None:
    """Clear the alarm after which nothing is cosigned or opened. Do it only once all keyholders know what happened."""
    own = KeyholderFolder(keyholder)
    with own.locked():
        kept = own.clear_alarm(because, time.time())
    say.print(f"The alarm is cleared. It is kept in {kept}.", markup=False)


def _say_round(found: rounds.Round) -> None:
    what = "Checked and cosigned" if found.cosigned else "Checked, not yet cosigned (no key meeting is in the record)"
    who = f"{found.founders} founders, {found.stand} people who stand"
    say.print(f"{what}: {found.checkpoint.size} ticks, {who}.", markup=False)


def _shout(why: str, evidence: Path) -> None:
    frame.complain.print("\a[bold red]THE RECORD IS WRONG. IT WAS NOT COSIGNED.[/bold red]")
    frame.complain.print(frame.plain(why), markup=False)
    frame.complain.print(
        f"What was seen is kept in {evidence}. From now on nothing is cosigned or opened. "
        "Call the other keyholders now, and compare what each of you has.",
        markup=False,
    )
