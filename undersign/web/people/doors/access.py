"""Which door a link opens, who is at it, and what each of them may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import b64, decode, octets
from undersign.protocol.errors import Refused
from undersign.protocol.joining import code
from undersign.protocol.signatures import verify
from undersign.web import home
from undersign.web.pages.answers import Stopped
from undersign.web.people import access
from undersign.web.people.models import Arrival, Door, Member, Present, Vouch

KNOCK = ("door", "signature")
WAIT = ("key", "signature")


def signed_here(purpose: str, name: str, key: bytes, signature: bytes) -> bool:
    """Return whether a key signed, for one of this site's addresses, who it is: the key of a link, or a member's own.

    What it signs is {"v": 1, "kind": purpose, "site": the address, name: the key}.
    """
    for site in home.current().addresses:
        try:
            verify(key, purpose, {"v": 1, "kind": purpose, "site": site, name: b64(key)}, signature)
        except Refused:
            continue
        return True
    return False


def holds_link(key: bytes, signature: bytes) -> bool:
    """Return whether somebody showed, by a knock, that they hold the secret of a link."""
    return signed_here("knock", "door", key, signature)


def knocked(body: dict[str, Any]) -> Door:
    """Return the door whose link the sender holds, also a closed one. Raises Refused, Stopped."""
    key = octets(32)(body["door"])
    door = Door.objects.filter(key=key).first()
    if not holds_link(key, octets(64)(body["signature"])) or door is None:
        raise _no_door()  # whoever guesses does not learn which of the two was wrong
    return door


def _no_door() -> Stopped:
    return Stopped("no_door", _("This link is not known here. Ask for a new one."), 404)


def room(body: dict[str, Any]) -> Door | None:
    """Return the room whose link the sender holds; None once it is over, or another took its place. Raises Stopped."""
    key = octets(32)(body["door"])
    if not holds_link(key, octets(64)(body["signature"])):
        raise _no_door()  # whoever guesses is told the same of any room
    door = Door.objects.filter(key=key).first()
    return door if door is not None and door.kind == Door.ROOM and not is_over(door) else None


def waited(body: dict[str, Any]) -> bytes:
    """Return the key of whoever asks how far it is, once it is sure that the key is theirs. Raises Refused."""
    key: bytes = octets(32)(body["key"])
    if not signed_here("wait", "key", key, octets(64)(body["signature"])):
        raise Refused("signature_wrong")
    return key


def is_over(door: Door) -> bool:
    """Return whether nobody can come in through this door any more, nor be vouched for at it."""
    return door.closes <= access.moment()


def check_open(door: Door) -> None:
    """Refuse a door that is closed, used or over. Raises Stopped."""
    if is_over(door):
        raise Stopped("door_over", _("This link is too old. Ask for a new one."), 410)
    if door.closed and door.arrivals.exists():
        raise Stopped("door_used", _("Somebody has used this link already. Ask for a new one."), 410)
    if door.closed:
        raise Stopped("door_closed", _("This link was closed. Ask for a new one."), 410)


def door_name(door: Door) -> str:
    """Return the name of a door's workplace as the member who opened it may read it."""
    return access.place_name(bytes(door.workplace), door.opened_by)


def about(door: Door) -> dict[str, Any]:
    """Return what the holder of a link is told about its door."""
    return {
        "kind": door.kind,
        "role": door.role,
        "workplace": b64(bytes(door.workplace)),
        "name": door_name(door),
        "by": door.opened_by.nickname if door.opened_by else "",
        "closes": door.closes.isoformat(),
        "day": access.signing_day(),
    }


def _there(door: Door) -> Iterable[tuple[bytes, Arrival | Present]]:
    for member in door.present.select_related("member").order_by("id"):
        yield bytes(member.member.key), member
    for arrival in door.arrivals.order_by("id"):
        yield bytes(arrival.key), arrival


def codes(door: Door) -> dict[bytes, str]:
    """Return the two words of everybody at a door, by key."""
    return _codes(door, (key for key, _each in _there(door)))


def _codes(door: Door, keys: Iterable[bytes]) -> dict[bytes, str]:
    return {key: " ".join(code(bytes(door.key), key)) for key in keys}


def _settled(key: bytes, workplace: bytes) -> bool:
    """Return whether the owner of a key belongs to a workplace by two vouches already."""
    person = access.people().person(key)
    return person is not None and workplace in access.people().workplaces(person)


def people_at(door: Door, reader: Member | None = None) -> list[dict[str, Any]]:
    """Return everybody at a door, with what a phone needs to check them; `vouched`: by the reader."""
    there = list(_there(door))  # read once, as somebody may come in meanwhile
    said = _codes(door, (key for key, _each in there))
    often = Counter(said.values())
    given = {bytes(vouch.member) for vouch in Vouch.objects.filter(giver=reader.key)} if reader else set()
    return [
        {
            "key": b64(key),
            "nickname": decode(bytes(each.document))["nickname"],
            "code": said[key],
            "twice": often[said[key]] > 1,
            "member": isinstance(each, Present),
            "settled": isinstance(each, Present) and _settled(key, bytes(door.workplace)),
            "vouches": Vouch.objects.filter(member=key).count(),
            "vouched": key in given,
            "document": decode(bytes(each.document)),
            "member_signature": b64(bytes(each.member_signature)),
            "door_signature": b64(bytes(each.door_signature)),
        }
        for key, each in there
    ]


def waiting(member: Member) -> list[dict[str, Any]]:
    """Return who waits at an invitation to a workplace of this member, or to which this member invited.

    Nobody, if this member does not stand: they can vouch for nobody, and people told this for the eyes of members.
    """
    if not access.stands(bytes(member.key)):
        return []
    places = set(access.places(member))
    doors = Door.objects.filter(kind=Door.INVITATION, closes__gt=access.moment(), arrivals__isnull=False)
    doors = doors.order_by("pk")
    seen = [door for door in doors if bytes(door.workplace) in places or door.opened_by == member]
    return [
        {**person, "about": about(door), "invitation": decode(bytes(door.word))}
        for door in seen
        for person in people_at(door, member)
    ]


def invitations(member: Member) -> list[dict[str, Any]]:
    """Return the invitations of a member that have not ended."""
    doors = Door.objects.filter(opened_by=member, kind=Door.INVITATION, closes__gt=access.moment()).order_by("id")
    may = access.stands(bytes(member.key))
    named = [(door, people_at(door, member) if may else []) for door in doors]
    return [
        {"key": b64(bytes(door.key)), "name": door_name(door), "closes": door.closes, "people": people}
        for door, people in named
        if not door.closed or door.arrivals.exists()
    ]
