"""The host's folder: a tick commits everything or nothing, wherever it is interrupted."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from undersign.host import folder
from undersign.host.files import FolderBusy, HostProblem, write_atomically
from undersign.host.folder import REHEARSAL_START, HostFolder, create, opened
from undersign.protocol import notes
from undersign.protocol.encoding import b64, decode
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import workplace_hash_document
from undersign.verifier.examination import examine

ORIGIN = "host.example/undersign"
FIRST = 1  # ticks in a new record


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """Give a new record of a rehearsal."""
    create(tmp_path / "host", ORIGIN, rehearsal=True)
    return tmp_path / "host"


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk, where a test writes hundreds of files."""
    monkeypatch.setattr(os, "fsync", lambda _file: None)


def workplace(number: int) -> dict[str, object]:
    """Return an entry for the members' book."""
    return workplace_hash_document(bytes(32), ORIGIN, number.to_bytes(32, "big"), 0)


def size_of(host: Path) -> tuple[int, int]:
    """Return how many ticks are committed, and how many entries the members' book has."""
    with opened(host) as found:
        return found.public_size, found.books["members"].size


def assert_sound(host: Path) -> None:
    """Let the verifier read the whole record."""
    found = examine(host)
    assert found.record.problems.all() == []
    assert found.record.tree is not None


@contextmanager
def full_at(nth: int) -> Iterator[list[str]]:
    """Let the disk be full at the nth file that a folder replaces; give the names of those written."""
    written: list[str] = []

    def write(path: Path, data: bytes, *, secret: bool = False) -> None:
        written.append(path.name)
        if len(written) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_atomically(path, data, secret=secret)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "write_atomically", write)
        yield written


def grow(host: Path) -> None:
    """Add an entry and a book of a box, and tick."""
    with opened(host) as found:
        found.books["members"].append(workplace(1))
        found.add_book("box")
        found.tick()


def writes_of_a_tick(host: Path) -> list[str]:
    """Return what a tick writes, in order, tried on a copy."""
    copy = shutil.copytree(host, host.with_name("tried"))
    with full_at(0) as written:
        grow(copy)
    shutil.rmtree(copy)
    return written


def test_a_full_disk_at_any_write_of_a_tick_leaves_the_last_commit(host: Path) -> None:
    written = writes_of_a_tick(host)
    assert written[-2:] == ["state.json", "checkpoint"]
    committed = written.index("state.json") + 1
    for nth in range(1, len(written) + 1):
        copy = shutil.copytree(host, host.with_name(f"full-at-{nth}"))
        with full_at(nth), pytest.raises(OSError, match="No space left"):
            grow(copy)
        done = nth > committed  # then only the checkpoint was missing, and is published when the folder is opened
        assert size_of(copy) == ((FIRST + 1, 2) if done else (FIRST, 1))
        assert sum(each.name.startswith("box-") for each in (copy / "books").iterdir()) == done
        assert_sound(copy)
        grow(copy)
        assert size_of(copy) == (FIRST + 1 + done, 2 + done)
        assert_sound(copy)


@pytest.mark.usefixtures("fast")
def test_a_full_disk_where_the_tree_fills_its_first_tile_leaves_the_last_commit(host: Path) -> None:
    with opened(host) as found:
        while found.public_size < 255:
            found.tick()
    written = writes_of_a_tick(host)
    assert written == ["000", "000", "1", "state.json", "checkpoint"]  # leaves, their bundle, a tile above them
    for nth in range(1, 5):
        copy = shutil.copytree(host, host.with_name(f"full-at-{nth}"))
        with full_at(nth), pytest.raises(OSError, match="No space left"):
            grow(copy)
        assert size_of(copy) == (255, 1)
        grow(copy)
        grow(copy)
        assert size_of(copy) == (257, 3)
        assert_sound(copy)


