"""`door`: envelopes that a site takes in a second, as a share of what verifying them alone would allow.

Verifying alone: as many processes as the site has workers do nothing but check_envelope and the check of the sealed
name, on documents that are parsed already. The site takes each envelope once, over HTTP, down to the disk and up to the
promise: reading and parsing the request, keeping it, signing the promise and answering count against it, and so do the
database server and the program that sends, which share its cores. Both keep to as many cores as there are workers, and
run in turn, several times; the share of a turn is that of the site over the mean of the verifying before and after it,
and the figure is the median.

What other programs took of these cores meanwhile counts against neither: verifying is divided by the seconds of a
processor that it had, and the site by the seconds in which nothing else had the cores, those included in which it
waited for the disk. On a machine that does nothing else, both are the seconds on the wall.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import processor
from bench.frame import CannotRun, figure, finish, machine, say
from bench.pages import running
from bench.senders import Phones, Sent, requests
from tests import postgres

ROOT = Path(__file__).parents[1]
PORT = 8613
WORKERS, PHONES = 2, 32
DEVICES = 1200  # of each of six: so many times six envelopes
TURNS = 6  # of the site, of which the first only warms it up
SECONDS = 2.0  # of verifying, between two turns
FILE = "signed.jsonl"


def run(arguments: list[str]) -> None:
    """Measure on both databases. One argument: other devices of each."""
    devices = int(arguments[0]) if arguments else DEVICES
    processor.keep_to(WORKERS)
    say(f"{machine()}; {6 * devices} signatures of a demand, {PHONES} phones at a time")
    figures = {}
    for name in ("sqlite", "postgres"):
        with ExitStack() as stack:
            figures[f"share_{name}"] = figure(_measure(name, devices, stack))
    finish("door", figures)


def _measure(name: str, devices: int, stack: ExitStack) -> float:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    environment = {**os.environ, "UNDERSIGN_TEST_FOLDER": str(folder), "UNDERSIGN_HOME": str(folder / "site")}
    server = None
    if name == "postgres":
        try:
            server = stack.enter_context(postgres.served())
        except postgres.NoPostgres as problem:
            raise CannotRun(str(problem)) from None
        environment["DATABASE_URL"] = environment[postgres.VARIABLE] = server.address
    _finished(_started(environment, "-m", "tests.web.boxes.filled", devices))
    serve = ["-m", "undersign.cli.main", "serve", "--port", str(PORT), "--workers", str(WORKERS)]
    site = stack.enter_context(running(serve, f"http://localhost:{PORT}/health", environment))
    waiting = list(requests(folder / FILE))
    size = -(-len(waiting) // TURNS)
    with Phones(PHONES, PORT) as phones:
        phones.send(waiting[:size])
    alone, turns = [_verified(environment, folder)], []
    for at in range(size, len(waiting), size):
        with Phones(PHONES, PORT) as phones:  # a server closes a connection on which nothing happens for long
            before = _taken(site, server)
            sent = phones.send(waiting[at : at + size])
            taken = [after - since for since, after in zip(before, _taken(site, server), strict=True)]
        turns.append(Turn(sent, *taken))
        alone.append(_verified(environment, folder))
    return _said(name, alone, turns)


@dataclass(frozen=True)
class Turn:
    """What was sent, and the seconds of a processor that all programs took meanwhile, the site, its database server."""

    sent: Sent
    busy: float
    site: float
    server: float

    @property
    def own(self) -> float:
        """What all that has a part in this took."""
        return self.site + self.server + self.sent.processor

    @property
    def others(self) -> float:
        """What all other programs took."""
        return max(0.0, self.busy - self.own)

    @property
    def per_second(self) -> float:
        """Envelopes a second, of those in which nobody else had the cores: at the least what they cost themselves."""
        return self.sent.count / max(self.sent.seconds - self.others / WORKERS, self.own / WORKERS)


def _taken(site: int, server: postgres.Server | None) -> tuple[float, float, float]:
    """Return the seconds of a processor that all, the site and its database server have taken so far."""
    return processor.busy(), processor.seconds(site), processor.seconds(server.process) if server else 0.0


def _said(name: str, alone: list[float], turns: list[Turn]) -> float:
    """Say what was found; return the median share."""
    shares = []
    for number, turn in enumerate(turns):
        allowed = statistics.mean(alone[number : number + 2])
        shares.append(turn.per_second / allowed)
        costs = {"site": turn.site, "database server": turn.server, "sender": turn.sent.processor}
        each = ", ".join(f"{who} {1000 * taken / turn.sent.count:.2f}" for who, taken in costs.items() if taken)
        took = 100 * turn.others / turn.sent.seconds / WORKERS
        say(
            f"{name}: {turn.per_second:.0f} of {allowed:.0f} a second ({turn.sent.per_second:.0f} on the wall, other "
            f"programs had {took:.0f}% of the cores); ms of a processor for one: {each}"
        )
    spent = 1000 * WORKERS / statistics.median(alone)
    say(f"{name}: shares {min(shares):.2f} to {max(shares):.2f}; verifying one alone takes {spent:.2f} ms")
    return statistics.median(shares)


def _verified(environment: dict[str, str], folder: Path) -> float:
    """Return how many envelopes a second as many processes as the site has workers verify, with a core for each."""
    what = ["-m", "bench.checked", folder / "site", folder / FILE]
    programs = [_started(environment, *what, first, WORKERS, SECONDS) for first in range(WORKERS)]
    return sum(float(_finished(each)) for each in programs)


def _started(environment: dict[str, str], *command: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *map(str, command)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def _finished(program: subprocess.Popen[str]) -> str:
    said, _ = program.communicate()
    if program.returncode:
        raise CannotRun(f"a program ended with exit code {program.returncode}")
    return said
