"""The page on which anybody checks the record with their own device."""

from __future__ import annotations

import re
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from undersign.web import home
from undersign.web.record import readers

CLOCK_MOST: Final = 14 * 86_400  # seconds, in one step


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock of a rehearsal on this machine forward, and go back to the page. There is none anywhere else."""
    site, seconds, back = home.current(), request.POST.get("seconds", ""), request.POST.get("back", "")
    if not site.moves_clock or not re.fullmatch("[1-9][0-9]{0,7}", seconds):
        raise Http404
    site.move_clock(min(int(seconds), CLOCK_MOST))
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if ours else reverse("pages:first"))


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Give the page; what it finds out, the browser finds out by itself."""
    member = readers.is_member(request)
    claimed = sum(count() for count in readers.claims) if member else None
    site = home.current()
    about = {"origin": site.origin, "is_member": member, "claimed": claimed}
    return render(request, "record/check.html", about)
