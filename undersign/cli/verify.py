"""undersign verify: check a folder, claim by claim, from anywhere, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem
from undersign.verifier.report import Judged, exit_status
from undersign.verifier.report import verify as check

SHORT = {"pass": "pass", "FAIL": "FAIL", "cannot be checked here": "cannot be checked here:"}


def show(judged: Sequence[Judged]) -> None:
    """Print each claim after its verdict, and the reason below."""
    for claim, verdict in judged:
        colour = {"pass": "green", "FAIL": "bold red"}.get(verdict.outcome, "yellow")
        say.print(f"[{colour}]{SHORT[verdict.outcome]}[/{colour}]  {claim.sentence}")
        if verdict.reason:
            say.print(frame.plain(f"      {verdict.reason}"), markup=False)


@guarded
def verify(
    folder: Annotated[Path, typer.Argument(help="An exported folder, or a host's folder.")],
    receipts: Annotated[Path | None, typer.Option(help="A member's receipts, to check that they were counted.")] = None,
    workers: frame.Workers = frame.CPUS,
    cluster: frame.Cluster = "",
) -> None:
    """Check every claim about a folder. Each ends in pass, FAIL, or cannot be checked here with the reason.

    Ends with 0 if nothing failed, 1 if anything did, 3 if there is no such folder.
    """
    if receipts and not receipts.is_file():
        raise HostProblem(f"There is no file {receipts}. Nothing was checked.")
    with frame.at_rest(folder), frame.workers(workers, cluster) as executor, frame.stages() as move:
        judged = check(folder, receipts, executor, move)
    show(judged)
    raise typer.Exit(exit_status(judged))
