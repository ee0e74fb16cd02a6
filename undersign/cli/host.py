"""undersign host: make a site or a folder that plays one, take in what keyholders hand in, export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import duties, frame, keeping, site
from undersign.cli.frame import guarded, say
from undersign.cli.living_wages import living_wages
from undersign.host import export as exports
from undersign.host import folder, intake
from undersign.host.files import HostProblem
from undersign.host.opening import find_box

app = typer.Typer(help="A site, or a folder that plays one.", no_args_is_help=True)
app.command()(site.init)
app.command()(duties.duties)
keeping.add_to(app)
app.command("living-wages")(living_wages)

HostPath = Annotated[Path, typer.Argument(help="The site's folder, or the folder that plays the host.")]


@app.command()
@guarded
def new(
    host: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    origin: Annotated[str, typer.Option(help="The name of the record, such as example.org/undersign.")],
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="One machine plays everyone. For trying out only.")
    ] = False,
    tick_seconds: Annotated[int, typer.Option(min=1, max=86400, help="How far apart ticks of the record are.")] = 60,
) -> None:
    """Make a new host folder with an empty record."""
    folder.create(host, origin, rehearsal=rehearsal, tick_seconds=tick_seconds)
    say.print(f"Made the record {origin} in {host}.", markup=False)
    if rehearsal:
        say.print("This is a rehearsal: one machine plays every part, and whoever has it can open everything.")
    say.print("Nothing can be sealed before keyholders have held their key meeting.")


@app.command()
@guarded
def add(
    host: HostPath,
    files: Annotated[list[Path], typer.Argument(help="What keyholders wrote: team, stock, cosignature or part.")],
) -> None:
    """Take in what keyholders wrote: the team of a key meeting; in a folder also keys, cosignatures and openings."""
    if site.is_site(host):
        _take_all(files, site.taker(host))
        return
    with folder.opened(host) as opened:
        opened.waits = frame.waits
        _take_all(files, lambda data: intake.take_in(opened, data))


def _take_all(files: list[Path], take: Callable[[bytes], str]) -> None:
    for path in files:
        if not path.is_file():
            raise HostProblem(f"There is no file {path}. What came before it was taken in.")
        say.print(f"{path}: {take(path.read_bytes())}", markup=False)


@app.command()
@guarded
def export(
    host: HostPath,
    out: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    reader: Annotated[
        str,
        typer.Option("--for", help="Who will read it: public, members, keyholders; or of one box, signers, recipient."),
    ] = "public",
    box: Annotated[str, typer.Option(help="The first digits of the box's id, for signers or recipient.")] = "",
) -> None:
    """Write a folder with what a reader may see, for `undersign verify` anywhere."""
    of_a_box = reader in exports.READERS_OF_A_BOX
    if reader not in exports.READERS and (not of_a_box or site.is_site(host)):
        raise typer.BadParameter(f"one of {', '.join(exports.READERS)}", param_hint="--for")
    if bool(box) != of_a_box:
        raise typer.BadParameter("it goes with --for signers and --for recipient", param_hint="--box")
    if site.is_site(host):
        books = site.export(host, out, reader)
        say.print(f"Wrote {books} books for {reader} to {out}.", markup=False)
        return
    with folder.opened(host) as opened:
        books = exports.export(opened.path, out, reader, find_box(opened, box) if of_a_box else None)
    say.print(f"Wrote {books} books for {reader} to {out}.", markup=False)
