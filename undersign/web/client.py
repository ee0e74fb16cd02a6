"""The client's files: what the browser runs, each with its hash, under a path that names them all."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from undersign.protocol.encoding import Document, b64, encode, sha256

FOLDER: Final = Path(__file__).parents[2] / "client"
KINDS: Final = (".js", ".css")
NOT_SERVED: Final = ("build.js",)


@lru_cache(maxsize=1)
def files() -> dict[str, bytes]:
    """Return path and SHA-256 of every file that is served, sorted by path."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.suffix in KINDS and path.name not in NOT_SERVED)
    return {path.relative_to(FOLDER).as_posix(): sha256(path.read_bytes()) for path in paths}


def listing() -> list[Document]:
    """Return the files as the record names them."""
    return [{"path": path, "hash": b64(hashed)} for path, hashed in files().items()]


@lru_cache(maxsize=1)
def version() -> str:
    """Return the 16 hexadecimal digits that stand for exactly these files."""
    return sha256(encode({"v": 1, "files": listing()})).hex()[:16]


def prefix() -> str:
    """Return the path below which the files are served."""
    return f"/client/{version()}/"
