"""undersign keyholder approve | withdrawal | status: what the program needs its person for, and how it stands."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.ceremony import Own
from undersign.cli.frame import guarded, say
from undersign.keyholder import asked, handed, page
from undersign.keyholder import status as standing
from undersign.keyholder.keys import KeyholderFolder


@guarded
def approve(
    keyholder: Own,
    box: Annotated[str, typer.Argument(help="The first digits of the demand's id; needed if several wait.")] = "",
    at: Annotated[str, typer.Option(help='"21:00", or "2026-12-01 21:00"; when its time is over if left out.')] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take your approval back.")] = False,
) -> None:
    """Approve that the names of a demand open, from some time on and if the rule is met. It can be said beforehand."""
    own = KeyholderFolder(keyholder)
    found = asked.find(own, box)
    if withdraw:
        asked.take_back(own, found)
        say.print(frame.plain(f"Taken back. Without you, your program does not open: {found.title}"), markup=False)
        return
    start = asked.approve(own, found, asked.read_time(at, time.time()) if at else None)
    say.print(frame.plain(f"Approved: {found.title}"), markup=False)
    say.print(f"The names open at {standing.when(start)} or after, if the rule is met.", markup=False)


@guarded
def withdrawal(
    keyholder: Own,
    file: Annotated[Path, typer.Argument(help="The file that somebody saved on the page of their receipt.")],
) -> None:
    """Keep a withdrawal that somebody hands to you. Your program then opens nothing that passes over it.

    It goes on to the site as well, now and at each round. The command can be given again at any time.
    """
    own = KeyholderFolder(keyholder)
    with file.open("rb") as given:
        data = given.read(handed.FILE_MOST + 1)
    for each in handed.take(own, data, time.time()).sentences():
        say.print(frame.plain(each), markup=False)


@guarded
def status(keyholder: Own) -> None:
    """Say how the program stands, what it is asked to open, and why that is or is not allowed."""
    own = KeyholderFolder(keyholder)
    for each in standing.about(own):
        say.print(frame.plain(each), markup=False)
    for box in standing.boxes(own):
        say.print(frame.plain(f"\n{box.kind} {box.box[:16]}: {box.title}"), markup=False)
        for each in standing.about_box(own, box):
            say.print(frame.plain(f"  {each}"), markup=False)
    if link := page.link_of(own):
        say.print(f"\nThe program's page, for one browser: {link}", markup=False)
