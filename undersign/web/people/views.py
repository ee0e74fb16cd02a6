"""Vouching: who waits for a coworker's word, and the word."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.vouches import VOUCHES_MOST
from undersign.web import home
from undersign.web.pages.answers import Stopped, body, done, json_view
from undersign.web.people import access, actions
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.doors.access import waiting


@require_safe
@members_only
def vouch(request: MemberRequest) -> HttpResponse:
    """Show a member who waits to be vouched for, and how often they may still vouch."""
    member = request.member
    site, person = home.current(), access.person_of(member)
    free = access.people().vouches_free(person, access.today()) if person else VOUCHES_MOST
    given = {"origin": site.origin, "today": access.signing_day(), "free": free}
    given |= {"next_day": access.next_vouch(person) if person and free < 1 else None}
    return render(request, "people/vouch.html", given | {"stands": access.stands(bytes(member.key))})


@require_safe
@members_only
@json_view
def who_waits(request: MemberRequest) -> HttpResponse:
    """Return who waits, with what the member's phone needs to check it."""
    return done(people=waiting(request.member), day=access.signing_day())


@require_POST
@members_only
@json_view
def give(request: MemberRequest) -> HttpResponse:
    """Write a vouch down."""
    word = body(request, word=dict)["word"]
    if word.get("kind") != "vouch":
        raise Stopped("bad_body", actions.NO_VOUCH)
    actions.write(word, request.member)
    return done()
