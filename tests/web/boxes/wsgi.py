"""Requests as a web server hands them to the site, with nothing of Django in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def found(self) -> Any:  # noqa: ANN401 - JSON
        """What the JSON in it says."""
        return json.loads(self.data)


def ask(application: Application, path: str, data: bytes = b"", /, **more: str) -> Answered:
    """Send a request, by default a POST of JSON from this machine; `more` stands in the environ too."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(data),
    }
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    body = application(environ | more, lambda status, headers, *_: begun.append((status, headers)))
    try:
        whole = b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()
    status, headers = begun[0]
    return Answered(int(status.split()[0]), {name.lower(): value for name, value in headers}, whole)
