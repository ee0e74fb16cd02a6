"""How much one address may ask for. The counts are in memory, under marks that nobody can turn back into addresses."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from undersign.web.pages import views

DEFAULT: Final = {
    "seconds": 600,  # after this, all counts and the salt are dropped
    "each": 12_000,  # requests of one address: a room of forty people behind one router
    "each_entry": 300,  # tries of one address to sign in or to join
    "all": 240_000,
    "all_entries": 6_000,
}
"""Settings may hold other LIMITS, or None for none. Each process of the site counts for itself."""

ENTRIES: Final = re.compile(r"(/es)?/(sign-in|join|come-back|founding|doors/look)(/|$)")
IPV6_NETWORK: Final = 64

clock = time.monotonic


@dataclass
class Window:
    """What was asked for since `began`, by marks that only this window's salt gives."""

    began: float
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    counts: Counter[bytes] = field(default_factory=Counter)

    def over(self, address: str, *, entry: bool, most: dict[str, int]) -> bool:
        """Return whether a request is one too many. If not, it is counted.

        What is refused counts nowhere: so no single address can use up what there is for all, and marks stay few.
        """
        mark = hmac.digest(self.salt, _network(address).encode(), hashlib.sha256)[:16]
        asked = [(mark, "each"), (b"all", "all")]
        if entry:
            asked += [(mark + b"entry", "each_entry"), (b"all entries", "all_entries")]
        if any(self.counts[name] >= most[limit] for name, limit in asked):
            return True
        self.counts.update(name for name, _ in asked)
        return False


class _Present:
    """The one window that is open now."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.window = Window(clock())

    def ask(self, address: str, *, entry: bool, most: dict[str, int]) -> int:
        """Count a request; return 0, or after how many seconds to come back."""
        with self.lock:
            now = clock()
            if now - self.window.began >= most["seconds"]:
                self.window = Window(now)
            over = self.window.over(address, entry=entry, most=most)
            return max(1, int(self.window.began + most["seconds"] - now)) if over else 0


_PRESENT: Final = _Present()


def forget() -> None:
    """Drop all counts and the salt."""
    with _PRESENT.lock:
        _PRESENT.window = Window(clock())


def address_of(meta: Mapping[str, Any]) -> str:
    """Return where a request comes from: the machine itself only passes on what its own proxy says."""
    direct = str(meta.get("REMOTE_ADDR", ""))
    if direct and not _is_here(direct):
        return direct
    return str(meta.get("HTTP_X_FORWARDED_FOR", direct)).rpartition(",")[2].strip()


def wait_seconds(meta: Mapping[str, Any], *, entry: bool = False) -> int:
    """Count a request, by what the server says of it; return 0, or after how many seconds to come back."""
    most = getattr(settings, "LIMITS", DEFAULT)
    return 0 if most is None else _PRESENT.ask(address_of(meta), entry=entry, most=most)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return True  # the name of a socket on this machine


def _network(address: str) -> str:
    """Return the address, or for IPv6 the network that one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:  # noqa: PLR2004 - the version of the protocol
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False))


class Limits:
    """Answers 429 to whoever asks too much, and 413 to what is too long, before anything else is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it."""
        entry = request.method == "POST" and ENTRIES.match(request.path_info) is not None
        wait = wait_seconds(request.META, entry=entry)
        if wait:
            return _too_many(request, wait)
        _mend(request)
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return _too_long(request)
        return self.get_response(request)


def _mend(request: HttpRequest) -> None:
    """Let every body be read as UTF-8, and none without a length: Django breaks on some other claims about it."""
    if request.encoding is not None:
        request.encoding = "utf-8"
    if not re.fullmatch("[0-9]{0,20}", str(request.META.get("CONTENT_LENGTH") or "")):
        request.META["CONTENT_LENGTH"] = "0"


def _length(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    with views.in_language(request):
        say = gettext(
            "Many requests came from your network in a short time. Nothing was done. Wait ten minutes, then try again."
        )
        answer = views.stopped(request, "too_many", gettext("Please wait a little"), say, 429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _too_long(request: HttpRequest) -> HttpResponse:
    with views.in_language(request):
        say = gettext("What was sent is too long for this site. Nothing was kept of it. Send less, then try again.")
        return views.stopped(request, "too_long", gettext("That was too long"), say, 413)
