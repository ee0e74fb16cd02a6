"""The program's own page, for the person at this computer alone: a random port, a link good once, no other site.

It shows how the program stands, and takes approvals. Everything on it is text that the program has checked.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder import asked, handed, shown
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.sentences import sentence
from undersign.protocol.errors import Refused

COOKIE: Final = "keyholder"
BODY_MOST: Final = 4096
FILE_BODY_MOST: Final = 2 * handed.FILE_MOST
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # without one, a browser hides where its own forms come from
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LINK: Final = "page-link"
NO_ROOM: Final = "It could not be written; the disk may be full. Nothing was kept. Try again once there is room."


class Page(ThreadingHTTPServer):
    """Serves the page of one keyholder's folder. The link stands in the folder, for its owner alone to read."""

    daemon_threads = True

    def __init__(self, own: KeyholderFolder, clock: Callable[[], float] = time.time) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.own, self.clock = own, clock
        self.base = f"/{secrets.token_urlsafe(16)}/"  # the cookie goes to no other path: ports do not part cookies
        self.session, self.form_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._lock, self._once = threading.Lock(), ""
        self.new_link()

    @property
    def name(self) -> str:
        """Host and port, as a browser must name them."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def link(self) -> str:
        """The address that lets one browser in, once."""
        return f"http://{self.name}/in/{self._once}"

    def new_link(self) -> None:
        """Make the next link; the one before is good no more."""
        self._once = secrets.token_urlsafe(32)
        write_atomically(self.own.path / "secret" / LINK, self.link.encode(), secret=True)

    def let_in(self, token: str) -> bool:
        """Return whether this is the one-time token, and use it up."""
        with self._lock:
            right = hmac.compare_digest(token.encode(), self._once.encode())
            if right:
                self.new_link()
        return right


class _Handler(BaseHTTPRequestHandler):
    server: Page
    server_version, sys_version = "undersign", ""
    timeout = 30

    def do_GET(self) -> None:
        """Show the page, or let a browser in by the link."""
        if not self._ours():
            return
        if self.path.startswith("/in/"):
            self._let_in(self.path.removeprefix("/in/"))
        elif self.path == "/look.css":
            self._answer(200, shown.look(), "text/css; charset=utf-8")
        elif self.path == self.server.base and self._has_cookie():
            self._show(200)
        else:
            self._stop(403)

    def do_POST(self) -> None:
        """Approve, take an approval back, or take in a file with a withdrawal."""
        if not self._ours(writes=True):
            return
        form = self._form()
        right = hmac.compare_digest(form.get("token", "").encode(), self.server.form_token.encode())
        name = self.path.removeprefix(self.server.base)
        if not self.path.startswith(self.server.base) or not self._has_cookie() or not right:
            self._stop(403)
        elif name in ("approve", "take-back"):
            self._do(name, form)
        elif name == "withdrawal":
            self._take(form)
        else:
            self._stop(404)

    def _do(self, what: str, form: dict[str, str]) -> None:
        own = self.server.own
        try:
            box = asked.find(own, form.get("box", "-"))
            if what == "approve":
                at = form.get("at", "")
                asked.approve(own, box, asked.read_time(at, self.server.clock()) if at else None)
            else:
                asked.take_back(own, box)
        except (HostProblem, Refused) as problem:
            self._show(409, sentence(problem))
            return
        self._answer(303, b"", "text/plain", {"Location": self.server.base})

    def _take(self, form: dict[str, str]) -> None:
        """Take in a file, and say what came of it."""
        try:
            taken = handed.take(self.server.own, form.get("file", "").encode(), self.server.clock())
        except (HostProblem, Refused) as problem:
            self._show(409, sentence(problem))
        except OSError:
            self._show(
                507, "It could not be written; the disk may be full. Nothing was kept. Try again once there is room."
            )
        else:
            self._show(200, said=taken.sentences())

    def _ours(self, *, writes: bool = False) -> bool:
        """Return whether a browser speaks to this very address, from no other site; answer it if not."""
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site", "none")
        right = self.headers.get_all("Host") == [self.server.name]
        right = right and origin in ({f"http://{self.server.name}"} if writes else {None, f"http://{self.server.name}"})
        if not right or site not in ("none", "same-origin"):
            self._stop(403)
            return False
        return True

    def _let_in(self, token: str) -> None:
        if not self.server.let_in(token):
            self._stop(403)
            return
        kept = f"{COOKIE}={self.server.session}; Path={self.server.base}; HttpOnly; SameSite=Strict"
        self._answer(303, b"", "text/plain", {"Location": self.server.base, "Set-Cookie": kept})

    def _has_cookie(self) -> bool:
        found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        return found is not None and hmac.compare_digest(found.value.encode(), self.server.session.encode())

    def _form(self) -> dict[str, str]:
        length = self.headers.get("Content-Length", "")
        size, kind = int(length) if length.isdecimal() else 0, self.headers.get("Content-Type", "")
        with_file = kind.startswith("multipart/form-data")
        if not 0 < size <= (FILE_BODY_MOST if with_file else BODY_MOST):
            return {}
        if with_file:
            return _parts(kind, self.rfile.read(size))
        found = parse_qs(self.rfile.read(size).decode(errors="replace"))
        return {name: values[0] for name, values in found.items()}

    def _show(self, status: int, trouble: str = "", said: Sequence[str] = ()) -> None:
        page = shown.page(self.server.own, self.server.form_token, trouble, said)
        self._answer(status, page.encode(), "text/html; charset=utf-8")

    def _stop(self, status: int) -> None:
        self.close_connection = True
        self._answer(status, shown.stopped().encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, data: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(data)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Log nothing: paths hold the link."""


def _parts(kind: str, data: bytes) -> dict[str, str]:
    """Return the fields of a form with a file, as text."""
    message = message_from_bytes(b"Content-Type: " + kind.encode(errors="replace") + b"\r\n\r\n" + data, policy=HTTP)
    found: dict[str, str] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        content, name = part.get_payload(decode=True), part.get_param("name", header="content-disposition")
        if isinstance(content, bytes) and isinstance(name, str):
            found.setdefault(name, content.decode(errors="replace"))
    return found


@contextmanager
def serving(own: KeyholderFolder, clock: Callable[[], float] = time.time) -> Iterator[Page]:
    """Serve the page of a folder meanwhile."""
    page = Page(own, clock)
    thread = threading.Thread(target=page.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
    thread.start()
    try:
        yield page
    finally:
        page.shutdown()
        thread.join()
        page.server_close()
        (own.path / "secret" / LINK).unlink(missing_ok=True)


def link_of(own: KeyholderFolder) -> str:
    """Return the link to the page of the program that runs; empty if none does."""
    path = own.path / "secret" / LINK
    return path.read_text() if path.exists() else ""
