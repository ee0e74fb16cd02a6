"""What each reader may carry away, and above all what must not be in it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from tests.rehearsed import HostAt, box_files, list_files
from undersign.host.export import HIDDEN, READERS, export
from undersign.host.files import HostProblem
from undersign.protocol.encoding import decode
from undersign.verifier.examination import examine

NEVER = {"secret", "state.json", "inbox", "rehearsal", "lock"}


def names(folder: Path) -> set[str]:
    """Return the path of every file below a folder."""
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def audiences(folder: Path) -> set[str]:
    """Return whose books stand in a folder."""
    return {each.name.partition("-")[0] for each in (folder / "books").iterdir()}


@pytest.mark.parametrize(
    ("reader", "books"),
    [
        ("public", {"host"}),
        ("members", {"host", "members", "box", "list"}),
        ("keyholders", {"host", "members", "box", "list"}),
    ],
)
@pytest.mark.parametrize("stage", ["sealed", "opened"])
def test_each_reader_gets_its_books_and_never_a_secret(
    reader: str, books: set[str], stage: str, host_at: HostAt, tmp_path: Path
) -> None:
    host, out = host_at(stage), tmp_path / "out"
    assert export(host, out, reader) == len(books)
    assert audiences(out) == books
    assert {each.name for each in out.iterdir()} == {"about.json", "record", "books"}
    assert not {part for name in names(out) for part in Path(name).parts} & NEVER
    assert decode((out / "about.json").read_bytes().strip())["for"] == reader
    found = examine(out)
    assert found.record.problems.all() == []
    assert all(box.problems.all() == [] for box in found.boxes)


@pytest.mark.parametrize("reader", READERS)
def test_no_secret_stands_in_any_file_of_an_export(reader: str, host_at: HostAt, tmp_path: Path) -> None:
    host, out = host_at("sealed"), tmp_path / "out"
    export(host, out, reader)
    secrets = [each.read_bytes() for each in (host / "secret").iterdir()]
    secrets += [each.read_bytes() for each in host.glob("rehearsal/keyholders/*/secret/*") if each.is_file()]
    secrets.append((host / "rehearsal" / "devices" / "master").read_bytes())
    waiting = next((host / "inbox").iterdir()).read_bytes().splitlines()
    secrets += [str(decode(each)["key"]).encode() for each in waiting]
    assert len(secrets) > 45
    everything = b"".join((out / name).read_bytes() for name in names(out))
    assert not any(secret in everything for secret in secrets)


def test_members_see_how_long_the_list_is_and_who_nobody_on_it_is(host_at: HostAt, tmp_path: Path) -> None:
    host, out = host_at("opened"), tmp_path / "out"
    export(host, out, "members")
    book = list_files(host).path
    shown = out / "books" / book.name
    assert {each.name for each in shown.iterdir()} == {"entries.jsonl", "head.json", "leaves", "proofs.jsonl"}
    first, *rest = (shown / "entries.jsonl").read_bytes().splitlines(keepends=True)
    whole = (book / "entries.jsonl").read_bytes().splitlines(keepends=True)
    assert first == whole[0]
    assert rest == [HIDDEN] * (len(whole) - 1)
    keys = {entry["member"] for line in whole if (entry := decode(line.strip())["entry"])["kind"] == "listed"}
    salts = {decode(line.strip())["salt"] for line in whole[1:]}
    assert len(keys) == 45
    everything = b"".join(each.read_bytes() for each in shown.iterdir())
    assert not any(each.encode() in everything for each in keys | salts)


def test_members_see_every_envelope_and_keyholders_the_whole_list(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("opened")
    for reader in ("members", "keyholders"):
        export(host, tmp_path / reader, reader)
        shown = tmp_path / reader / "books" / box_files(host).name
        assert names(shown) == names(box_files(host).path)
        assert all((shown / name).read_bytes() == (box_files(host).path / name).read_bytes() for name in names(shown))
    book = list_files(host)
    shown = tmp_path / "keyholders" / "books" / book.name
    assert (shown / "entries.jsonl").read_bytes() == (book.path / "entries.jsonl").read_bytes()


def test_the_cosigned_checkpoints_come_along_and_half_written_files_do_not(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("opened")
    (host / "record" / ".checkpoint.part").write_bytes(b"half")
    export(host, tmp_path / "out", "public")
    assert names(tmp_path / "out" / "record") == names(host / "record") - {".checkpoint.part"}
    assert any(name.startswith("checkpoints/") for name in names(tmp_path / "out" / "record"))


@pytest.mark.parametrize("failing", ["copyfile", "copytree", "rename"])
def test_an_export_that_fails_is_not_there_at_all(
    failing: str, host_at: HostAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, base = host_at("sealed"), tmp_path / "exports"

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path if failing == "rename" else shutil, failing, full)
        with pytest.raises(OSError, match="No space left"):
            export(host, base / "out", "members")
    assert list(base.iterdir()) == []
    assert export(host, base / "out", "members") == 4


def test_what_a_killed_export_left_is_not_mixed_into_the_next(host_at: HostAt, tmp_path: Path) -> None:
    left = tmp_path / ".out.part" / "books" / "list-00000000"
    left.mkdir(parents=True)
    (left / "entries.jsonl").write_bytes(b"of another record")
    export(host_at("sealed"), tmp_path / "out", "public")
    assert audiences(tmp_path / "out") == {"host"}
    assert not (tmp_path / ".out.part").exists()


def test_an_export_is_never_written_over_anything(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("sealed")
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path, host):
        with pytest.raises(HostProblem, match="exists already"):
            export(host, out, "public")
    assert (tmp_path / "file").read_text() == "mine"


def test_an_export_is_not_written_into_the_hosts_own_folder(host_at: HostAt) -> None:
    host = host_at("sealed")
    before = names(host)
    for out in (host / "out", host / "books" / "out", host / ".." / host.name / "record" / "out"):
        with pytest.raises(HostProblem, match="inside the host's own folder"):
            export(host, out, "public")
    assert names(host) == before
