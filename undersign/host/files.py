"""Files that are never half-written: atomic replacement, and appending that is cut back to what was committed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_LOCKS: set[BinaryIO] = set()


class HostProblem(Exception):
    """Something about the folder that a person must settle: what happened, what was kept, what to do."""


class FolderBusy(HostProblem):
    """Another command holds the folder's lock."""


def write_atomically(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Replace `path` by a file with `data`, or leave it as it was; a secret one is readable by its owner alone.

    What a crash leaves beside it is replaced by the next call; whoever calls holds the folder's lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with _create(part, os.O_WRONLY | os.O_TRUNC, secret=secret) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _create(path: Path, flags: int, *, secret: bool) -> BinaryIO:
    return os.fdopen(
        os.open(path, flags | os.O_CREAT, 0o600 if secret else 0o644), "ab" if flags & os.O_APPEND else "wb"
    )


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk: without that, a new file may be gone after a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class AppendFile:
    """A file that only grows. What was written after the last committed length is cut away when it is opened again."""

    def __init__(self, path: Path, committed: int, *, secret: bool = False) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        self._file = _create(path, os.O_WRONLY | os.O_APPEND, secret=secret)
        try:
            self._cut(committed)
            if new:
                sync_folder(path.parent)
        except BaseException:
            self.close()
            raise
        self.size = committed

    def _cut(self, committed: int) -> None:
        size = os.fstat(self._file.fileno()).st_size
        if size < committed:
            raise HostProblem(
                f"{self.path} has been cut: {size} bytes, where {committed} were written. "
                "Nothing was changed. Restore the folder from a backup."
            )
        if size > committed:
            self._file.truncate(committed)

    def append(self, data: bytes) -> None:
        """Write `data` at the end; it stays only if a commit follows."""
        self._file.write(data)
        self.size += len(data)

    def sync(self) -> int:
        """Bring everything to the disk; return the length to commit."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self.size

    def close(self) -> None:
        """Close the file. What was appended since the last `sync` does not count, so that it may be lost here."""
        with suppress(OSError):
            self._file.close()


def whole_lines(path: Path) -> int:
    """Return the length of a file up to the end of its last whole line; 0 if there is no such file."""
    return path.read_bytes().rfind(b"\n") + 1 if path.exists() else 0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two commands cannot write at once."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderBusy(f"Another command is working on {path.parent}. Wait for it, then try again.") from None
        _LOCKS.add(file)
        try:
            yield
        finally:
            _LOCKS.discard(file)
            fcntl.flock(file, fcntl.LOCK_UN)  # closing is not enough while a worker just forked has it open as well


def _let_go() -> None:
    """Leave the locks to the command: a worker process that outlives it must not keep the folder locked."""
    for file in _LOCKS:
        file.close()
    _LOCKS.clear()


os.register_at_fork(after_in_child=_let_go)
