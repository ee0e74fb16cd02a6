"""undersign host, for a site: begin one, export its record, take in the team of a key meeting."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli.frame import guarded, say
from undersign.host import intake
from undersign.host.files import HostProblem, write_atomically
from undersign.protocol.encoding import decode, read
from undersign.protocol.errors import Refused
from undersign.web import home as homes
from undersign.web.home import Home
from undersign.web.stewards import who


def is_site(path: Path) -> bool:
    """Return whether a folder is the home of a site."""
    return (path / "site.toml").is_file()


@guarded
def init(  # noqa: PLR0913 - the options of the command
    home: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    origin: Annotated[str, typer.Option(help="The name of the record, such as example.org/undersign.")],
    address: Annotated[str, typer.Option(help="Where people reach the site, such as https://example.org.")],
    title: Annotated[str, typer.Option(help="What the site is called on its pages.")],
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="Everything on it is made up. For trying out only.")
    ] = False,
    tick_seconds: Annotated[int, typer.Option(min=1, max=86400, help="How far apart ticks of the record are.")] = 60,
) -> None:
    """Make a new site: its folder, its database, its record, and the link for those who found it."""
    settings = {"origin": origin, "address": address, "title": title}
    found = homes.create(home, {**settings, "rehearsal": rehearsal, "tick_seconds": tick_seconds})
    try:
        days, secret = _begin(home)
    except BaseException:
        shutil.rmtree(home)
        raise
    say.print(f"Made the site {title} with the record {origin} in {home}.", markup=False)
    say.print(f"Founding ends in {days} days. Give this link to the founders, when they sit together:")
    say.print(f"{found.address}/founding#{secret}", markup=False)
    if not rehearsal:
        say.print(f"Now say in {home / who.FILE} who is behind the site.", markup=False)
    say.print(f"Start it: undersign serve --home {home}", markup=False)


def _begin(path: Path) -> tuple[int, str]:
    """Fill the database of a new site, in one transaction once its tables are there.

    Return for how many days the founding is open, and the secret of its link.
    """
    from undersign.web import start  # noqa: PLC0415 - only the commands that need it load Django

    found = start.ready(path)
    start.migrate()
    from django.db import transaction  # noqa: PLC0415 - models exist once Django is ready

    from undersign.web.people.founding.actions import FOUNDING_DAYS, open_founding  # noqa: PLC0415 - the same
    from undersign.web.record import actions  # noqa: PLC0415 - the same

    words = who.made_up() if found.rehearsal else who.template()
    write_atomically(path / who.FILE, words.encode())
    with transaction.atomic():
        actions.begin()
        actions.tick(time.time())
        return FOUNDING_DAYS, open_founding()


def _ready(path: Path) -> Home:
    from undersign.web import start  # noqa: PLC0415 - only the commands that need it load Django

    found = start.ready(path)
    start.check_migrated()
    return found


def export(path: Path, out: Path, reader: str) -> int:
    """Write the export of a site's record; return how many books it holds."""
    if path.resolve() in out.resolve().parents:
        raise HostProblem(f"{out} lies inside the site's own folder. Nothing was changed. Choose another place.")
    _ready(path)
    from undersign.web.record import exports  # noqa: PLC0415 - models exist once Django is ready

    return exports.export(out, reader)


def taker(path: Path) -> Callable[[bytes], str]:
    """Return what takes in a file that keyholders wrote, and says what it was."""
    _ready(path)
    return _take_in


def _take_in(data: bytes) -> str:
    from undersign.web.record import actions  # noqa: PLC0415 - models exist once Django is ready

    try:
        document = decode(data.removesuffix(b"\n"))
    except Refused:
        document = {}
    if document.get("kind") != "meeting":
        raise HostProblem("The file is not the team of a key meeting. Nothing was changed.")
    given = read(document, intake.MEETING)
    ceremony = actions.add_team(given["ceremony"], given["transcript"], given["signatures"])
    return f"the keyholders' team: {ceremony.n} keyholders, of whom {ceremony.t} open. It counts from the next tick on"
