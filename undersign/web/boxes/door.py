"""The door: it takes an envelope from anybody, without cookie, session or account, and keeps nothing about who sent it.

It stands before the middleware that knows sessions, and imports nothing that knows members.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

from django.db import close_old_connections
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from undersign.host.files import HostProblem
from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused
from undersign.web import limits, security
from undersign.web.boxes import access
from undersign.web.boxes.envelopes import actions
from undersign.web.boxes.envelopes.access import BODY_MOST
from undersign.web.pages.answers import BadBody, Stopped, done, json_view, read_body, refusal, refuse
from undersign.web.pages.views import language_of

ADDRESS: Final = re.compile(r"(?:/es)?/door/([0-9a-f]{64})")
LATE: Final = _("The time for this is over. If you sent it before, it may have arrived.")
LENGTH: Final = re.compile(r"[1-9][0-9]{0,5}")

_LOG = logging.getLogger("undersign.web")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def take(data: bytes, box: str) -> Document:
    """Keep an envelope, with what came with it for keyholders; return the host's promise.

    Raises BadBody, Refused, Stopped, HostProblem.
    """
    with_parcel = b'"sealed"' in data
    given = read_body(data, BODY_MOST, envelope=dict, **({"sealed": dict} if with_parcel else {}))
    try:
        found = access.fixed(bytes.fromhex(box))
    except Http404:
        raise BadBody(404) from None
    try:
        return actions.receive(found, given["envelope"], given.get("sealed"))
    except Refused as problem:
        if problem.reason != "too_late":
            raise
        raise Stopped(problem.reason, LATE) from None  # the same bytes may wait here: an answer can be lost


class Door:
    """Answers what is for the door; everything else goes on to the rest of the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take an envelope, or pass the request on."""
        found = ADDRESS.fullmatch(request.path_info)
        if found is None:
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        with translation.override(language_of(request.path_info)):
            return _view(request, found[1])


@json_view
def _view(request: HttpRequest, box: str) -> HttpResponse:
    if request.method != "POST":
        return refuse("bad_body", translation.gettext("Envelopes are sent here, and nothing else."), 405)
    return done(promise=take(request.body, box))


class Doorway:
    """Stands before Django: takes what is in order at the door in a tenth of the time, with the same answers.

    All else goes on, also what is refused before anybody reads it, and what breaks here: Django then says so.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        path = environ.get("PATH_INFO", "")
        found = ADDRESS.fullmatch(path)
        if found is None or not _in_order(environ):
            return self._application(environ, start_response)
        data = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        close_old_connections()  # as Django does before each request
        try:
            status, told = "200 OK", json.dumps({"promise": take(data, found[1])}).encode()
        except (BadBody, Refused, Stopped, HostProblem) as problem:
            with translation.override(language_of(path)):
                refused = refusal(problem)
            status, told = f"{refused.status_code} {refused.reason_phrase}", refused.content
        except Exception:  # noqa: BLE001 - Django's own way to say that something broke
            _LOG.exception("the door broke")
            return self._application({**environ, "wsgi.input": BytesIO(data)}, start_response)
        headers = {**security.headers(security.reached(environ)), "Content-Type": "application/json"}
        start_response(status, [*headers.items(), ("Content-Length", str(len(told)))])
        return [told]


def _in_order(environ: Environ) -> bool:
    """Return whether a request is one that the middleware before the door lets through; the last step counts it."""
    length = environ.get("CONTENT_LENGTH") or ""
    return bool(
        environ["REQUEST_METHOD"] == "POST"
        and LENGTH.fullmatch(length)
        and int(length) <= BODY_MOST
        and security.reached(environ)
        and security.is_ours(environ)
        and not limits.wait_seconds(environ)
    )
