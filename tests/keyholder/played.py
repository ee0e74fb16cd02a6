"""A site played from a host's folder, over real HTTP on this machine: it can lie, by showing another folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests import founding
from undersign.host import folder
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import Document, b64, decode
from undersign.verifier.folder import Folder

ORIGIN = "played.example/undersign"


class PlayedSite(ThreadingHTTPServer):
    """Serves the record in `path`; keeps what was posted."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.path = path
        self.posted: list[Document] = []  # cosignatures
        self.sent: list[tuple[str, Document]] = []  # everything else, with its address
        self.refused: set[str] = set()  # addresses that take nothing
        self.saying: dict[str, str] = {}  # addresses that take nothing, and the name that they give to why
        self.hidden: set[str] = set()  # books that are not given
        self.cut = ""  # a file that ends too early
        self.more: dict[str, bytes] = {}  # what stands at other addresses

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def file(self, where: str, start: int) -> bytes | None:
        """Return what stands at an address below /record/."""
        parts = where.split("/")
        if where == "about.json":
            return (self.path / "about.json").read_bytes()
        if parts[0] != "books":
            return self.record(where)
        if parts[1] in self.hidden:
            return None
        if parts[2] == "texts.jsonl" and not (self.path / "books" / parts[1] / parts[2]).is_file():
            return b""
        if parts[2] == "head.json":
            return self.head(self.path / "books" / parts[1], start)
        data = (self.path / "books" / parts[1] / parts[2]).read_bytes()
        data = data[32 * start :] if parts[2] == "leaves" else b"".join(data.splitlines(keepends=True)[start:])
        return data[:-1] if parts[2] == self.cut else data

    def record(self, where: str) -> bytes | None:
        """Return a file of the public tree."""
        if where.startswith("checkpoints/after/"):
            return self.witnessed_after(int(where.rpartition("/")[2]))
        path = self.path / "record" / where
        return path.read_bytes() if path.is_file() else None

    def witnessed_after(self, position: int) -> bytes:
        """Return the smallest kept checkpoint that holds a leaf; nothing if there is none."""
        folder = self.path / "record" / "checkpoints"
        sizes = sorted(int(each.name) for each in folder.iterdir() if each.name.isdigit()) if folder.exists() else []
        found = [size for size in sizes if size > position]
        return (folder / str(found[0])).read_bytes() if found else b""

    def head(self, book: Path, size: int) -> bytes | None:
        """Return the proof of what a book was at the last tick of a checkpoint, the latest one that is shown."""
        data = (book / "head.json").read_bytes()
        return data if decode(data.strip())["position"] == size - 1 else None

    def name_books(self) -> None:
        """Say which books there are, as a site with boxes does."""
        names = [each.name for each in (self.path / "books").iterdir()]
        self.more["/keyholders/books.json"] = json.dumps({"books": sorted(names)}).encode()

    @property
    def looks(self) -> list[Document]:
        """What was posted of the checkpoints that were the latest then; beside them stand those that all sign."""
        found: list[Document] = []
        for each in self.posted:
            if not found or each["size"] > found[-1]["size"]:
                found.append(each)
        return found


class _Handler(BaseHTTPRequestHandler):
    server: PlayedSite

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        start = int((asked.get("from") or asked.get("size") or ["0"])[0])
        data = self.server.more.get(parts.path)
        if data is None and parts.path.startswith("/record/"):
            data = self.server.file(parts.path.removeprefix("/record/"), start)
        self._answer(404 if data is None else 200, data or b"")

    def do_POST(self) -> None:
        what = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path in self.server.refused:
            self._answer(503, b"{}")
            return
        if error := self.server.saying.get(self.path):
            self._answer(400, json.dumps({"error": error, "say": "Nothing was written down."}).encode())
            return
        if self.path == "/record/cosignatures":
            self.server.posted.append(what)
        else:
            self.server.sent.append((self.path, what))
        self._answer(200, b"{}")

    def _answer(self, code: int, data: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def played(path: Path) -> Iterator[PlayedSite]:
    """Serve a folder."""
    site = PlayedSite(path)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def begin(path: Path, *, meeting: bool = True, rehearsal: bool = True) -> Path:
    """Make a record with its founding and, unless told otherwise, its key meeting."""
    folder.create(path, ORIGIN, rehearsal=rehearsal)
    entries = [founding.founding(ORIGIN)]
    if meeting:
        held = founding.meeting(rehearsal=rehearsal)
        signed = [b64(each) for each in held.signed]
        team = {"v": 1, "kind": "team", "transcript": held.transcript, "signatures": signed}
        entries += [held.ceremony.document, team]
    grow(path, host=entries)
    return path


def grow(path: Path, *, host: list[Document] | None = None, members: list[Document] | None = None) -> None:
    """Add entries and one tick."""
    with folder.opened(path) as opened:
        for audience, entries in (("host", host), ("members", members)):
            for entry in entries or []:
                opened.books[audience].append(entry)
        opened.tick()


def keyholder(path: Path, index: int = 1) -> KeyholderFolder:
    """Make the folder of a keyholder of the meeting."""
    own = KeyholderFolder.create(path, f"Keyholder {index}", "")
    (path / "secret" / "sign").write_bytes(founding.meeting().secrets[index - 1])
    return own


def size(path: Path) -> int:
    """Return how many ticks a record has."""
    return Folder(path).claimed(Folder(path).checkpoint()).size
