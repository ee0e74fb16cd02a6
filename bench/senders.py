"""Phones that send: so many connections that stay open, each sending the next envelope once it has its promise.

One thread, requests made beforehand, plain sockets: it shares the cores with what it measures.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from bench.frame import CannotRun

_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_OK: Final = b"HTTP/1.1 200 "
LAST_CHUNK: Final = b"0\r\n\r\n"
READ_MOST: Final = 65_536
PHONE_SENDS: Final = 1000  # before the next household comes: a site takes so much from one address and no more


@dataclass(frozen=True)
class Sent:
    """How many envelopes were promised, in how many seconds, and the seconds of a processor that sending took."""

    count: int
    seconds: float
    processor: float

    @property
    def per_second(self) -> float:
        """Promises a second."""
        return self.count / self.seconds


def requests(file: Path) -> Iterator[bytes]:
    """Yield the requests that lie in a file, as they go over the wire."""
    for number, line in enumerate(file.read_text().splitlines()):
        found = json.loads(line)
        body = json.dumps(found["what"]).encode()
        household = f"10.0.{number // PHONE_SENDS >> 8}.{number // PHONE_SENDS & 255}"
        head = f"POST /door/{found['box']} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {household}\r\n"
        yield f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Phones:
    """Open connections to a site on this machine."""

    def __init__(self, count: int, port: int) -> None:
        self._ready = selectors.DefaultSelector()
        self._sockets = [socket.create_connection(("localhost", port)) for _ in range(count)]
        for each in self._sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ready.register(each, selectors.EVENT_READ, bytearray())

    def __enter__(self) -> Self:
        """Return them as they are."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        for each in self._sockets:
            each.close()
        self._ready.close()

    def send(self, requests: list[bytes]) -> Sent:
        """Send everything once, and wait for all promises. Raises CannotRun for any answer but 200."""
        waiting = requests[::-1]
        begun, processor = time.perf_counter(), time.process_time()
        under_way = 0
        for each in self._sockets[: len(waiting)]:
            each.sendall(waiting.pop())
            under_way += 1
        while under_way:
            for key, _ in self._ready.select():
                if not _answered(key.fileobj, key.data):  # type: ignore[arg-type]  # it is one of our sockets
                    continue
                if waiting:
                    key.fileobj.sendall(waiting.pop())  # type: ignore[union-attr]  # the same
                else:
                    under_way -= 1
        return Sent(len(requests), time.perf_counter() - begun, time.process_time() - processor)


def _answered(phone: socket.socket, kept: bytearray) -> bool:
    """Read what has come; return whether that is the whole answer. Raises CannotRun."""
    kept += phone.recv(READ_MOST)
    head, end, rest = kept.partition(b"\r\n\r\n")
    if not end and kept:
        return False
    if not head.startswith(_OK):
        raise CannotRun(f"an envelope was answered with {bytes(kept[:200])!r}")
    length = _LENGTH.search(head + b"\r\n")
    if len(rest) < int(length[1]) if length else not rest.endswith(LAST_CHUNK):
        return False
    kept.clear()
    return True
