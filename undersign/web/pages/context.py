"""What every page knows: whose site it is, whether all is made up, and its own address in the other language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import get_language_from_path

from undersign.web import home, security

SPANISH = "/es"


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the words that the base page needs."""
    path, query = request.path, request.META.get("QUERY_STRING", "")
    spanish = get_language_from_path(path) == "es"
    # Quoted, and with one slash in front, an address that somebody made up cannot lead to another site.
    other = ("" if spanish else SPANISH) + "/" + quote(path.removeprefix(SPANISH if spanish else "").lstrip("/"))
    here = home.current()
    return {
        "address": security.address(request),
        "addresses": " ".join(here.addresses),
        "link_address": here.address,
        "site_title": here.settings["title"],
        "rehearsal": here.rehearsal,
        "moves_clock": here.moves_clock,
        "other_language": "en" if spanish else "es",
        "other_address": other + (f"?{query}" if query and request.method == "GET" else ""),
    }
