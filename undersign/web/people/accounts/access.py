"""What a member may see of their account, and of moves to a new phone that concern them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import Http404

from undersign.protocol.encoding import b64, decode, unb64
from undersign.protocol.joining import code
from undersign.protocol.vouches import Person
from undersign.web.people import access
from undersign.web.people.models import Arrival, Door, Member, Move, Vouch


class Known(NamedTuple):
    """Somebody whom a word names: the key by which it does, and the nickname; empty if they have left."""

    key: str
    nickname: str


def _known(person: Person) -> Known:
    account = access.account_of(person)
    return Known(b64(person.key), account.nickname if account else "")


def givers(member: Member) -> list[Known]:
    """Return who vouched for a member."""
    person = access.person_of(member)
    return sorted((_known(each) for each in person.vouches), key=lambda each: each.nickname) if person else []


def vouched_for(member: Member) -> list[Known]:
    """Return for whom a member vouched, as long as these have not left."""
    person = access.person_of(member)
    found = [_known(each) for each in person.vouched_for if not each.left] if person else []
    return sorted((each for each in found if each.nickname), key=lambda each: each.nickname)


def movable(member: Member) -> list[Known]:
    """Return whom a member who stands can help to a new phone: those for whom they vouched, but no founder."""
    if not access.stands(bytes(member.key)):
        return []
    person = access.person_of(member)
    founders = {b64(each.key) for each in person.vouched_for if each.founder} if person else set()
    return [each for each in vouched_for(member) if each.key not in founders]


def place_names(member: Member) -> list[str]:
    """Return the names of a member's workplaces."""
    return [name for place in access.places(member) if (name := access.place_name(place, member))]


def may_help(helper: Member, member: Member) -> bool:
    """Return whether one member stands and vouched for another, who is no founder."""
    return b64(bytes(member.key)) in {each.key for each in movable(helper)}


def moves_of(member: Member) -> list[Move]:
    """Return the moves of a member's own place that have begun."""
    return list(Move.objects.filter(member=member).order_by("pk"))


def moves_for(member: Member) -> list[Move]:
    """Return the moves of those for whom a member vouched, once somebody has opened the link."""
    keys = [unb64(each.key) for each in movable(member)]
    return list(Move.objects.filter(member__key__in=keys, new__isnull=False).select_related("member").order_by("pk"))


def move_for(helper: Member, number: int) -> Move:
    """Return a move that a member may confirm or look at. Raises Http404."""
    found = Move.objects.select_related("member").filter(pk=number, new__isnull=False).first()
    if found is None or not may_help(helper, found.member):
        raise Http404
    return found


def said(move: Move) -> set[Person]:
    """Return who has said in the record that the place moves to this key."""
    person = access.person_of(move.member)
    return person.moves.get(bytes(move.new or b""), set()) if person else set()


def step(move: Move, helper: Member) -> str:
    """Return what a voucher can do now: `first`, `second`, or `wait`."""
    asker = access.people().person(bytes(move.asked_by))
    me = access.person_of(helper)
    if move.first_word is None:
        return "first" if me is asker else "wait"
    if move.second_word is not None or me in said(move):
        return "wait"
    return "second"


def two_words(move: Move) -> str:
    """Return the two words that the new phone shows."""
    return " ".join(code(bytes(move.door), bytes(move.new or b"")))


def checkable(move: Move) -> str:
    """Return as JSON what a voucher's phone checks before it signs."""
    signatures = {"member": b64(bytes(move.member_signature or b"")), "door": b64(bytes(move.door_signature or b""))}
    first = decode(bytes(move.first_word)) if move.first_word else None
    return json.dumps({"document": decode(bytes(move.document or b"")), "signatures": signatures, "first": first})


def waits(key: bytes) -> str:
    """Return what the owner of a key waits for: `door`, `move`, or nothing."""
    if Arrival.objects.filter(key=key).exists():
        return "door"
    return "move" if Move.objects.filter(new=key).exists() else ""


def about_account(member: Member) -> dict[str, Any]:
    """Return everything that the tables of people hold about a member."""
    person = access.person_of(member)
    keys = person.keys if person else [bytes(member.key)]
    named = {name: getattr(member, name) for name in ("nickname", "role", "employer", "supervisor", "founder")}
    vouches = Vouch.objects.filter(Q(giver__in=keys) | Q(member__in=keys)).order_by("pk")
    return {
        **named,
        "joined": member.joined.isoformat(),
        "keys": [b64(key) for key in keys],
        "vouches": [_vouch(each) for each in vouches],
        "doors": [_door(each) for each in Door.objects.filter(opened_by=member).order_by("pk")],
        "rooms_entered": list(Door.objects.filter(present__member=member).values_list("pk", flat=True)),
        "moves": [_move(each) for each in Move.objects.filter(Q(member=member) | Q(asked_by__in=keys))],
    }


def _vouch(vouch: Vouch) -> dict[str, Any]:
    keys = {"from": b64(bytes(vouch.giver)), "to": b64(bytes(vouch.member)), "workplace": b64(bytes(vouch.workplace))}
    return {**keys, "role": vouch.role, "day": vouch.day}


def _door(door: Door) -> dict[str, Any]:
    named = {"kind": door.kind, "role": door.role, "closed": door.closed, "closes": door.closes.isoformat()}
    return {"key": b64(bytes(door.key)), "workplace": b64(bytes(door.workplace)), **named}


def _move(move: Move) -> dict[str, Any]:
    new = b64(bytes(move.new)) if move.new else ""
    due = move.due.isoformat() if move.due else ""
    return {"asked": move.asked.isoformat(), "asked_by": b64(bytes(move.asked_by)), "new": new, "due": due}
