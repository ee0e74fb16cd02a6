"""Files that are never half-written: atomic replacement, and appending that is cut back to what was committed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class HostProblem(Exception):
    """Something about the folder that a person must settle: what happened, what was kept, what to do."""


def write_atomically(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Replace `path` by a file with `data`, or leave it as it was; a secret one is readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if secret else 0o644), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class AppendFile:
    """A file that only grows. What was written after the last committed length is cut away when it is opened again."""

    def __init__(self, path: Path, committed: int) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("ab")
        if self._file.tell() < committed:
            self._file.close()
            raise HostProblem(
                f"{path} has been cut: {path.stat().st_size} bytes, where {committed} were written. "
                "Nothing was changed. Restore the folder from a backup."
            )
        self._file.truncate(committed)
        self.size = committed

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
        """Close the file."""
        self._file.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two commands cannot write at once."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HostProblem(f"Another command is working on {path.parent}. Wait for it, then try again.") from None
        yield
