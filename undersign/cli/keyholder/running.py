"""undersign keyholder run | clear-alarm: the program that watches a site, cosigns, answers and opens."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.ceremony import Own
from undersign.cli.frame import guarded, say
from undersign.cli.keyholder.meeting import SiteAddress
from undersign.host.files import FolderBusy, HostProblem
from undersign.keyholder import page as pages
from undersign.keyholder import run as rounds
from undersign.keyholder import status
from undersign.keyholder.keys import Alarmed, KeyholderFolder
from undersign.keyholder.mirror import Unreachable


@guarded
def run(  # noqa: PLR0913 - the options of the command
    keyholder: Own,
    url: SiteAddress,
    once: Annotated[bool, typer.Option("--once", help="Do it once, then end. Without a page.")] = False,
    every: Annotated[int, typer.Option(min=1, max=86400, help="How many seconds to wait before the next time.")] = 60,
    page: Annotated[bool, typer.Option(help="Show a page on this computer, for you alone.")] = True,
    clock: Annotated[
        Path | None, typer.Option(help="REHEARSAL only: a file with the seconds by which the clock is ahead.")
    ] = None,
) -> None:
    """Fetch all that the site has for you, check it, cosign it, answer requests, and open what is due; then again.

    Names open only once you have approved it. Ends with 1, and keeps what it saw, if the record was rewritten or holds
    what it may not. From then on it ends with 1 at once, until somebody has cleared the alarm (clear-alarm).
    """
    own = KeyholderFolder(keyholder)
    clocks = rounds.Clocks(ahead=None if clock is None else _ahead(clock))
    with ExitStack() as stack:
        if page and not once:
            _say_link(stack.enter_context(pages.serving(own)))
        while True:
            _round(own, url, clocks, once=once)
            if once:
                return
            time.sleep(every)


def _ahead(path: Path) -> Callable[[], float]:
    """Return what reads the seconds in a file. Raises HostProblem if there are none."""

    def read() -> float:
        try:
            return float(int(path.read_text()))
        except (OSError, ValueError):
            raise HostProblem(f"{path} holds no number of seconds. Nothing was done.") from None

    return read


def _say_link(page: pages.Page) -> None:
    if sys.stdout.isatty():
        say.print(f"Your page, for one browser: {page.link}", markup=False)
    else:
        say.print(f"Your page is open. Its link: undersign keyholder status {page.own.path}", markup=False)


def _round(own: KeyholderFolder, url: str, clocks: rounds.Clocks, *, once: bool) -> None:
    """Go through one round, and say how it went."""
    try:
        _say_round(rounds.run_once(own, url, clocks))
    except (Unreachable, FolderBusy) as problem:  # a second command may be at work in the folder
        status.note_trouble(own, str(problem))
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
    keys = f" Published {found.keys} issuing keys." if found.keys else ""
    say.print(f"{what}: {found.checkpoint.size} ticks, {who}.{keys}", markup=False)


def _shout(why: str, evidence: Path) -> None:
    frame.complain.print("\a[bold red]THE RECORD IS WRONG. IT WAS NOT COSIGNED.[/bold red]")
    frame.complain.print(frame.plain(why), markup=False)
    frame.complain.print(
        f"What was seen is kept in {evidence}. From now on nothing is cosigned or opened. "
        "Call the other keyholders now, and compare what each of you has.",
        markup=False,
    )
