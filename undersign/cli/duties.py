"""undersign host duties: which tasks the pages count as inside or outside the role."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import site
from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem, write_atomically
from undersign.reference import duties as lists


@guarded
def duties(
    home: Annotated[Path, typer.Argument(help="The site's folder.")],
    file: Annotated[
        Path | None, typer.Argument(help="Your own list, checked before it takes the other's place.")
    ] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Go back to the list that comes with Undersign.")] = False,
    print_list: Annotated[bool, typer.Option("--print", help="Print the list that holds now, to change it.")] = False,
) -> None:
    """Say which tasks are inside and outside the role on this site: take a list, print it, or go back."""
    if [file is not None, remove, print_list].count(True) != 1:
        raise typer.BadParameter("give a FILE, or --remove, or --print", param_hint="FILE")
    if not site.is_site(home):
        raise HostProblem(f"{home} is not a site. Nothing was changed.")
    own = home / lists.OWN_FILE
    if file is not None:
        _take(file, own)
    elif remove:
        was_there = own.exists()
        own.unlink(missing_ok=True)
        say.print("The list that comes with Undersign holds again." if was_there else "There was no list of your own.")
    else:
        say.print(_written(home), markup=False, end="")


def _take(file: Path, own: Path) -> None:
    found = lists.read_own(file)
    write_atomically(own, file.read_bytes())
    outside = sum(one.role == "out" for one in found)
    say.print(f"Pages now show these {len(found)} tasks, {outside} of them outside the role.")
    say.print("Tasks that people marked before and that the list no longer has count as not marked.")


def _written(home: Path) -> str:
    from undersign.web import start  # noqa: PLC0415 - only the commands that need it load Django

    start.ready(home)
    from undersign.web.alone import duties as shown  # noqa: PLC0415 - the same

    return shown.written(home)
