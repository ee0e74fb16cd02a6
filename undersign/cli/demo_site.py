"""The second half of the demo: a site on this machine with a small made-up network, to look around in."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from undersign.cli import site
from undersign.cli.frame import say
from undersign.rehearsal import evening, programs, serving
from undersign.rehearsal import site as made_up
from undersign.web import home as homes

ORIGIN: Final = "demo.example/undersign-site"
PORTS: Final = range(8000, 8050)


@contextmanager
def served(path: Path, port: int) -> Iterator[str]:
    """Make a site in a folder that does not exist yet and serve it; give its address. It ends afterwards."""
    address = f"http://localhost:{port}"
    site.init(path, ORIGIN, address, "Harbor peers", rehearsal=True, tick_seconds=5)
    module = ["undersign.cli.main", "serve", "--home", str(path), "--port", str(port)]
    with serving.serving(module, address, {**os.environ, homes.ENVIRONMENT: str(path)}):
        yield address


def _fill(stack: ExitStack, path: Path, address: str) -> str:
    """Make the network, its keyholders and a demand; return Ana's twelve words. The keyholders' programs go on."""
    home = homes.Home(path)
    home.move_clock(0)
    made = made_up.fill(address, ORIGIN, home.secret("founding"))
    people = programs.meet(path.with_name("keyholders"), address, made.founders)
    stack.enter_context(programs.running(people, address, home.clock))
    evening.one_short(made.phones, people, evening.Site(home.now, home.move_clock))
    return made.words


def show(path: Path, *, stay: bool) -> None:
    """Make the network, say where to look, and serve it until Ctrl-C; without `stay` it only tries all this.

    Whoever ends this program or closes its terminal ends the site and the keyholders' programs with it.
    """
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.default_int_handler)
    with ExitStack() as stack:
        address = stack.enter_context(served(path, serving.free_port(PORTS)))
        words = _fill(stack, path, address)
        say.print(f"\nA made-up network is at {address}. Open it in a browser on this machine.", markup=False)
        say.print("Four pages need no account: Check my pay, My hours, Where can I take this?, Your rights.")
        say.print(f'You are "Ana". Choose Sign in and type these words:\n  {words}', markup=False)
        say.print("A demand is one signature short: My page, Demands and drafts. Sign it, then move the clock there.")
        if not stay:
            say.print("Nobody watches this terminal, so the site ends now. With --stay it goes on until Ctrl-C.")
            return
        say.print("It runs until you press Ctrl-C.")
        try:
            while True:  # not signal.pause(): a signal that comes just before it would wait with it
                time.sleep(1)
        except KeyboardInterrupt:
            say.print("The site has ended.")
