"""What every answer carries, and which requests come from a page of ours."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from undersign.web import home

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types undersign"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PLAIN_FORM: Final = b'method="post"'
Next = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Adds to every answer what keeps other sites, and any script that is not ours, out."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; answers about a person are kept by no cache."""
        response = self.get_response(request)
        if holds_plain_form(response):
            response.headers.setdefault("Referrer-Policy", "same-origin")
        for name, value in headers(address(request)).items():
            response.headers.setdefault(name, value)  # the letter, which carries its style, has a policy of its own
        return response


def holds_plain_form(response: HttpResponse) -> bool:
    """Return whether a page has a form that is sent without a script.

    Only such a page may say to this site, and to no other, where a request comes from: otherwise a browser hides where
    its form comes from, and one that sends no `Sec-Fetch-Site` (Safari before 16.4) could not send it at all.
    """
    kind = response.headers.get("Content-Type", "")
    return kind.startswith("text/html") and not response.streaming and PLAIN_FORM in response.content


def headers(by: str) -> dict[str, str]:
    """Return what every answer carries by one of the site's addresses."""
    found = {**HEADERS, "Cache-Control": "no-store"}
    return {**found, "Strict-Transport-Security": "max-age=31536000"} if by.startswith("https:") else found


def address(request: HttpRequest) -> str:
    """Return by which of the site's addresses it was reached; empty for a name that is not ours."""
    return reached(request.META)


def reached(meta: Mapping[str, Any]) -> str:
    """Return the same, by what the server says of a request."""
    return home.current().reached(str(meta.get("HTTP_HOST", "")))


def is_ours(meta: Mapping[str, Any]) -> bool:
    """Return whether a request came from a page of ours, or from a program that is no browser.

    Browsers send `Origin` with every POST, and a program that sends none has no cookie of anybody either. Where one
    hides it as `null`, Sec-Fetch-Site, which no page can set, decides.
    """
    ours, origin, site = reached(meta), meta.get("HTTP_ORIGIN"), meta.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return bool(site == "same-origin" and origin in (ours, "null", None))
    return bool(origin == ours or (origin is None and not meta.get("HTTP_COOKIE")))


class PlainFormatter(logging.Formatter):
    """Writes where in the code something broke, and nothing of what anybody sent."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message, or for an exception its type and place."""
        if not record.exc_info or record.exc_info[1] is None:
            return f"{record.levelname} {record.name}: {record.msg if not record.args else record.getMessage()}"
        problem = record.exc_info[1]
        frames = traceback.extract_tb(problem.__traceback__)[-3:]
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        return f"{record.levelname} {record.name}: {type(problem).__name__} at {where}"
