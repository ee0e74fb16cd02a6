"""Pages and addresses for moving to a new phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersign.protocol.encoding import b64, octets
from undersign.web.pages.answers import Stopped, body, done, json_view
from undersign.web.people import access as people
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.accounts import access, move_actions
from undersign.web.people.accounts.views import given
from undersign.web.people.doors.access import KNOCK, holds_link
from undersign.web.people.forms import ASKED, asked
from undersign.web.people.models import Move


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def lost(request: MemberRequest) -> HttpResponse:
    """Show a member whom they can help to a new phone, or begin a move."""
    if request.method == "POST":
        return _begin(request)
    member = request.member
    moves = [(each, access.step(each, member)) for each in access.moves_for(member)]
    return render(request, "people/lost.html", given(people=access.movable(member), moves=moves))


@json_view
def _begin(request: MemberRequest) -> HttpResponse:
    sent = body(request, "member", "door")
    move_actions.begin(request.member, octets(32)(sent["member"]), octets(32)(sent["door"]))
    return done()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def move(request: MemberRequest, number: int) -> HttpResponse:
    """Show a voucher one move, or take their word for it."""
    found = access.move_for(request.member, number)
    if request.method == "POST":
        return _confirm(request, found)
    step = access.step(found, request.member)
    day = people.signing_day() if step == "first" else move_actions.second_day(found)
    shown = {"move": found, "step": step, "day": day, "check": access.checkable(found)}
    return render(request, "people/move.html", given(old=b64(bytes(found.member.key)), **shown))


@json_view
def _confirm(request: MemberRequest, found: Move) -> HttpResponse:
    move_actions.confirm(request.member, found, body(request, word=dict)["word"])
    return done()


@require_POST
@members_only
@json_view
def stop(request: MemberRequest) -> HttpResponse:
    """Stop every move of one's own place, by words that the member's phone has signed."""
    move_actions.stop(request.member, body(request, words=list)["words"])
    return done()


@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Show whoever has a link from a voucher how to come back with a new phone."""
    return render(request, "people/come_back.html", given())


@require_POST
@json_view
def look(request: HttpRequest) -> HttpResponse:
    """Tell the holder of a link whose place it moves."""
    sent = body(request, *KNOCK)
    key = octets(32)(sent["door"])
    found = Move.objects.select_related("member").filter(door=key).first()
    if not holds_link(key, octets(64)(sent["signature"])) or found is None:
        raise Stopped("no_door", _("This link is not known here. Ask for a new one."), 404)
    if found.new is not None:
        raise Stopped("door_used", _("Somebody has used this link already. Ask for a new one."), 410)
    member = found.member
    told = {"employer": member.employer, "supervisor": member.supervisor}
    return done(nickname=member.nickname, role=member.role, **told)


@require_POST
@json_view
def arrive(request: HttpRequest) -> HttpResponse:
    """Take in a new phone."""
    move_actions.arrive(asked(body(request, **ASKED)))
    return done()
