"""The record under real processes on a real database file: killed at any moment, writing side by side, without room."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.habits.tree import ROOT

HEAD = """
import os, sys, time, resource
from pathlib import Path
from undersign.web import start
start.ready(Path(os.environ["UNDERSIGN_HOME"]))
from undersign.web.record import access, actions, audit
"""
WRITER = """
who, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    entries = [{"v": 1, "kind": "test", "who": who, "number": number, "half": half} for half in (0, 1)]
    actions.append("members", entries)
    print(number, flush=True)
    if number % 3 == 0:
        actions.tick(time.time() + 60 * number)
"""
READER = """
checkpoint = audit.audit()
book = access.book("members")
for leaf in access.leaves("members", 1, book.size):
    entry = __import__("json").loads(bytes(leaf.entry))
    print(entry["who"], entry["number"], entry["half"])
"""
LIMIT = """
size = max(path.stat().st_size for path in Path(os.environ["UNDERSIGN_HOME"]).iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, size + 100_000))
"""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a site of its own, on its own SQLite file."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "UNDERSIGN_HOME": str(home), "PYTHONPATH": str(ROOT)}


def started(home: Path, code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program on a site."""
    command = [sys.executable, "-c", HEAD + code, *map(str, arguments)]
    return subprocess.Popen(  # noqa: S603 - our own program
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return how a program ended, what it printed and what it complained of."""
    said, complaint = process.communicate(timeout=120)
    return process.returncode, said, complaint


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a site."""
    home = tmp_path_factory.mktemp("sites") / "site"
    options = ["--origin", "a.example/r", "--address", "http://localhost", "--title", "A", "--rehearsal"]
    command = [sys.executable, "-m", "undersign.cli.main", "host", "init", str(home), *options]
    subprocess.run(command, env=environment(home), check=True, cwd=ROOT, capture_output=True)  # noqa: S603 - our own
    return home


@pytest.fixture
def home(new_site: Path, tmp_path: Path) -> Iterator[Path]:
    """Give a copy of it."""
    yield shutil.copytree(new_site, tmp_path / "site")
    shutil.rmtree(tmp_path / "site")


def written(home: Path) -> list[tuple[str, int, int]]:
    """Return what stands in the members' book, once the whole record was computed again."""
    code, said, complaint = ended(started(home, READER))
    assert code == 0, complaint
    return [(who, int(number), int(half)) for who, number, half in (line.split() for line in said.splitlines())]


def test_a_killed_writer_loses_nothing_that_was_acknowledged(home: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    for turn in range(4):
        writer = started(home, WRITER, f"w{turn}", 10_000)
        assert writer.stdout
        acknowledged = [int(writer.stdout.readline())]
        time.sleep(chance.random() / 2)
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.communicate()[0].splitlines(keepends=True) if line[-1] == "\n"]
        mine = [each for each in written(home) if each[0] == f"w{turn}"]
        whole = len(mine) // 2
        assert mine == [(f"w{turn}", number, half) for number in range(whole) for half in (0, 1)]
        assert acknowledged == list(range(len(acknowledged)))
        assert len(acknowledged) <= whole <= len(acknowledged) + 1


def test_two_writers_at_once_both_get_everything_in(home: Path) -> None:
    writers = [started(home, WRITER, who, 40) for who in ("a", "b")]
    for writer in writers:
        code, _, complaint = ended(writer)
        assert code == 0, complaint
    found = written(home)
    assert len(found) == 160
    for who in ("a", "b"):
        assert [each for each in found if each[0] == who] == [(who, n, half) for n in range(40) for half in (0, 1)]
    for first, second in zip(found[::2], found[1::2], strict=True):
        assert first[:2] == second[:2]


def test_a_full_disk_keeps_what_was_acknowledged_and_the_record_goes_on(home: Path) -> None:
    code, said, complaint = ended(started(home, LIMIT + WRITER, "full", 10_000))
    assert (code, "OperationalError" in complaint) == (1, True)
    acknowledged = [int(line) for line in said.splitlines()]
    assert acknowledged
    found = written(home)
    assert len(found) // 2 in {len(acknowledged), len(acknowledged) + 1}
    assert found == [("full", number, half) for number in range(len(found) // 2) for half in (0, 1)]
    assert ended(started(home, WRITER, "after", 2))[0] == 0
    assert written(home)[-1] == ("after", 1, 1)
