"""The site as a WSGI application: the client's files, in Brotli for a browser that reads it; the door; then Django."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersign.web.settings")

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from undersign.web import client, security

if TYPE_CHECKING:
    from wsgiref.headers import Headers

YEAR_SECONDS = 31_536_000
AT_ONCE: Final = 4  # requests in Django, in each process; SQLite answers faster with few


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in security.HEADERS.items():
        headers[name] = value


_site = get_wsgi_application()
_few = threading.BoundedSemaphore(AT_ONCE)


def _in_turn(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Let few requests at a time into Django. The server has more threads, since envelopes wait for the disk."""
    with _few:
        answer: Iterable[bytes] = _site(environ, start_response)
        return answer


_files = WhiteNoise(
    _in_turn,
    max_age=YEAR_SECONDS,
    immutable_file_test=lambda _path, _url: True,
    add_headers_function=_add_headers,
    allow_all_origins=False,
)
for _path in client.files():
    _files.add_file_to_dictionary(client.prefix() + _path, str(client.SERVED / _path))

from undersign.web.boxes.door import Doorway  # noqa: E402 - models exist once Django is ready

application = Doorway(_files)
