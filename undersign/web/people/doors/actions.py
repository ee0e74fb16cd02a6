"""Opening doors, arriving at them, closing them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, encode, integer, octets
from undersign.protocol.signatures import check_key
from undersign.web.pages.answers import Stopped
from undersign.web.people import access
from undersign.web.people.actions import FIRST_DAY, write
from undersign.web.people.doors.access import check_open
from undersign.web.people.forms import Asked
from undersign.web.people.models import Arrival, Door, Member, Move, Present
from undersign.web.record.actions import lock

INVITATION_DAYS: Final = 7
INVITATIONS_MOST: Final = 12  # open at one time, by one member
ROOM_HOURS: Final = 2
ROOM_MOST: Final = 12  # people, members among them


@transaction.atomic
def open_invitation(member: Member, word: Document) -> Door:
    """Write a member's invitation into the book and open its door. Raises Refused, Stopped."""
    lock()
    sweep()
    if word.get("kind") != "invitation":
        raise Stopped("invitation", _("This is no invitation. Nothing was done."))
    _check_host(member, octets(32)(word.get("workplace")))
    until, key = integer()(word.get("until")), octets(32)(word.get("invitation"))
    if until > access.today() + INVITATION_DAYS:
        raise Stopped("invitation", _("An invitation lasts seven days at most. Nothing was done."))
    mine = Door.objects.filter(opened_by=member, kind=Door.INVITATION, closed=False, closes__gt=access.moment())
    if mine.count() >= INVITATIONS_MOST:
        raise Stopped("invitation_many", _("You have twelve open invitations. Close one before the next."), 409)
    _check_new(key)
    write(word, member)
    ends = datetime.combine(FIRST_DAY + timedelta(days=until + 1), datetime.min.time(), UTC)
    opened = {"workplace": octets(32)(word["workplace"]), "role": word["role"], "closes": ends}
    return Door.objects.create(key=key, kind=Door.INVITATION, opened_by=member, word=encode(word), **opened)


@transaction.atomic
def open_room(member: Member, key: bytes, workplace: bytes) -> Door:
    """Open a room for two hours; nothing of it stands in the record. Raises Refused, Stopped."""
    lock()
    sweep()
    _check_host(member, workplace)
    _check_new(check_key(key))
    Door.objects.filter(opened_by=member, kind=Door.ROOM).delete()  # one room at a time
    closes = access.moment() + timedelta(hours=ROOM_HOURS)
    return Door.objects.create(key=key, kind=Door.ROOM, opened_by=member, workplace=workplace, closes=closes)


def _check_host(member: Member, workplace: bytes) -> None:
    if not access.stands(bytes(member.key)):
        raise Stopped("not_standing", _("You can let people in once two peer workers have vouched for you."), 403)
    if workplace not in access.places(member):
        raise Stopped("workplace", _("Choose a workplace that is yours."), 403)


def _check_new(key: bytes) -> None:
    if Door.objects.filter(key=key).exists():
        raise Stopped("door_known", _("This link exists already. Load the page again."), 409)


@transaction.atomic
def close(member: Member, key: bytes) -> None:
    """Close a door that this member opened; whoever waits at it waits no more."""
    lock()
    for door in Door.objects.filter(opened_by=member, key=key):
        door.arrivals.all().delete()
        door.closed = True
        door.save(update_fields=["closed"])


@transaction.atomic
def arrive(asked: Asked, *kinds: str) -> Arrival:
    """Let somebody wait at a door of one of these kinds; the same again changes nothing. Raises Stopped."""
    lock()
    sweep()
    door, key = _door(asked, *kinds), asked.found["member"]
    again = door.arrivals.filter(key=key).first()
    if again is not None and bytes(again.document) == encode(asked.document):
        return again
    check_open(door)
    _check_newcomer(key)
    _check_asked(door, asked)
    _check_space(door)
    Arrival.objects.filter(key=key).delete()  # whoever has a new link waits there only
    if door.kind == Door.INVITATION:
        door.closed = True  # for one person
        door.save(update_fields=["closed"])
    return Arrival.objects.create(door=door, key=key, **_signed(asked))


@transaction.atomic
def enter(member: Member, asked: Asked) -> Present:
    """Let a member into a room; the same again changes nothing. Raises Stopped."""
    lock()
    door = _door(asked, Door.ROOM)
    again = door.present.filter(member=member).first()
    if again is not None:
        return again
    check_open(door)
    told = asked.found
    if (told["member"], told["nickname"]) != (bytes(member.key), member.nickname) or not access.is_member(member):
        raise Stopped("other_key", _("This was signed with another key than that of your account."), 403)
    _check_place(door, asked)
    _check_space(door)
    return Present.objects.create(door=door, member=member, **_signed(asked))


def _door(asked: Asked, *kinds: str) -> Door:
    door = Door.objects.filter(key=asked.found["door"], kind__in=kinds).first()
    if door is None:
        raise Stopped("no_door", _("This link is not known here. Ask for a new one."), 404)
    return door


def _signed(asked: Asked) -> dict[str, bytes]:
    signatures = {"member_signature": asked.member_signature, "door_signature": asked.door_signature}
    return {"document": encode(asked.document), **signatures}


def _check_newcomer(key: bytes) -> None:
    if Member.objects.filter(key=key).exists():
        raise Stopped("member_already", _("You are a member already. Sign in instead."), 409)
    if Move.objects.filter(new=key).exists():
        raise Stopped("key_moves", _("A place is about to move to these twelve words. Make new ones."), 409)
    person = access.people().person(key)
    if person is not None and (person.left or person.key != key):
        raise Stopped("key_used", _("These twelve words belong to an account that has ended. Make new ones."), 409)


def _check_asked(door: Door, asked: Asked) -> None:
    if asked.found["role"] != door.role:
        raise Stopped("role", _("This link is for another role. Ask whoever gave it to you."), 409)
    _check_place(door, asked)


def _check_place(door: Door, asked: Asked) -> None:
    if asked.found["place"] != bytes(door.workplace):
        raise Stopped("workplace", _("This link is for another workplace. Ask whoever gave it to you."), 409)


def _check_space(door: Door) -> None:
    if door.kind == Door.ROOM and door.arrivals.count() + door.present.count() >= ROOM_MOST:
        raise Stopped("room_full", _("Twelve people are in this room. That is the most. Open another one."), 409)


def sweep() -> None:
    """Delete who waited at a door whose time is over, and rooms altogether."""
    over = Door.objects.filter(closes__lte=access.moment()).exclude(kind=Door.FOUNDING)
    Arrival.objects.filter(door__in=over).delete()
    over.filter(kind=Door.ROOM).delete()
