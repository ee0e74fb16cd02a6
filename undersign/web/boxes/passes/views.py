"""Passes, for members' phones: what to ask for, the request, the answers, words about an entry of a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import octets
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.boxes.definitions import actions as definitions
from undersign.web.boxes.models import Request
from undersign.web.boxes.passes import access, actions
from undersign.web.pages.answers import body, done, json_view
from undersign.web.people.access import MemberRequest, members_only


@require_safe
@members_only
@json_view
def mine(request: MemberRequest) -> HttpResponse:
    """Return the boxes for which this member's phone asks for a pass, or fetches one."""
    return done(boxes=access.asks(access.mine(request.member), request.member), now=int(home.now()))


@require_POST
@members_only
@json_view
def ask(request: MemberRequest, written: str) -> HttpResponse:
    """Enter a request for a pass."""
    box, word = access.for_listed(request.member, written), body(request, word=dict)["word"]
    actions.ask(box, _own(request, word.get("member")), word)
    return done()


@require_safe
@members_only
@json_view
def answers(request: MemberRequest, written: str) -> HttpResponse:
    """Return the keyholders' answers to this member's request."""
    box = access.for_listed(request.member, written)
    kept = Request.objects.filter(box=box, member__in=access.keys(request.member)).first()
    return done(answers=access.answers(kept))


@require_POST
@json_view
def ask_as_signer(request: HttpRequest, written: str) -> HttpResponse:
    """Enter a request by a signer's envelope key. It comes without an account, so that nothing ties one to the other.

    A page sends it without its cookie. Who stands on the list may ask; nobody else has such a key.
    """
    box, word = access.for_signers(written), body(request, word=dict)["word"]
    actions.ask(box, octets(32)(word.get("member")), word)
    return done()


@require_POST
@json_view
def signers_answers(request: HttpRequest, written: str) -> HttpResponse:
    """Return the keyholders' answers to the request of an envelope key. It stands in no address, nor in any log."""
    box, key = access.for_signers(written), octets(32)(body(request, key=str)["key"])
    kept = Request.objects.filter(box=box, member=key)
    return done(answers=access.answers(kept.first()))


@require_POST
@members_only
@json_view
def say(request: MemberRequest, written: str) -> HttpResponse:
    """Enter an objection to somebody on the list, or a confirmation."""
    box, word = access.for_listed(request.member, written), body(request, word=dict)["word"]
    definitions.say(box, _own(request, word.get("by")), word)
    return done()


def _own(request: MemberRequest, written: object) -> bytes:
    """Return the key that a document names, which must be one of this member's. Errors: member_not_listed."""
    key: bytes = octets(32)(written)
    if key not in access.keys(request.member):
        raise Refused("member_not_listed", "signed with another key")
    return key
