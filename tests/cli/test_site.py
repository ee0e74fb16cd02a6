"""A site from the command line: begun, served by real processes, exported, watched, cosigned, and ended."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import founding
from tests.habits.tree import ROOT
from tests.keyholder.played import keyholder
from tests.ports import free_port
from tests.postgres import VARIABLE
from undersign.protocol.encoding import Document, b64, encode, unb64
from undersign.protocol.signatures import public_key
from undersign.verifier.folder import Folder
from undersign.verifier.report import verify
from undersign.web.home import Home

ORIGIN = "cli.example/undersign"
POSTGRES = os.environ.get(VARIABLE, "")
APPEND = """
import json, os, sys
from pathlib import Path
from undersign.web import start
start.ready(Path(os.environ["UNDERSIGN_HOME"]))
from undersign.web.record import actions
actions.append(sys.argv[1], json.loads(sys.argv[2]))
"""
TURN_BACK = """
import os
from pathlib import Path
from undersign.web import start
start.ready(Path(os.environ["UNDERSIGN_HOME"]))
from undersign.web.record.models import Tick, Tree
Tick.objects.update(tick=1)
Tree.objects.update(last_tick=1)
"""
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n"
Run = Callable[..., subprocess.CompletedProcess[str]]


def database(home: Path) -> str:
    """Return the name of the PostgreSQL database of the site in a folder."""
    return f"site_{hashlib.sha256(str(home).encode()).hexdigest()[:16]}"


def on_postgres(statement: str) -> None:
    """Have the server do something, where these tests run on PostgreSQL."""
    import psycopg  # noqa: PLC0415 - only where the tests run on PostgreSQL

    if POSTGRES:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(statement)


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a site on a database of its own: a SQLite file, or on PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if POSTGRES:
        kept["DATABASE_URL"] = f"{POSTGRES.rsplit('/', 1)[0]}/{database(home)}"
    return {**kept, "UNDERSIGN_HOME": str(home), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}


def run(home: Path, *arguments: object, module: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command, or a program of our own, in a process of its own."""
    start = ["-m", "undersign.cli.main"] if module else ["-c"]
    command = [sys.executable, *start, *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - our own command
        command, env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def init(home: Path, port: int = 8000, *more: str) -> subprocess.CompletedProcess[str]:
    """Begin a site."""
    options = ["--origin", ORIGIN, "--address", f"http://localhost:{port}", "--title", "Cli", "--tick-seconds", "1"]
    return run(home, "host", "init", home, *options, *more)


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """Begin a site once; give its folder, its port and what was said."""
    home, port = tmp_path_factory.mktemp("begun") / "site", free_port()
    on_postgres(f"CREATE DATABASE {database(home)}")
    ended = init(home, port, "--rehearsal")
    assert ended.returncode == 0, ended.stderr
    return home, port, ended.stdout


@pytest.fixture
def home(new_site: tuple[Path, int, str], tmp_path: Path) -> Path:
    """Give a copy of it."""
    copy = tmp_path / "site"
    on_postgres(f"CREATE DATABASE {database(copy)} TEMPLATE {database(new_site[0])}")
    return shutil.copytree(new_site[0], copy)


def get(port: int, path: str) -> bytes:
    """Return what the site answers."""
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=10) as answer:
        data: bytes = answer.read()
        return data


