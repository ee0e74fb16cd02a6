"""Key meetings over HTTP. Nobody signs in: what a keyholder says is signed, and nothing else is taken."""

from __future__ import annotations

import re
import time

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import Document
from undersign.web.meetings import access, actions
from undersign.web.meetings.models import Meeting
from undersign.web.pages.answers import BadBody, body, done, json_view


@require_safe
def opened(_request: HttpRequest) -> HttpResponse:
    """Name the meetings that are open."""
    return done(meetings=[bytes(each.hash).hex() for each in access.opened(time.time())])


def _found(hashed: str) -> Meeting:
    found = None
    if re.fullmatch("[0-9a-f]{64}", hashed):
        found = access.meeting(bytes.fromhex(hashed), time.time())
    if found is None:
        raise Http404
    return found


@require_safe
def meeting(_request: HttpRequest, hashed: str) -> HttpResponse:
    """Give everything that was said in a meeting."""
    return done(**access.whole(_found(hashed)))


@require_POST
@json_view
def begin(request: HttpRequest) -> HttpResponse:
    """Take a ceremony document in."""
    given: Document = body(request, ceremony=dict)["ceremony"]
    return done(meeting=bytes(actions.begin(given, time.time()).hash).hex())


@require_POST
@json_view
def say(request: HttpRequest, hashed: str) -> HttpResponse:
    """Take in what keyholders say."""
    given = body(request, messages=list)["messages"]
    if not all(isinstance(each, dict) for each in given):
        raise BadBody
    return done(new=actions.say(_found(hashed), given))
