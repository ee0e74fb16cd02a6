"""What a host can put before its own site: it sees every connection, and may hand out other files."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from undersign.rehearsal.betrayed.stage import free_port

OK: Final = 200
PASSED: Final = ("Cookie", "Content-Type", "Accept", "Authorization", "X-Forwarded-For")
Change = Callable[[str, str, bytes], bytes]  # path, cookie, body: what is handed out


@dataclass(frozen=True)
class Seen:
    """One request, as whoever has the server sees it."""

    address: str
    method: str
    path: str
    signed_in: bool
    body: bytes = field(repr=False)


@dataclass
class Front:
    """A server before the site at `site`."""

    site: str
    address: str
    change: Change
    route: Callable[[str], str]
    seen: list[Seen] = field(default_factory=list)

    def pass_on(self, asked: BaseHTTPRequestHandler) -> tuple[int, list[tuple[str, str]], bytes]:
        """Ask the site what was asked here; return status, headers and body of what is handed out."""
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        cookie = asked.headers.get("Cookie", "")
        who = asked.headers.get("X-Forwarded-For") or asked.client_address[0]
        self.seen.append(Seen(who, asked.command, asked.path, bool(cookie), body))
        headers = {name: asked.headers[name] for name in PASSED if name in asked.headers}
        where = urlsplit(self.site)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        try:
            connection.request(asked.command, self.route(asked.path), body, {**headers, "Origin": self.site})
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() in ("content-type", "set-cookie")]
        if answer.status == OK:
            found = self.change(asked.path, cookie, found)
        return answer.status, kept, found


@contextmanager
def before(
    site: str, change: Change = lambda _path, _cookie, body: body, route: Callable[[str], str] = lambda path: path
) -> Iterator[Front]:
    """Stand before a site as long as this lasts. `route`: which path of the site is asked for a path here."""
    port = free_port()
    front = Front(site, f"http://localhost:{port}", change, route)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = front.pass_on(self)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
