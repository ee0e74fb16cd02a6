"""undersign host living-wages: the living wages that a site shows on its pay check, checked before they are taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem, locked, write_atomically
from undersign.reference import living_wages as table
from undersign.reference.errors import BrokenFile
from undersign.web.home import Home


@guarded
def living_wages(
    home: Annotated[Path, typer.Argument(help="The site's folder.")],
    file: Annotated[Path | None, typer.Argument(help="A CSV table; docs/host.md names its columns.")] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take the table away.")] = False,
) -> None:
    """Check a table of living wages and let the site show it, at once and without a restart.

    What is broken is refused, and the table that was there before stays.
    """
    if (file is None) != remove:
        raise typer.BadParameter("give a file or --remove, one of the two", param_hint="FILE")
    Home(home).settings  # noqa: B018 - says so if this is no site
    kept = home / table.FILE
    with locked(home / f".lock-{table.FILE}"):
        if file is not None:
            data = _read(file)
            rows = _checked(data, file.name)
            write_atomically(kept, data)
            say.print(f"{len(rows)} living wages stand on the site now.")
        elif kept.exists():
            kept.unlink()
            say.print("The table was taken away. The site shows no living wage now.")
        else:
            raise HostProblem("There is no table of living wages here. Nothing was changed.")


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise HostProblem(f"There is no file {file}. Nothing was changed.")
    return file.read_bytes()


def _checked(data: bytes, name: str) -> tuple[table.LivingWage, ...]:
    try:
        rows = table.parse(data, name)
    except BrokenFile as problem:
        raise HostProblem(f"{problem} Nothing was changed.") from None
    late = next((row for row in rows if row.as_of > date.today()), None)  # noqa: DTZ011 - the day where the host is
    if late is not None:
        raise HostProblem(f"{name}: as_of is {late.as_of} for {late.place}, a day to come. Nothing was changed.")
    return rows
