"""The pages that need no account, and what is said when something is not there, not allowed or broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, gettext, override
from django.views.decorators.http import require_safe

from undersign.web.pages import context
from undersign.web.pages.answers import refuse, wants_json

RUNNERS: Final[list[Callable[[], list[str]]]] = []
"""Asked for the nicknames of the people who run the site. The app of stewards adds itself."""

RUNNERS_SHOWN: Final = 5


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Say what this is, who runs it, what it cannot do."""
    names = [name for each in RUNNERS for name in each()]
    shown = {"runners": names[:RUNNERS_SHOWN], "more": len(names) > RUNNERS_SHOWN}
    return render(request, "pages/first.html", shown)


@require_safe
def come_in(request: HttpRequest) -> HttpResponse:
    """Say how people become members."""
    return render(request, "pages/come_in.html")


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """Say what can go wrong."""
    return render(request, "pages/limits.html")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Ask search engines to stay away."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Answer the host's own watch, once the database has answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def in_language(request: HttpRequest) -> override:
    """Speak the language of the address, where a request is answered before anything has looked at it."""
    return override(language_of(request.path_info))


def language_of(path: str) -> str:
    """Return the language of an address."""
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def stopped(  # noqa: PLR0913 - what a page says, and where it leads
    request: HttpRequest, error: str, heading: str, say: str, status: int, back: str = ""
) -> HttpResponse:
    """Say why a request was not carried out. It reads neither session nor database, which may be what is broken.

    `back`: an address of this site to which the page leads; without one to the first page.
    """
    if wants_json(request):
        return refuse(error, say, status)
    words = {"heading": heading, "say": say, "member": getattr(request, "member", None), "back": back}
    return HttpResponse(render_to_string("pages/stopped.html", context.site(request) | words), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that what was sent makes no sense here."""
    heading = gettext("That did not work")
    return stopped(
        request, "bad_request", heading, gettext("The site could not read what was sent. Nothing was done."), 400
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that this is for others."""
    heading = gettext("This is not open to you")
    return stopped(
        request, "not_allowed", heading, gettext("Nothing was done. Sign in, or go back to the first page."), 403
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that there is no such page."""
    say = gettext("The address may be wrong, or the page is no longer there. Nothing of yours was changed.")
    return stopped(request, "not_found", gettext("This page is not here"), say, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, and what was kept."""
    say = gettext(
        "This is our fault, not yours. What the site had told you it received is kept. "
        "What you sent just now may not be. Go back, look, and send it again if it is not there."
    )
    return stopped(request, "broken", gettext("Something broke here"), say, 500)
