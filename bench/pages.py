"""`pages`: how many pages a second the site answers, as a share of a bare Django page served the same way.

Both databases, 1, 10 and 50 readers at a time; compressed bytes and requests of a first visit; memory.
"""

from __future__ import annotations

import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.frame import CannotRun, figure, finish, machine, say
from bench.readers import Load, read_for
from tests import postgres

ROOT = Path(__file__).parents[1]
SECONDS = 3.0
READERS = (1, 10, 50)
BARE_PORT, PORT = 8611, 8612
ADDRESS = f"http://localhost:{PORT}"
PAGES = ["/", "/who", "/what-can-go-wrong", "/how-to-come-in", "/sign-in", "/join", "/record"]
FETCHED = re.compile(r'(?:src|href)="(/client/[^"]+)"')
IMPORTED = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')
START_SECONDS = 60
FILL = (
    "import sys; from undersign.rehearsal import site; site.fill(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))"
)


def run(arguments: list[str]) -> None:
    """Measure the bare page, then the site on each database, and print the line."""
    if arguments:
        raise CannotRun("it takes no argument")
    say(machine())
    with ExitStack() as stack:
        command = ["-m", "granian", "--interface", "wsgi", "bench.bare:application", "--workers", "2"]
        options = ["--port", str(BARE_PORT), "--blocking-threads", "4", "--http", "1", "--log-level", "error"]
        stack.enter_context(running([*command, *options], f"http://localhost:{BARE_PORT}/", {}))
        bare = _loads("bare", f"http://localhost:{BARE_PORT}", ["/"])
    figures = {}
    for name in ("sqlite", "postgres"):
        with ExitStack() as stack:
            loads = _site(name, stack)
            figures[f"ratio_{name}"] = figure(
                statistics.geometric_mean(loads[n].per_second / bare[n].per_second for n in READERS)
            )
    finish("pages", figures)


def _loads(name: str, address: str, paths: list[str]) -> dict[int, Load]:
    found = {}
    for readers in READERS:
        load = found[readers] = read_for(SECONDS, readers, address, paths)
        times = f"median {load.median_ms:.1f} ms, 95th percentile {load.p95_ms:.1f} ms"
        say(f"{name}, {readers} readers: {load.per_second:.0f} pages a second, {times}")
    return found


def _site(name: str, stack: ExitStack) -> dict[int, Load]:
    home = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "site"
    environment = {"UNDERSIGN_HOME": str(home)}
    if name == "postgres":
        try:
            environment["DATABASE_URL"] = stack.enter_context(postgres.started())
        except postgres.NoPostgres as problem:
            raise CannotRun(str(problem)) from None
    cli = ["-m", "undersign.cli.main"]
    settings = ["--origin", "bench.example/pages", "--address", ADDRESS, "--title", "Bench", "--rehearsal"]
    _run([*cli, "host", "init", str(home), *settings], environment)
    server = stack.enter_context(running([*cli, "serve", "--port", str(PORT)], f"{ADDRESS}/health", environment))
    founding = (home / "secret" / "founding").read_bytes().hex()
    _run(["-c", FILL, ADDRESS, "bench.example/pages", founding], environment)
    loads = _loads(name, ADDRESS, PAGES)
    say(f"{name}: {_memory(server) / 1e6:.0f} MB in all processes")
    if name == "sqlite":
        for path in PAGES:
            requests, size = _first_visit(path)
            say(f"{path}: {requests} requests, {size / 1000:.1f} kB compressed")
    return loads


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *command], check=False, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    if done.returncode:
        raise CannotRun(f"{command[:3]} ended with exit code {done.returncode}")


@contextmanager
def running(command: list[str], address: str, environment: dict[str, str]) -> Iterator[int]:
    """Run a server until the end; give its process id once it answers."""
    server = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *command], cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _wait(address)
        yield server.pid
    finally:
        server.terminate()
        server.wait(60)


def _wait(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return  # it answers, if only that it has another name
        except OSError:
            time.sleep(0.2)
    raise CannotRun(f"nothing answers at {address}")


def _memory(process: int) -> int:
    """Return the bytes of memory of a process and all below it, each page shared among them counted once."""
    rollup = Path(f"/proc/{process}/smaps_rollup")
    own = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE) if rollup.exists() else None
    children = [Path(each).read_text().split() for each in Path(f"/proc/{process}/task").glob("*/children")]
    return (int(own[1]) * 1024 if own else 0) + sum(_memory(int(child)) for found in children for child in found)


def _first_visit(path: str) -> tuple[int, int]:
    """Return how many requests a first visit takes, and their bytes as a phone gets them."""
    sizes: dict[str, int] = {}
    waiting = [path]
    while waiting:
        at = waiting.pop()
        if at in sizes:
            continue
        data, sizes[at] = _compressed(at)
        text = data.decode()
        waiting += FETCHED.findall(text) if at == path else []
        if at.endswith(".js"):
            folder = Path(at).parent
            waiting += [os.path.normpath(folder / name) for name in IMPORTED.findall(text)]
    return len(sizes), sum(sizes.values())


def _compressed(path: str) -> tuple[bytes, int]:
    """Return what stands at a path, and its bytes as the site compresses them, or else as a proxy does."""
    asked = urllib.request.Request(ADDRESS + path, headers={"Accept-Encoding": "br"})  # noqa: S310 - our own server
    with urllib.request.urlopen(ADDRESS + path, timeout=10) as answer:  # noqa: S310 - the same
        data = answer.read()
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - the same
        found = answer.read()
        return data, len(found if answer.headers["Content-Encoding"] else gzip.compress(found, 6))
