"""The page on which anybody checks the record with their own device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersign.web import home
from undersign.web.record import readers


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Give the page; what it finds out, the browser finds out by itself."""
    member = readers.is_member(request)
    claimed = sum(count() for count in readers.claims) if member else None
    site = home.current()
    about = {"origin": site.origin, "is_member": member, "claimed": claimed}
    return render(request, "record/check.html", about)
