"""Which boxes a member is listed for, and how far they are with their pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest

from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.protocol.passes import IssuingKey
from undersign.web.boxes import access
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Box, Listed, Request
from undersign.web.people import access as people
from undersign.web.people.models import Member


def keys(member: Member) -> list[bytes]:
    """Return all keys under which a member may stand on a list."""
    person = people.person_of(member)
    return list(person.keys) if person else [bytes(member.key)]


def mine(member: Member, kinds: Collection[str] | None = None) -> list[Box]:
    """Return the boxes on whose lists a member stands, the newest first; what follows from a demand with it.

    Who signed a demand is not known by account, so its whole list sees the next steps; only signers' keys get a pass.
    """
    own = keys(member)
    stands = Q(listed__member__in=own) | Q(of__listed__member__in=own)
    found = Box.objects.select_related("book", "list_book", "of").filter(stands).distinct()
    return list((found if kinds is None else found.filter(kind__in=kinds)).order_by("-id"))


def for_listed(member: Member, written: str) -> Box:
    """Return the box of an address. Raises Http404 for everybody who does not stand on its list."""
    box = access.by_hex(written)
    if not sees(member, box):
        raise Http404
    return box


def sees(member: Member, box: Box) -> bool:
    """Return whether a member stands on the list of a box, or on that of the demand from which it follows."""
    return (box.of or box).listed.filter(member__in=keys(member)).exists()


def for_signers(written: str) -> Box:
    """Return the box of an address if it is for the signers of a demand, who ask without an account. Raises Http404."""
    box = access.by_hex(written)
    if box.of is None:
        raise Http404
    return box


def may_read(request: HttpRequest, name: str) -> bool:
    """Return whether whoever has signed in may read a book of a box: those on its list, if its kind shows the list."""
    member: Member | None = getattr(request, "member", None)
    if member is None:
        return False
    box = Box.objects.filter(book__name=name).first() or Box.objects.filter(list_book__name=name).first()
    if box is None or not sees(member, box):
        return False
    return name == box.book.name or KINDS[box.kind].shows_list


def issuers(box: Box, member: bytes) -> tuple[IssuingKey, ...]:
    """Return the issuing keys of a listed member's tag, in keyholder order. Errors: member_not_listed."""
    listed = Listed.objects.filter(box=box, member=member).first()
    if listed is None:
        raise Refused("member_not_listed", "this key does not stand on the list")
    return access.rules(box).issuers[listed.tag]


def about(box: Box, member: Member) -> dict[str, Any]:
    """Return what a member's phone needs to know of a box, to ask for its pass and to find its books."""
    request = Request.objects.filter(box=box, member__in=keys(member)).first()
    named = {"box": b64(bytes(box.box_id)), "kind": box.kind, "book": box.book.name, "list": box.list_book.name}
    if box.of:
        named |= {"of": b64(bytes(box.of.box_id)), "of_book": box.of.book.name}
    return {**named, "state": box.state, "asked": request is not None, "answers": answers(request)}


def answers(request: Request | None) -> list[dict[str, Any]]:
    """Return the blind signatures that have come for a request."""
    found = request.answers.order_by("keyholder") if request else ()
    return [{"keyholder": each.keyholder, "value": b64(bytes(each.value))} for each in found]


def asks(boxes: Iterable[Box], member: Member) -> list[dict[str, Any]]:
    """Return the boxes for which a phone may ask for a pass, or fetch one."""
    return [about(box, member) for box in boxes if access.takes_envelopes(box) and access.is_fixed(box)]


def about_me(member: Member) -> list[dict[str, Any]]:
    """Return on which lists a member stands, and for which they asked for a pass. What they sent nobody here knows."""
    return [{"box": each["box"], "asked": each["asked"]} for each in (about(box, member) for box in mine(member))]
