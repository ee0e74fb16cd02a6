"""bin/betray: you own the server, its database, keys and logs; you betray the demo's members, and see who notices."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from undersign.cli import frame
from undersign.cli.frame import FAILED, guarded, say
from undersign.host.files import HostProblem
from undersign.rehearsal.betrayals import every, outcome
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Outcome, Told

COLOURS = {Outcome.NOTICED: "green", Outcome.STOPPED: "green", Outcome.UNDETECTED: "yellow"}


@guarded
def betray(
    name: Annotated[str, typer.Argument(help="The attack to try. Without it, they are listed.")] = "",
    *,
    all_: Annotated[bool, typer.Option("--all", help="Try every one.")] = False,
    keep: Annotated[
        Path | None, typer.Option(help="A folder that does not exist yet, in which everything stays.")
    ] = None,
) -> None:
    """Attack a copy of the running demo as its host, and show who notices and how.

    Ends with 1 if nobody notices what THREAT_MODEL.md does not admit.
    """
    if not all_ and not name:
        _list()
        return
    names = list(every.ATTACKS) if all_ else [name]
    if not set(names) <= every.ATTACKS.keys():
        raise typer.BadParameter(f"one of {', '.join(every.ATTACKS)}", param_hint="NAME")
    if keep and keep.exists():
        raise HostProblem(f"{keep} exists already. Nothing was done. Choose a folder that does not exist yet.")
    with tempfile.TemporaryDirectory(prefix="betray-") as made:
        found = _tried(keep or Path(made), names)
    if any(outcome.fails(told, attack.limit) for attack, told in found):
        raise typer.Exit(FAILED)


def _tried(folder: Path, names: list[str]) -> list[tuple[Attack, Told]]:
    begun, found = time.monotonic(), []
    for attack, told in every.tried(folder, names, lambda words: say.print(words, markup=False)):
        _show(attack, told)
        found.append((attack, told))
    _show_all(found)
    say.print("With --keep FOLDER everything stays, and each command above shows what was seen.")
    say.print(f"{time.monotonic() - begun:.0f} seconds.")
    return found


def _list() -> None:
    table = Table("Attack", "What the host does", box=None)
    for attack in every.ATTACKS.values():
        table.add_row(attack.name, attack.sentence)
    say.print(table)
    say.print("bin/betray NAME tries one, bin/betray --all every one.", markup=False)


def _show(attack: Attack, told: Told) -> None:
    """Say what was done, what each witness saw, and how it ended."""
    say.print(f"\n[bold]{attack.sentence}[/bold]")
    say.print(frame.plain(told.done), markup=False)
    for sight in told.sights:
        mark = "[green]NOTICED[/green]    " if sight.noticed else "not noticed"
        say.print(f"  {mark} by {sight.witness}: ", end="")
        say.print(frame.plain(sight.how), markup=False)
        if sight.noticed and sight.command:
            say.print(f"              See it: {sight.command}", markup=False)
    say.print(outcome.last_line(attack.name, told, attack.limit), markup=False, style=_colour(attack, told))


def _colour(attack: Attack, told: Told) -> str:
    return "bold red" if outcome.fails(told, attack.limit) else COLOURS[told.outcome]


def _show_all(found: list[tuple[Attack, Told]]) -> None:
    table = Table("Attack", "Outcome", "By whom, by what, or which limit")
    for attack, told in found:
        why = told.by() or told.stopped or attack.limit
        table.add_row(attack.name, f"[{_colour(attack, told)}]{told.outcome.value}[/]", frame.plain(why))
    say.print()
    say.print(table)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(betray)

if __name__ == "__main__":
    app(prog_name="betray")
