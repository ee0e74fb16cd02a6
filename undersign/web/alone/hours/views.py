"""The pages of My hours. Every visitor gets the same bytes: they know no session, so a phone may keep them."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from undersign.protocol.encoding import sha256
from undersign.web import client
from undersign.web.alone import duties as tasks
from undersign.web.alone.rendering import lean
from undersign.web.pages import context

PAGES: Final = {
    "hours": "hours",
    "hours_totals": "hours/totals",
    "hours_log": "hours/log",
    "hours_keep": "hours/keep",
}
"""The name of each page, which its template shares, and its address."""

KINDS: Final = (
    ("paid", gettext_lazy("Paid work")),
    ("notes", gettext_lazy("Unpaid: notes")),
    ("meetings", gettext_lazy("Unpaid: meetings")),
    ("debriefing", gettext_lazy("Unpaid: debriefing")),
    ("training", gettext_lazy("Unpaid: training")),
    ("calls", gettext_lazy("Unpaid: calls at home")),
    ("supervision", gettext_lazy("Supervision for me")),
    ("organizing", gettext_lazy("Organizing")),
)
"""The kinds of time, by the codes of client/hours/kinds.js."""

LENGTHS: Final = (15, 30, 60, 120, 240, 480)
"""How many minutes stand on buttons."""

TWICE: Final = (("start", "start-fold"), ("end", "end-fold"))
WORKER: Final = "hours/worker.js"
ICONS: Final = {"hours/icon.svg": "any", "hours/icon.png": "192x192"}
RARE: Final = frozenset({"hours/backup_words.js"})
"""Not kept on the phone: the list of words, which only who types twelve of them needs."""

NAMED: Final = re.compile(r'(?:src|href)="(/client/[^"]+)"')
COLOUR: Final = re.compile(r"--(paper|do): (#[0-9a-f]{6});")


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Give a page."""
    return HttpResponse(_page(request, name))


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Say which files the pages of this language consist of, each with its hash: a phone keeps all of them or none."""
    pages = {reverse(f"alone:{name}"): _page(request, name) for name in PAGES}
    named = {path.removeprefix(client.prefix()) for text in pages.values() for path in NAMED.findall(text)}
    hashes = {address: sha256(text.encode()) for address, text in pages.items()}
    hashes[reverse("alone:hours_duties")] = sha256(_duties())
    hashes |= {client.prefix() + path: client.files()[path] for path in client.reached(frozenset(named), RARE)}
    listed = [{"address": address, "hash": hashed.hex()} for address, hashed in sorted(hashes.items())]
    version = sha256("".join(f"{each['hash']} {each['address']}\n" for each in listed).encode()).hex()[:16]
    return JsonResponse({"version": version, "files": listed})


@require_safe
def duties(_request: HttpRequest) -> HttpResponse:
    """Give the list of tasks that this host has, in the language of the address."""
    return HttpResponse(_duties(), content_type="application/json")


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """Say how a phone shows the pages among its programs: under a name that gives nothing away."""
    style = (client.SERVED / "look/tokens.css").read_text()
    light = dict(reversed(COLOUR.findall(style)))  # the light colours come first
    start = reverse("alone:hours")
    said = {
        "name": gettext("Hours"),
        "short_name": gettext("Hours"),
        "lang": get_language(),
        "id": start,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": light["paper"],
        "theme_color": light["paper"],
        "icons": [{"src": client.prefix() + path, "sizes": sizes} for path, sizes in ICONS.items()],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Give the script that keeps the pages, as the record names it, from an address above them."""
    return HttpResponse((client.SERVED / WORKER).read_bytes(), content_type="text/javascript; charset=utf-8")


def _duties() -> bytes:
    return json.dumps({"duties": tasks.for_scripts()}, ensure_ascii=False, separators=(",", ":")).encode()


def _page(request: HttpRequest, name: str) -> str:
    """Return a page as everybody gets it by this address of the site."""
    asked = HttpRequest()
    asked.method, asked.path = "GET", reverse(f"alone:{name}")
    asked.META["HTTP_HOST"] = request.META.get("HTTP_HOST", "")
    known: dict[str, Any] = {"here": name, "kinds": KINDS, "lengths": LENGTHS, "twice": TWICE}
    known |= {"week_days": range(7), "month_days": range(1, 32)}
    return lean(f"alone/hours/{name}.html", context.site(asked) | known)
