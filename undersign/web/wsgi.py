"""The site as a WSGI application, the client's files included."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersign.web.settings")

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from undersign.web import client, security

if TYPE_CHECKING:
    from wsgiref.headers import Headers

YEAR_SECONDS = 31_536_000


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in security.HEADERS.items():
        headers[name] = value


application = WhiteNoise(
    get_wsgi_application(),
    max_age=YEAR_SECONDS,
    immutable_file_test=lambda _path, _url: True,
    add_headers_function=_add_headers,
    allow_all_origins=False,
)
for _path in client.files():
    application.add_file_to_dictionary(client.prefix() + _path, str(client.FOLDER / _path))