def test_a_full_disk_in_a_book_leaves_the_last_commit(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, opened(host) as found:
        found.books["members"].append(workplace(1))
        patch.setattr("undersign.host.files.os.fsync", lambda _file: (_ for _ in ()).throw(OSError(errno.ENOSPC, "")))
        with pytest.raises(OSError, match=str(errno.ENOSPC)):
            found.tick()
    assert size_of(host) == (FIRST, 1)
    grow(host)
    assert size_of(host) == (FIRST + 1, 2)
    assert_sound(host)


def test_what_is_not_followed_by_a_tick_is_gone(host: Path) -> None:
    with opened(host) as found:
        found.books["members"].append(workplace(1))
        name = found.add_book("list").path.name
    assert size_of(host) == (FIRST, 1)
    assert not (host / "books" / name).exists()
    assert_sound(host)


def test_a_book_that_did_not_grow_gets_no_proof(host: Path) -> None:
    with opened(host) as found:
        found.tick()
        found.tick()
        found.books["members"].append(workplace(1))
        found.tick()
    proofs = {name: (host / "books" / name / "proofs.jsonl").read_bytes().count(b"\n") for name in ("host", "members")}
    assert proofs == {"host": 1, "members": 2}
    assert_sound(host)


def test_the_fixed_books_have_their_slots_and_boxes_random_ones(host: Path) -> None:
    with opened(host) as found:
        slots = [found.add_book("box").slot for _ in range(6)]
        assert (found.books["host"].slot, found.books["members"].slot) == (0, 1)
    assert len(set(slots)) == 6
    assert slots != sorted(slots) or slots[0] != 2


@pytest.mark.usefixtures("fast")
def test_when_every_slot_is_taken_a_book_is_refused(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "SLOTS", 3)
    with opened(host) as found:
        found.add_book("box")
        with pytest.raises(HostProblem, match="Every slot of the public tree is taken"):
            found.add_book("box")


def test_a_rehearsals_clock_moves_forward_only(host: Path) -> None:
    with opened(host) as found:
        assert found.now() >= REHEARSAL_START
        found.move_clock(REHEARSAL_START + 10**6)
        found.move_clock(REHEARSAL_START)
        assert found.now() == REHEARSAL_START + 10**6
        found.save()
    with opened(host) as found:
        assert found.now() == REHEARSAL_START + 10**6


def test_a_real_host_refuses_to_move_its_clock(tmp_path: Path) -> None:
    create(tmp_path / "host", ORIGIN, rehearsal=False)
    with opened(tmp_path / "host") as found:
        with pytest.raises(HostProblem, match="Only a rehearsal has a clock that can be moved"):
            found.move_clock(2**40)
        assert abs(found.now() - time.time()) < 60


def test_a_real_host_waits_for_its_tick_and_says_how_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [6000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    create(tmp_path / "host", ORIGIN, rehearsal=False)
    said: list[int] = []
    with opened(tmp_path / "host") as found:
        found.waits = said.append
        found.tick()
        assert (said, found.last_tick) == ([60], 101)
        now[0] = 5000.0
        with pytest.raises(HostProblem, match="clock is 1120 seconds behind"):
            found.tick()
        assert found.public_size == FIRST + 1


def test_a_new_folder_is_refused_where_something_stands(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("letters")
    with pytest.raises(HostProblem, match=r"is not empty. Nothing was changed"):
        create(tmp_path, ORIGIN, rehearsal=True)
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("origin", ["", "two words", "line\nbreak", "a+b"])
def test_an_origin_that_no_note_can_name_makes_nothing(origin: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        create(tmp_path / "host", origin, rehearsal=True)
    assert not (tmp_path / "host").exists()


def test_a_new_folder_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    with full_at(0) as written:
        create(tmp_path / "whole", ORIGIN, rehearsal=True)
    for nth in range(1, len(written) + 1):
        path = tmp_path / str(nth)
        with full_at(nth), pytest.raises(OSError, match="No space left"):
            create(path, ORIGIN, rehearsal=True)
        assert list(path.iterdir()) == []
        create(path, ORIGIN, rehearsal=True)
        assert size_of(path) == (FIRST, 1)


def test_the_secrets_of_a_host_are_its_own(host: Path) -> None:
    assert {each.name for each in (host / "secret").iterdir()} == {"host", "slots"}
    assert {each.stat().st_mode & 0o777 for each in (host / "secret").iterdir()} == {0o600}
    secret = (host / "secret" / "host").read_bytes()
    about = decode((host / "about.json").read_bytes().strip())
    assert about["host_key"] == b64(public_key(secret))
    readable = [each for each in host.rglob("*") if each.is_file() and each.parent.name != "secret"]
    assert not any(secret in each.read_bytes() for each in readable)


def test_two_commands_cannot_open_one_folder(host: Path) -> None:
    with opened(host), pytest.raises(FolderBusy), opened(host):
        pytest.fail("two commands are in the folder")
    assert size_of(host) == (FIRST, 1)


def test_what_is_not_a_host_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match="is not a host folder"), opened(tmp_path):
        pytest.fail("that was no host")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"{}", b"\xff", b'{"origin": 1, "books": []}'])
def test_a_broken_state_changes_nothing(state: bytes, host: Path) -> None:
    grow(host)
    (host / "state.json").write_bytes(state)
    before = {each: each.read_bytes() for each in host.rglob("*") if each.is_file()}
    with pytest.raises(HostProblem, match=r"is broken, or not of this record .*Restore the folder"), opened(host):
        pytest.fail("that state cannot be read")
    assert {each: each.read_bytes() for each in host.rglob("*") if each.is_file()} == before


def test_a_state_older_than_the_published_record_is_refused(host: Path) -> None:
    old = (host / "state.json").read_bytes()
    grow(host)
    (host / "state.json").write_bytes(old)
    with pytest.raises(HostProblem, match="1 ticks, where 2 are published"), opened(host):
        pytest.fail("everything since would be cut away")
    assert (host / "books" / "members" / "leaves").stat().st_size == 2 * 32


def test_a_book_that_was_cut_short_is_refused(host: Path) -> None:
    grow(host)
    leaves = host / "books" / "members" / "leaves"
    leaves.write_bytes(leaves.read_bytes()[:-1])
    with pytest.raises(HostProblem, match="has been cut: 63 bytes, where 64 were written"), opened(host):
        pytest.fail("a leaf is missing")


@pytest.mark.parametrize("checkpoint", [None, b"", b"not a note"])
def test_a_missing_or_broken_checkpoint_is_published_again(checkpoint: bytes | None, host: Path) -> None:
    path = host / "record" / "checkpoint"
    before = path.read_bytes()
    path.unlink() if checkpoint is None else path.write_bytes(checkpoint)
    with opened(host):
        pass
    assert path.read_bytes() == before


def test_a_cosigned_checkpoint_is_kept_and_not_written_over(host: Path) -> None:
    with opened(host) as found:
        note = found.note() + "\u2014 witness AAAAAAAA\n".encode()
        found.keep_cosigned(note)
    with opened(host) as found:
        assert found.note() == note
        assert (host / "record" / "checkpoints" / str(FIRST)).read_bytes() == note
        found.tick()
        key = notes.log_key(ORIGIN, public_key(found.host_secret))
        assert notes.open_note(found.note(), [key]).checkpoint == found.checkpoint


def test_a_folder_gives_back_what_it_was_told_to_keep(host: Path) -> None:
    with opened(host) as found:
        found.notes["boxes"] = {"ab": {"book": "box-1"}}
        found.save()
    with opened(host) as found:
        assert found.notes == {"boxes": {"ab": {"book": "box-1"}}}
        assert isinstance(found, HostFolder)
    assert json.loads((host / "state.json").read_bytes())["public"] == FIRST
