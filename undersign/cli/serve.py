"""undersign serve: the site and the clock of its record, until they are told to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem, locked
from undersign.web import client, home

GRACE_SECONDS: Final = 30
LOOK_SECONDS: Final = 0.2


@guarded
def serve(
    site: Annotated[
        Path, typer.Option("--home", envvar=home.ENVIRONMENT, help="The site's folder.", show_default=True)
    ] = Path(home.DEFAULT),
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on 127.0.0.1.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 2,
    *,
    after_a_pause: Annotated[
        bool, typer.Option("--after-a-pause", help="Go on with a record that rested for over 30 days.")
    ] = False,
) -> None:
    """Serve the site on this machine, and tick its record. A web server for the network stands before it.

    No request is ever logged.
    """
    _check_client()
    from undersign.web import start  # noqa: PLC0415 - only this command and host need Django

    found = start.ready(site)
    with locked(found.lock):
        _serve(found, port, workers, after_a_pause=after_a_pause)


def _serve(found: home.Home, port: int, workers: int, *, after_a_pause: bool) -> None:
    from undersign.web import start  # noqa: PLC0415 - only this command and host need Django

    start.check_migrated()
    start.check_who(found)
    from undersign.web.record import actions, clock  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.stewards.actions import publish_who  # noqa: PLC0415 - the same

    if after_a_pause:
        actions.tick(found.now())
    if doubt := clock.odd(found.now()):
        raise HostProblem(
            f"The clock of this machine may be wrong: {doubt}. Nothing was started. Set the clock; if it is right and "
            "the site rested that long, start with --after-a-pause."
        )
    publish_who()
    if actions.note_client(client.listing()):
        say.print(f"The record now names the files of version {client.version()}.")
    from django.db import connections  # noqa: PLC0415 - the same

    connections.close_all()
    say.print(f"Serving {found.address} on http://127.0.0.1:{port}", markup=False)
    _run_both([["undersign.web.serving", str(port), str(workers)], ["undersign.web.record.clock"]])


def _check_client() -> None:
    """Raise HostProblem unless what browsers get was made, from what is here now."""
    stated = (client.FOLDER / "vendor.sha256").read_text().splitlines()
    found = client.files()
    for hashed, name in (line.split("  ") for line in stated):
        if name in found and found[name].hex() != hashed:
            raise HostProblem(f"client/{name} is not what client/vendor.sha256 states. Run bin/setup again.")
        if name.endswith(".js") and name not in found:
            raise HostProblem(f"client/served/{name} is missing. Run bin/setup first.")
    if changed := client.changed():
        raise HostProblem(f"client/served was made before client/{changed[0]} was changed. Run bin/setup again.")


def _run_both(modules: Sequence[Sequence[str]]) -> None:
    """Run modules side by side until one of them ends or this process is told to; then end all of them."""
    told: list[int] = []
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, _frame: told.append(number))
    running = [subprocess.Popen([sys.executable, "-m", *module], start_new_session=True) for module in modules]  # noqa: S603 - our own modules
    try:
        while not told and all(process.poll() is None for process in running):
            time.sleep(LOOK_SECONDS)
    finally:
        end(running)
    if not told:
        raise HostProblem("A part of the site ended by itself, so all of it was stopped. It may have said why above.")


def end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    """End processes, all within the same GRACE_SECONDS: whoever ends the site waits a little longer than that."""
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its own processes, if it was killed before it could end them
