"""The client's files: what the browser runs, each with its hash, under a path that names them all."""

from __future__ import annotations

import posixpath
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from undersign.protocol.encoding import Document, b64, encode, sha256

FOLDER: Final = Path(__file__).parents[2] / "client"
SERVED: Final = FOLDER / "served"
STATED: Final = SERVED / "made.sha256"
COMPRESSED: Final = ".br"
IMPORTED: Final = re.compile(r'(?:from|import) "(\.[^"]+)"')
LOADED: Final = re.compile(r'(?:from |import |import\(|new URL\()"(\.[^"]+)"')  # later too, and apart


def made() -> dict[str, str]:
    """Return the SHA-256, in hexadecimal digits, of all that client/served/ was made from and holds, by path.

    Paths are those below client/. Nothing, if the folder was not made yet (client/publish.js makes it).
    """
    if not STATED.exists():
        return {}
    return {path: hashed for hashed, path in (line.split("  ") for line in STATED.read_text().splitlines())}


def changed() -> list[str]:
    """Return the paths of files that are not, or no longer, what client/served/ was made from or holds."""
    return [path for path, hashed in made().items() if _hash(FOLDER / path) != hashed]


def _hash(file: Path) -> str:
    """Return the SHA-256 of a file; nothing, if it is not there."""
    return sha256(file.read_bytes()).hex() if file.exists() else ""


@lru_cache(maxsize=1)
def files() -> dict[str, bytes]:
    """Return path and SHA-256 of every file that is served, sorted by path."""
    below = f"{SERVED.name}/"
    paths = [path.removeprefix(below) for path in made() if path.startswith(below) and not path.endswith(COMPRESSED)]
    return {path: sha256((SERVED / path).read_bytes()) for path in sorted(paths)}


@cache
def modules(path: str) -> tuple[str, ...]:
    """Return the modules that one needs before it runs, itself first. Raises KeyError for a file that is not served."""
    found, waiting = dict.fromkeys([path]), [path]
    while waiting:
        at = waiting.pop()
        files()[at]
        names = [] if at.startswith("vendor/") else IMPORTED.findall((SERVED / at).read_text())
        named = [posixpath.normpath(posixpath.join(posixpath.dirname(at), name)) for name in names]
        waiting += [each for each in named if each not in found]
        found |= dict.fromkeys(named)
    return tuple(found)


@cache
def reached(paths: frozenset[str], rare: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return files and all that they come to load, now or later, but for what is `rare` and what only that loads.

    Raises KeyError for a file that is not served.
    """
    found, waiting = dict.fromkeys(sorted(paths)), sorted(paths)
    while waiting:
        at = waiting.pop()
        files()[at]
        read = at.endswith(".js") and not at.startswith("vendor/")
        names = LOADED.findall((SERVED / at).read_text()) if read else []
        named = [posixpath.normpath(posixpath.join(posixpath.dirname(at), name)) for name in names]
        fresh = [each for each in named if each not in found and each not in rare]
        waiting += fresh
        found |= dict.fromkeys(fresh)
    return tuple(found)


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
