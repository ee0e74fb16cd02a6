"""undersign report: one HTML page, a CSV and a JSON file from an opened survey."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame, opened
from undersign.cli.frame import guarded, say
from undersign.cli.survey import load_rows
from undersign.host.files import write_atomically
from undersign.host.plans import read_plan
from undersign.reports import tables
from undersign.verifier.folder import Folder
from undersign.verifier.report import Judged, exit_status
from undersign.verifier.report import verify as check

REHEARSAL_NOTE = "This was a rehearsal: one machine played every member, every keyholder and the host."


@guarded
def report(  # noqa: PLR0913 - the options of the command
    folder: Annotated[Path, typer.Argument(help="A host's folder, or an export for members or keyholders.")],
    out: Annotated[Path, typer.Argument(help="The folder for report.html, report.csv and report.json.")],
    box: Annotated[str, typer.Option(help="The first digits of the box's id; the newest box if left out.")] = "",
    verify: Annotated[bool, typer.Option(help="Check the folder first and say in the report what came of it.")] = True,
    workers: frame.Workers = frame.CPUS,
    cluster: frame.Cluster = "",
) -> None:
    """Write the report of an opened survey: charts for each group, counts, what stayed shut and why.

    Ends with 1 if a check came out as FAIL; the report is written all the same and says so.
    """
    from undersign.reports import page  # noqa: PLC0415 - what draws charts takes half a second and 40 MB to load

    with frame.at_rest(folder):
        seen = Folder(folder)
        found = opened.load(seen, box)
        judged = _judge(folder, workers, cluster) if verify else []
        rehearsal = bool(seen.about()["rehearsal"])
        notes = (REHEARSAL_NOTE,) if rehearsal else ()
        result = opened.survey_result(found, judged, made_up=rehearsal, notes=notes)
    with frame.stages() as move:
        html = page.render_page(result, lambda done, total: move(done, total, "charts"))
    for name, text in (("html", html), ("csv", tables.as_csv(result)), ("json", tables.as_json(result))):
        write_atomically(out / f"report.{name}", text.encode())
    say.print(f"{len(result.groups)} groups opened, {len(result.shut)} stayed shut.")
    say.print(f"The charts are in {out / 'report.html'}; the numbers in report.csv and report.json.", markup=False)
    if exit_status(judged):
        say.print("A check of this folder came out as FAIL. The report says which; do not rely on its numbers.")
        raise typer.Exit(frame.FAILED)


def _judge(folder: Path, workers: int, cluster: str) -> list[Judged]:
    with frame.workers(workers, cluster) as executor, frame.stages() as move:
        return check(folder, None, executor, move)


@guarded
def compare(
    folder: Annotated[Path, typer.Argument(help="A rehearsal's folder with an opened survey.")],
    plan: Annotated[Path, typer.Argument(help="The survey file (TOML).")],
    answers: Annotated[Path, typer.Argument(help="The CSV file whose rows were sealed.")],
    box: Annotated[str, typer.Option(help="The first digits of the box's id; the newest box if left out.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="Read only so many rows of the file; 0 reads all.")] = 0,
) -> None:
    """REHEARSAL: count the rows of the file plainly and compare every opened group with that.

    Ends with 0 if every total is equal, 1 if any differs.
    """
    found = opened.load(Folder(folder), box)
    rows, _ = load_rows(answers, read_plan(plan), limit)
    different = opened.differences(found, rows)
    groups = len(found.result["groups"])
    if different:
        say.print(
            f"{len(different)} of {groups} groups differ from the plain count, {different[0]} first.", markup=False
        )
        raise typer.Exit(frame.FAILED)
    say.print(f"All {groups} groups equal the plain count of the same rows.")
