"""The page of the founders' meeting, and what their phones send."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import array, octets
from undersign.web import home
from undersign.web.pages.answers import body, done, json_view
from undersign.web.people.access import signing_day
from undersign.web.people.doors.access import KNOCK
from undersign.web.people.forms import ASKED, asked
from undersign.web.people.founding import access, actions


@require_safe
def founding(request: HttpRequest) -> HttpResponse:
    """Show the founders' page; without the link it shows nobody."""
    site = home.current()
    given = {"origin": site.origin, "today": signing_day()}
    return render(request, "people/founding.html", given)


@require_POST
@json_view
def state(request: HttpRequest) -> HttpResponse:
    """Show who is there."""
    return done(**access.state(access.at_founding(body(request, *KNOCK))))


@require_POST
@json_view
def arrive(request: HttpRequest) -> HttpResponse:
    """Let a founder in."""
    actions.arrive(asked(body(request, **ASKED)))
    return done()


@require_POST
@json_view
def remove(request: HttpRequest) -> HttpResponse:
    """Take somebody off who is not there."""
    sent = body(request, *KNOCK, "key")
    actions.remove(access.at_founding(sent), octets(32)(sent["key"]))
    return done()


@require_POST
@json_view
def fix(request: HttpRequest) -> HttpResponse:
    """Fix the list."""
    sent = body(request, *KNOCK, keys=list)
    actions.fix(access.at_founding(sent), array(octets(32), 0, actions.FOUNDERS_MOST)(sent["keys"]))
    return done()


@require_POST
@json_view
def throw_away(request: HttpRequest) -> HttpResponse:
    """Throw the fixed list away."""
    actions.throw_away(access.at_founding(body(request, *KNOCK)))
    return done()


@require_POST
@json_view
def sign(request: HttpRequest) -> HttpResponse:
    """Take a founder's signature of the list."""
    sent = body(request, *KNOCK, "list", "key", "founders_signature")
    signature = octets(64)(sent["founders_signature"])
    actions.sign(access.at_founding(sent), octets(32)(sent["list"]), octets(32)(sent["key"]), signature)
    return done()
