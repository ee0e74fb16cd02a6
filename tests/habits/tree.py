"""The files of the project, as every habit test sees them: what git tracks or would track."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[str, ...]:
    """Return the path of every file of the project, relative to its root, sorted."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - fixed arguments
    return tuple(sorted({name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()}))


def matching(*endings: str, under: str = "") -> list[str]:
    """Return the files below a folder whose names end so."""
    return [name for name in files() if name.startswith(under) and name.endswith(endings)]


def read(name: str) -> str:
    """Return the text of a file."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def texts() -> dict[str, str]:
    """Return every file that is text, by path."""
    found = {}
    for name in files():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data:
            found[name] = data.decode("utf-8", errors="replace")
    return found
