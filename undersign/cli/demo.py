"""The demo: a small survey on made-up answers, from the key meeting to the report, and a forgery that is caught."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import ceremony, demo_site, frame, host, opened, report, survey
from undersign.cli.frame import CPUS, FAILED, guarded, say
from undersign.cli.open import open_
from undersign.cli.verify import show
from undersign.host.files import HostProblem
from undersign.rehearsal.made_up import ANSWERS, PLAN
from undersign.verifier.folder import Folder
from undersign.verifier.report import Judged
from undersign.verifier.report import verify as check

MARK = "demo.txt"
ORIGIN = "demo.example/undersign"
KEYHOLDERS, THRESHOLD = 3, 2


def _step(number: int, text: str) -> None:
    say.print(f"\n[bold]{number}. {text}[/bold]")


def _clean(folder: Path) -> None:
    """Make room for the demo; only a folder that an earlier demo made is removed."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).exists():
            raise HostProblem(f"{folder} holds something that no demo made. Nothing was changed. Name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("Made by the demo. Everything in this folder is made up; the next demo removes it.\n")


def _judge(folder: Path) -> list[Judged]:
    with frame.workers(CPUS) as executor, frame.stages() as move:
        return check(folder, None, executor, move)


def _change_one_byte(folder: Path) -> Path:
    """Change one byte in the middle of the sealed answers of an export."""
    files = opened.box_files(Folder(folder), "")
    path = files.path / "rests.jsonl"
    data = bytearray(path.read_bytes())
    at = data.index(b'"body":"', len(data) // 2) + 1000
    data[at] = ord("A") if data[at] != ord("A") else ord("B")
    path.write_bytes(data)
    return path


def _forge(made: Path) -> bool:
    """Change one byte of a copy; return whether the check caught it."""
    forged = made / "forged"
    shutil.copytree(made / "export", forged)
    path = _change_one_byte(forged)
    say.print(f"Changed one byte in {path}. The same check again:", markup=False)
    judged = [pair for pair in _judge(forged) if pair[1].outcome == "FAIL"]
    show(judged)
    return bool(judged)


@guarded
def demo(
    out: Annotated[Path, typer.Option(help="The folder to make; an earlier demo in it is removed.")] = Path("demo"),
    *,
    stay: Annotated[
        bool, typer.Option("--stay/--no-stay", help="Serve the site at the end until Ctrl-C.", show_default="terminal")
    ] = sys.stdout.isatty(),
) -> None:
    """Run a small survey from sealing to opening on made-up answers, forge it and see it caught; then start a site."""
    begun = time.monotonic()
    _clean(out)
    place = out / "host"
    _step(1, "A host, and keyholders who are not the host")
    host.new(place, ORIGIN, rehearsal=True)
    ceremony.rehearse(place, KEYHOLDERS, THRESHOLD)
    _step(2, "The rules, fixed before the first answer")
    survey.new(place, PLAN, ANSWERS)
    _step(3, "Every answer sealed by itself, with a pass that says nothing of whose it is")
    survey.seal(place, PLAN, ANSWERS, refusals=out / "refused.csv")
    _step(4, "Opened once, in groups, as totals only")
    open_(place)
    report.compare(place, PLAN, ANSWERS)
    _step(5, "Checked by somebody who has only an export")
    host.export(place, out / "export", "keyholders")
    judged = _judge(out / "export")
    show(judged)
    _step(6, "The report")
    report.report(place, out / "report", verify=False)
    _step(7, "One byte forged")
    caught = _forge(out)
    good = caught and not any(verdict.outcome == "FAIL" for _, verdict in judged)
    say.print("\nThe forgery was caught." if caught else "\nThe forgery was NOT caught.")
    say.print(
        f"{time.monotonic() - begun:.0f} seconds. Look at the charts: {out / 'report' / 'report.html'}", markup=False
    )
    if not good:
        raise typer.Exit(FAILED)
    _step(8, "A site with a small made-up network")
    demo_site.show(out / "site", stay=stay)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(demo)

if __name__ == "__main__":
    app(prog_name="demo")