class Served:
    """A site that runs."""

    def __init__(self, home: Path, port: int, *more: str) -> None:
        self.home, self.port = home, port
        self.address = f"http://localhost:{port}"
        command = [sys.executable, "-m", "undersign.cli.main", "serve", "--port", str(port), "--workers", "1", *more]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment(home), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def wait(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, self.process.communicate()[0]
            try:
                if condition():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        pytest.fail("the site did not come that far")

    def size(self) -> int:
        """Return how many ticks the record has."""
        return int(get(self.port, "/record/checkpoint").splitlines()[1])

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Tell it to end; return how it ended and what it said."""
        self.process.send_signal(number)
        said = self.process.communicate(timeout=60)[0]
        return self.process.returncode, said


@pytest.fixture
def served(home: Path, new_site: tuple[Path, int, str]) -> Iterator[Served]:
    """Serve it."""
    site = Served(home, new_site[1])
    try:
        site.wait(lambda: site.size() > 0)
        yield site
    finally:
        if site.process.poll() is None:
            site.end()


def test_a_new_site_names_the_link_of_its_founding(new_site: tuple[Path, int, str]) -> None:
    home, port, said = new_site
    (link,) = [line for line in said.splitlines() if "#" in line]
    address, _, secret = link.partition("#")
    assert address == f"http://localhost:{port}/founding"
    assert unb64(secret) == (home / "secret" / "founding").read_bytes()
    assert home.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in (home / "secret").iterdir()} == {0o600}


def test_the_door_of_the_founding_has_the_key_of_the_link(home: Path) -> None:
    code = """
import os
from pathlib import Path
from undersign.web import start
start.ready(Path(os.environ["UNDERSIGN_HOME"]))
from django.utils import timezone
from undersign.web.people.models import Door
door = Door.objects.get()
print(door.kind, bytes(door.key).hex(), door.closed, round((door.closes - timezone.now()).total_seconds() / 86400))
"""
    ended = run(home, code, module=False)
    key = public_key((home / "secret" / "founding").read_bytes()).hex()
    assert ended.stdout == f"founding {key} False 30\n", ended.stderr


def test_the_founding_is_open_for_as_long_as_the_page_for_hosts_says(new_site: tuple[Path, int, str]) -> None:
    assert "Founding ends in 30 days." in new_site[2]
    assert "It is good\n   for 30 days." in (ROOT / "docs" / "host.md").read_text()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--origin", "a b"], 4),
        (["--address", "http://example.org"], 3),
        (["--address", "https://example.org/path"], 3),
        (["--title", " "], 3),
        (["--tick-seconds", "0"], 2),
    ],
)
def test_a_site_that_breaks_a_rule_is_not_made(more: list[str], code: int, tmp_path: Path) -> None:
    ended = init(tmp_path / "site", 8000, *more)
    assert (ended.returncode, "Traceback" in ended.stderr) == (code, False), ended.stderr
    assert not (tmp_path / "site").exists()


def test_a_folder_that_holds_something_is_left_alone(home: Path) -> None:
    before = {each.name: each.stat().st_mtime_ns for each in home.iterdir()}
    assert init(home).returncode == 3
    assert {each.name: each.stat().st_mtime_ns for each in home.iterdir()} == before


@pytest.mark.parametrize("reader", ["public", "members", "keyholders"])
def test_an_export_of_a_site_verifies(reader: str, home: Path, tmp_path: Path) -> None:
    ended = run(home, "host", "export", home, tmp_path / "out", "--for", reader)
    assert ended.returncode == 0, ended.stderr
    assert "FAIL" not in {verdict.outcome for _, verdict in verify(tmp_path / "out")}
    assert Folder(tmp_path / "out").about()["for"] == reader
    again = run(home, "host", "export", home, tmp_path / "out", "--for", reader)
    inside = run(home, "host", "export", home, home / "out", "--for", reader)
    assert (again.returncode, inside.returncode) == (3, 3)


def test_a_site_without_who_is_behind_it_is_not_served(home: Path) -> None:
    (home / "who.toml").unlink()
    ended = run(home, "serve")
    assert (ended.returncode, "who.toml" in ended.stderr) == (3, True)


def test_a_folder_that_is_no_site_is_not_served(tmp_path: Path) -> None:
    ended = run(tmp_path, "serve", "--home", tmp_path)
    assert (ended.returncode, "is not a site" in ended.stderr) == (3, True)


def test_a_database_of_an_older_version_is_not_served(home: Path) -> None:
    (home / "undersign.sqlite3").unlink(missing_ok=True)
    on_postgres(f"DROP DATABASE {database(home)}")
    on_postgres(f"CREATE DATABASE {database(home)}")
    ended = run(home, "serve")
    assert (ended.returncode, "older than this version" in ended.stderr) == (3, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_site_ticks_until_it_is_told_to_end_and_logs_no_request(number: int, served: Served) -> None:
    first = served.size()
    served.wait(lambda: served.size() > first + 1)
    for path in ("/", "/nowhere-at-all", "/record/tile/0/000.p/9999"):
        with pytest.raises(OSError, match="404") if path != "/" else open(os.devnull):  # noqa: PTH123 - no context
            get(served.port, path)
    with socket.create_connection(("127.0.0.1", served.port)) as odd:
        odd.sendall(b"GET /secret-path HTTP/9.9\r\nX\x00: y\r\n\r\n")
        odd.recv(1000)
    code, said = served.end(number)
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == ["The", "Serving"]
    with pytest.raises(OSError, match="refused"):
        get(served.port, "/")


def test_a_site_that_runs_is_neither_upgraded_nor_served_again(home: Path, served: Served) -> None:
    for command, why in ((["host", "upgrade", home], "Stop it, then upgrade it"), (["serve"], "Another command")):
        ended = run(home, *command)
        assert (ended.returncode, why in ended.stderr) == (3, True)
    assert served.end()[0] == 0
    (home / "backup-recipients.txt").write_text(RECIPIENT)
    assert run(home, "host", "upgrade", home).returncode == 0


def test_a_record_that_rested_for_long_waits_for_somebody_who_knows_the_time(
    home: Path, new_site: tuple[Path, int, str]
) -> None:
    assert run(home, TURN_BACK, module=False).returncode == 0
    ended = run(home, "serve")
    assert (ended.returncode, "--after-a-pause" in ended.stderr) == (3, True)
    site = Served(home, new_site[1], "--after-a-pause")
    site.wait(lambda: site.size() > 1)
    assert site.end()[0] == 0


def test_a_rehearsal_with_a_clock_that_was_moved_starts_again(home: Path, served: Served) -> None:
    Home(home).move_clock(3 * 86_400)
    before = served.size()
    served.wait(lambda: served.size() > before)
    assert served.end()[0] == 0
    again = Served(home, served.port)
    again.wait(lambda: again.size() > before + 1)
    assert again.end()[0] == 0


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def silent(port: int) -> bool:
    """Return whether nobody answers at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_no_part_of_a_site_goes_on_alone_when_the_command_is_killed(served: Served) -> None:
    parts = children(served.process.pid)
    assert len(parts) == 2
    served.end(signal.SIGKILL)
    until = time.monotonic() + 30
    while time.monotonic() < until and (
        not silent(served.port) or any(Path(f"/proc/{each}").exists() for each in parts)
    ):
        time.sleep(0.1)
    assert silent(served.port)
    assert not any(Path(f"/proc/{each}").exists() for each in parts)


@pytest.mark.parametrize("part", [0, 1], ids=["web server", "clock"])
def test_a_site_ends_when_a_part_of_it_is_killed(part: int, served: Served) -> None:
    os.kill(children(served.process.pid)[part], signal.SIGKILL)
    said = served.process.communicate(timeout=60)[0]
    assert (served.process.returncode, "A part of the site ended by itself" in said) == (3, True)
    assert silent(served.port)


def test_files_are_entered_once(home: Path, served: Served) -> None:
    served.end()
    again = Served(home, served.port)
    again.wait(lambda: again.size() > 0)
    assert again.end()[1].splitlines() == [f"Serving {served.address} on http://127.0.0.1:{served.port}"]


def meeting_file(path: Path) -> Path:
    """Write what a key meeting ends with."""
    held = founding.meeting()
    signed = [b64(each) for each in held.signed]
    document: Document = {"v": 1, "kind": "meeting", "ceremony": held.ceremony.document}
    path.write_bytes(encode({**document, "transcript": held.transcript, "signatures": signed}) + b"\n")
    return path


def test_a_served_site_is_watched_and_witnessed(served: Served, tmp_path: Path) -> None:
    watched = run(served.home, "watch", served.address, "--once")
    assert watched.returncode == 0, watched.stderr
    team = meeting_file(tmp_path / "team")
    refused = run(served.home, "host", "add", served.home, team)
    assert (refused.returncode, "other founders" in refused.stderr) == (4, True)
    entry = json.dumps([founding.founding(ORIGIN)])
    assert run(served.home, APPEND, "host", entry, module=False).returncode == 0
    added = run(served.home, "host", "add", served.home, team)
    assert (added.returncode, "the keyholders' team" in added.stdout) == (0, True), added.stderr
    before = served.size()
    served.wait(lambda: served.size() > before + 1)
    for index in (1, 2):
        own = keyholder(tmp_path / f"keyholder{index}", index)
        ended = run(served.home, "keyholder", "run", own.path, served.address, "--once")
        assert (ended.returncode, "Checked and cosigned" in ended.stdout) == (0, True), ended.stderr
        assert (own.path / "mirror" / "books" / "members" / "leaves").stat().st_size in (
            32,
            160,
        )  # its first, and 4 keys
    out = tmp_path / "out"
    assert run(served.home, "host", "export", served.home, out, "--for", "keyholders").returncode == 0
    assert "FAIL" not in {verdict.outcome for _, verdict in verify(out)}


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"kind":"issuing_key","v":1}\n'])
def test_a_site_takes_in_nothing_but_a_team(data: bytes, home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    ended = run(home, "host", "add", home, tmp_path / "file")
    assert (ended.returncode, "not the team of a key meeting" in ended.stderr) == (3, True)
