"""Who has signed in. A session belongs to one key of one member and ends when that key is not theirs any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from undersign.protocol.encoding import b64
from undersign.web.people.models import Member

MEMBER = "member"
KEY = "key"
BORROWED = "borrowed"  # the phone is not the member's own


class Request(HttpRequest):
    """A request, once it is known whose it is."""

    member: Member | None


class SignedIn:
    """Sets `request.member`: the member, or None. On a borrowed phone each request starts its 15 minutes anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look up the member of the session; a session that no longer fits is ended."""
        cast("Request", request).member = _member(request)
        return self.get_response(request)


def _member(request: HttpRequest) -> Member | None:
    number = request.session.get(MEMBER)
    if number is None:
        return None
    member = Member.objects.filter(pk=number).first()
    if member is None or request.session.get(KEY) != b64(bytes(member.key)):
        request.session.flush()
        return None
    request.session.modified |= BORROWED in request.session
    return member
