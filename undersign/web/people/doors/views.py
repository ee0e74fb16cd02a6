"""The pages and addresses of links and rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import b64, octets
from undersign.web import home
from undersign.web.pages.answers import body, done, json_view
from undersign.web.people import access as people
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.doors import access, actions
from undersign.web.people.forms import ASKED, asked
from undersign.web.people.models import Arrival, Door, Member, Present


def _given(**more: object) -> dict[str, object]:
    """Return what the scripts of these pages need."""
    site = home.current()
    return {"origin": site.origin, "today": people.signing_day(), **more}


def _places(member: Member) -> list[tuple[str, str]]:
    named = [(b64(place), people.place_name(place, member)) for place in people.places(member)]
    return [(place, name) for place, name in named if name]


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Show whoever has a link what it is for, and ask what little has to be asked."""
    return render(request, "people/join.html", _given())


@require_POST
@json_view
def look(request: HttpRequest) -> HttpResponse:
    """Tell the holder of a link what it opens."""
    door = access.knocked(body(request, *access.KNOCK))
    access.check_open(door)
    return done(**access.about(door))


@require_POST
@json_view
def arrive(request: HttpRequest) -> HttpResponse:
    """Take in somebody who asks to join, at an invitation or in a room."""
    arrival = actions.arrive(asked(body(request, **ASKED)), Door.INVITATION, Door.ROOM)
    return done(state="waiting", door=b64(bytes(arrival.door.key)))


@require_POST
@json_view
def join_state(request: HttpRequest) -> HttpResponse:
    """Tell somebody who waits how far it is: `waiting`, `member` or `gone`."""
    key = access.waited(body(request, *access.WAIT))
    arrival = Arrival.objects.filter(key=key).first()
    if Member.objects.filter(key=key).exists():
        return done(state="member")
    if arrival is None or access.is_over(arrival.door):
        return done(state="gone")
    [person] = [each for each in access.people_at(arrival.door) if each["key"] == b64(key)]
    return done(state="waiting", vouches=person["vouches"], code=person["code"], about=access.about(arrival.door))


@require_safe
@members_only
def invite(request: MemberRequest) -> HttpResponse:
    """Show a member how to invite, and their open invitations."""
    member = request.member
    given = _given(places=_places(member), stands=people.stands(bytes(member.key)))
    return render(request, "people/invite.html", given | {"invitations": access.invitations(member)})


@require_POST
@members_only
@json_view
def open_invitation(request: MemberRequest) -> HttpResponse:
    """Open an invitation, which the member's phone has signed."""
    door = actions.open_invitation(request.member, body(request, word=dict)["word"])
    return done(closes=door.closes.isoformat())


@require_POST
@members_only
@json_view
def close(request: MemberRequest) -> HttpResponse:
    """Close a door of one's own."""
    actions.close(request.member, octets(32)(body(request, "door")["door"]))
    return done()


@require_safe
@members_only
def room(request: MemberRequest) -> HttpResponse:
    """Show a member how to open a room."""
    member = request.member
    given = _given(places=_places(member), stands=people.stands(bytes(member.key)))
    return render(request, "people/room.html", given)


@require_POST
@members_only
@json_view
def open_room(request: MemberRequest) -> HttpResponse:
    """Open a room."""
    sent = body(request, "door", "workplace")
    door = actions.open_room(request.member, octets(32)(sent["door"]), octets(32)(sent["workplace"]))
    return done(**access.about(door))


@require_POST
@members_only
@json_view
def enter(request: MemberRequest) -> HttpResponse:
    """Let a member into a room of which they have the link."""
    actions.enter(request.member, asked(body(request, **ASKED)))
    return done()


@require_POST
@json_view
def room_state(request: HttpRequest) -> HttpResponse:
    """Show everybody in a room who is there. That it is over is an answer as good as any: pages ask until they know."""
    door, day = access.room(body(request, *access.KNOCK)), people.signing_day()
    if door is None:
        return done(over=True, people=[], members=0, here=False, day=day)
    member: Member | None = getattr(request, "member", None)
    here = Present.objects.filter(door=door, member=member).exists() if member else False
    members = Present.objects.filter(door=door).count()
    return done(over=False, people=access.people_at(door, member), members=members, here=here, day=day)
