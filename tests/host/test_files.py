"""Files that are replaced whole, files that only grow, and the lock of a folder."""

from __future__ import annotations

import errno
import os
import stat
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from undersign.host import files
from undersign.host.files import AppendFile, FolderBusy, HostProblem, locked, whole_lines, write_atomically


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def mode(path: Path) -> int:
    """Return who may read and write a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    write_atomically(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path if step == "replace" else os, step, full)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_a_new_file_whose_write_fails_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(tmp_path / "new", b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_part_left_by_a_killed_command_is_written_over(tmp_path: Path) -> None:
    part = tmp_path / ".state.json.part"
    part.write_bytes(b"left behind, and longer than what comes")
    write_atomically(tmp_path / "state.json", b"new")
    assert (tmp_path / "state.json").read_bytes() == b"new"
    assert not part.exists()


def test_a_file_reaches_the_disk_before_its_name_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(number: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file")
        fsync(number)

    def replaced(path: Path, target: Path) -> Path:
        order.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_atomically(tmp_path / "state.json", b"new")
    assert order == ["file", "name", "folder"]


def test_only_the_owner_reads_a_secret_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_atomically(tmp_path / "secret", b"seed", secret=True)
        write_atomically(tmp_path / "about.json", b"{}")
        AppendFile(tmp_path / "inbox.jsonl", 0, secret=True).close()
    finally:
        os.umask(before)
    assert (mode(tmp_path / "secret"), mode(tmp_path / "inbox.jsonl")) == (0o600, 0o600)
    assert mode(tmp_path / "about.json") == 0o644


def test_what_was_not_committed_is_cut_away_when_a_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "leaves"
    file = AppendFile(path, 0)
    file.append(b"kept")
    committed = file.sync()
    file.append(b" and lost")
    file.sync()
    file.close()
    assert path.read_bytes() == b"kept and lost"
    again = AppendFile(path, committed)
    assert (again.size, path.read_bytes()) == (4, b"kept")
    again.append(b", more")
    assert again.sync() == 10
    again.close()
    assert path.read_bytes() == b"kept, more"


def test_a_file_that_was_cut_short_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "leaves"
    path.write_bytes(b"half")
    with pytest.raises(HostProblem, match=r"has been cut: 4 bytes, where 8 were written.*Restore"):
        AppendFile(path, 8)
    assert path.read_bytes() == b"half"


def test_closing_after_a_full_disk_says_nothing_more(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "leaves", 0)
    file.append(b"x")
    os.close(file._file.fileno())  # noqa: SLF001 - what stands in its place is a disk that takes nothing more
    file.close()


@pytest.mark.parametrize(("data", "length"), [(b"", 0), (b"half", 0), (b"one\n", 4), (b"one\ntwo\nha", 8), (b"\n", 1)])
def test_whole_lines_end_at_the_last_line_that_was_finished(data: bytes, length: int, tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(data)
    assert whole_lines(tmp_path / "lines") == length
    assert whole_lines(tmp_path / "nothing") == 0


def test_a_second_command_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"):
        with pytest.raises(FolderBusy, match="Another command is working"), locked(tmp_path / "lock"):
            pytest.fail("two commands hold the lock")
        with locked(tmp_path / "other"):
            pass
    with locked(tmp_path / "lock"):
        pass


def test_a_command_that_fails_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(HostProblem), locked(tmp_path / "lock"):
        raise HostProblem("something else")
    with locked(tmp_path / "lock"):
        pass


def fork_into(work: Callable[[], None]) -> int:
    """Run something in a forked process, which ends with it; return the process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forks beside threads
        child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(99)
    return child


def test_a_worker_that_outlives_a_killed_command_does_not_keep_the_folder_locked(tmp_path: Path) -> None:
    ready, go = os.pipe(), os.pipe()

    def worker() -> None:
        os.close(go[1])
        os.write(ready[1], b"!")
        os.read(go[0], 1)  # until the test closes its end

    def command() -> None:
        with locked(tmp_path / "lock"):
            fork_into(worker)
            os._exit(0)  # as if killed: nothing is tidied up

    assert os.waitpid(fork_into(command), 0)[1] == 0
    assert os.read(ready[0], 1) == b"!"
    with locked(tmp_path / "lock"):
        pass
    for end in (*ready, *go):
        os.close(end)


def test_the_lock_is_free_even_while_a_worker_has_only_just_begun(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"):
        held = next(file for file in files._LOCKS if file.name == str(tmp_path / "lock"))  # noqa: SLF001 - the open file itself
        forked = os.dup(held.fileno())  # what a new process has, before it lets go
    with locked(tmp_path / "lock"):
        os.close(forked)
