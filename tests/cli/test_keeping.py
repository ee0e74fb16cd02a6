"""`undersign host check` and `undersign host install`, run for real on a site that is whole and on broken ones."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.test_site import run
from undersign.protocol.signatures import public_key

ADDRESS = "https://kept.example"
KEY = public_key(bytes(31) + b"\x05").hex()
WHO = f"""
contact = "PO Box 1"
law = "New York"
source = "Shelf 3"
no_funders = true
[[steward]]
nickname = "Ida"
key = "{KEY}"
job = "Retired"
employer_kind = "none"
did_peer_work = true
manages_peer_workers = false
"""
OK, BROKEN = 0, 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin a site that is no rehearsal, say who is behind it, and name a key for its backups."""
    folder = tmp_path_factory.mktemp("kept")
    home = folder / "site"
    options = ["--origin", "kept.example/u", "--address", ADDRESS, "--title", "Kept"]
    assert run(home, "host", "init", home, *options).returncode == OK
    key = run(home, "host", "backup-key", folder / "key")
    (home / "backup-recipients.txt").write_text(key.stdout.splitlines()[0] + "\n")
    (home / "who.toml").write_text(WHO)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """Give a copy of it."""
    return shutil.copytree(made, tmp_path / "site")


def files(root: Path) -> dict[Path, bytes]:
    """Return what lies below a folder."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def spoil(home: Path, how: str) -> None:
    """Break something of a site."""
    if how == "who":
        (home / "who.toml").write_text(WHO.replace('source = "Shelf 3"', 'source = ""'))
    elif how == "settings":
        (home / "site.toml").write_text((home / "site.toml").read_text() + "colour = 1\n")
    elif how == "record":
        with closing(sqlite3.connect(home / "undersign.sqlite3")) as file, file:
            file.execute("UPDATE record_leaf SET salt = x'00' WHERE number = 0")
    elif how == "database":
        with closing(sqlite3.connect(home / "undersign.sqlite3")) as file, file:
            file.execute("DELETE FROM django_migrations WHERE name LIKE '0002%'")


def test_a_site_that_is_whole_is_said_to_be(home: Path) -> None:
    before = files(home / "secret")
    ended = run(home, "host", "check", home)
    assert (ended.returncode, ended.stderr) == (OK, "")
    assert "The settings are whole, and the record is what its leaves give:\nkept.example/u\n1\n" in ended.stdout
    assert files(home / "secret") == before


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("who", "source is empty"),
        ("settings", "there is no setting colour"),
        ("record", "broken"),
        ("database", "older than this version"),
    ],
)
def test_a_site_that_is_broken_is_named(home: Path, how: str, says: str) -> None:
    spoil(home, how)
    ended = run(home, "host", "check", home)
    assert (ended.returncode, says in ended.stderr) == (BROKEN, True), ended.stderr
    assert "Traceback" not in ended.stderr
    assert how != "who" or run(home, "serve", "--home", home).returncode == BROKEN


def test_a_folder_that_is_no_site_is_not_checked(tmp_path: Path) -> None:
    ended = run(tmp_path, "host", "check", tmp_path)
    assert (ended.returncode, "is not a site" in ended.stderr) == (BROKEN, True)


def test_an_installation_names_every_file_that_it_writes_and_what_to_do_next(home: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    ended = run(home, "host", "install", home, "--root", root, "--port", 8123, "--onion")
    assert ended.returncode == OK, ended.stderr
    written = files(root)
    assert len(written) > 3
    assert {line.removeprefix("Wrote ") for line in ended.stdout.splitlines() if line.startswith("Wrote ")} == {
        str(path) for path in written
    }
    assert any(b"8123" in text for text in written.values())
    assert any(str(home).encode() in text for text in written.values())
    assert any(ADDRESS.encode() in text for text in written.values())
    _, _, steps = ended.stdout.partition("Now run, as root:\n")
    assert len([line for line in steps.splitlines() if line.startswith("  ")]) > 2
    again = run(home, "host", "install", home, "--root", root, "--port", 8123, "--onion")
    assert (again.returncode, files(root)) == (OK, written)


def test_an_installation_overwrites_nothing_and_then_writes_nothing(home: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    assert run(home, "host", "install", home, "--root", root).returncode == OK
    first, *others = sorted(files(root))
    first.write_text("mine")
    for path in others:
        path.unlink()
    ended = run(home, "host", "install", home, "--root", root)
    assert (ended.returncode, str(first) in ended.stderr.replace("\n", "")) == (BROKEN, True), ended.stderr
    assert files(root) == {first: b"mine"}


@pytest.mark.parametrize("lacking", ["who.toml", "backup-recipients.txt"])
def test_a_site_that_is_not_complete_is_not_installed(home: Path, tmp_path: Path, lacking: str) -> None:
    (home / lacking).unlink()
    ended = run(home, "host", "install", home, "--root", tmp_path / "root")
    assert (ended.returncode, lacking in ended.stderr) == (BROKEN, True), ended.stderr
    assert not (tmp_path / "root").exists()
