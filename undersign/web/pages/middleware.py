"""Answers nowhere but at the site's own addresses, and nothing that another site made a browser send."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from undersign.web import home, security
from undersign.web.pages.views import in_language, stopped

MISDIRECTED = 421
FORBIDDEN = 403
SAFE = ("GET", "HEAD", "OPTIONS")


class OwnAddress:
    """Shows nothing under another name: nobody can point an address of theirs here and pass the pages off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or say where the site is."""
        if security.address(request):
            return self.get_response(request)
        with in_language(request):
            say = gettext("Do not type your words or your PIN here. The address of the site is %(address)s.")
            heading = gettext("The site is not at this address")
            return stopped(request, "other_address", heading, say % {"address": home.current().address}, MISDIRECTED)


class SameOrigin:
    """Takes nothing that another site made a browser send: `Origin`, where there is one, must be ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it: to a person with a page, to a program with its reason."""
        if request.method in SAFE or security.is_ours(request.META):
            return self.get_response(request)
        with in_language(request):
            say = gettext("This came from another site, so nothing was done. Open the page here and try again.")
            return stopped(request, "other_origin", gettext("Nothing was done"), say, FORBIDDEN)
