"""Words for the members' book. Every word enters here, and who is vouched for twice becomes a member here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, decode, octets, read, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import verify_signed
from undersign.protocol.vouches import SHAPES, SIGNED_BY
from undersign.web.pages.answers import Stopped
from undersign.web.people import access
from undersign.web.people.doors.access import codes, is_over
from undersign.web.people.models import Arrival, Door, Member, Present, Vouch
from undersign.web.record import actions as record

FIRST_DAY: Final = date(1970, 1, 1)
NO_VOUCH: Final = _("This is no vouch. Nothing was written down.")
PRESENT_LEAST: Final = 2  # members in a room before anybody there can be vouched for

VOUCHED: Final[list[Callable[[], None]]] = []
"""Called after each vouch, before it is final. The app of workplaces adds itself: somebody may belong somewhere now."""


@transaction.atomic
def write(word: Document, member: Member | None = None) -> None:
    """Write a signed word into the members' book, or nothing. `member`: who sent it, if a request did; they signed it.

    The rules are those by which everybody reads the book: the word is appended and read, and goes again if refused.
    Raises Refused, Stopped.
    """
    record.lock()
    found = _read(word, member)
    _check_day(found["day"])
    if found["kind"] == "vouch":
        _check_vouch(found)
    record.append("members", [word])
    access.people()
    if found["kind"] == "vouch":
        named = {"giver": found["from"], "member": found["to"]}
        Vouch.objects.create(**named, workplace=found["workplace"], role=found["role"], day=found["day"])
        _admit()
        for each in VOUCHED:
            each()
    if found["kind"] == "taken_back":
        person = access.people().person(found["to"])  # under whichever of their keys they were named
        Vouch.objects.filter(giver=found["from"], member__in=person.keys if person else [found["to"]]).delete()


def _read(word: Document, member: Member | None) -> Document:
    """Return the fields of a word once its signature is checked, bytes as bytes."""
    kind = word.get("kind")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise Refused("document_field", "kind")
    signer = octets(32)(word.get(SIGNED_BY[kind]))
    if member is not None and signer != bytes(member.key):
        say = _("This was signed with another key than that of your account. Nothing was written down.")
        raise Stopped("other_key", say, 403)
    return read(verify_signed(signer, kind, word), SHAPES[kind])


def _check_day(day: int) -> None:
    """Words stand in the book in the order of their days; around midnight a phone may have to sign again."""
    if day not in {access.today(), access.people().day} or day < access.people().day:
        say = _("The day has changed since this page was opened. Nothing was written down. Please try again.")
        raise Stopped("day_passed", say, 409, day=access.signing_day())


def _check_vouch(found: Document) -> None:
    _check_giver(found["from"], found["to"])
    arrival = Arrival.objects.filter(key=found["to"]).first()
    if arrival is not None:
        _check_arrival(arrival, found)
        return
    known = Member.objects.filter(key=found["to"]).first()
    if known is None:
        raise Stopped("nobody_waits", _("This person does not wait here any more. Nothing was written down."), 409)
    if known.role != found["role"]:
        raise Stopped("role", _("This person is here in another role. Nothing was written down."), 409)


def _check_giver(giver: bytes, to: bytes) -> None:
    if giver == to:
        raise Stopped("oneself", _("You cannot vouch for yourself. Two others can."), 403)
    if not access.stands(giver):
        if Member.objects.filter(key=giver, role=Member.ALLY).exists():
            raise Stopped("ally", _("Family and friends cannot vouch. A peer worker can."), 403)
        raise Stopped("not_standing", _("You can vouch once two people have vouched for you."), 403)
    person = access.people().person(giver)
    if person is not None and access.people().vouches_free(person, access.today()) < 1:
        free = FIRST_DAY + timedelta(days=access.next_vouch(person))
        say = gettext("You have vouched for twelve people in 90 days. You can vouch again from %(day)s.")
        raise Stopped("vouch_too_many", say % {"day": formats.date_format(free, "DATE_FORMAT")}, 409)
    if Vouch.objects.filter(giver=giver, member=to).exists():
        raise Stopped("vouched_before", _("You have vouched for this person before. Once is enough."), 409)


def _check_arrival(arrival: Arrival, found: Document) -> None:
    """Check a vouch against what the person asked for at the door, and in a room the room's own rules."""
    door, asked = arrival.door, decode(bytes(arrival.document))
    if is_over(door):
        raise Stopped("door_over", _("The time to vouch for this person is over. They need a new link."), 409)
    if asked["role"] != found["role"] or unb64(asked["place"]) != found["workplace"]:
        raise Stopped("role", _("This person asked for something else. Nothing was written down."), 409)
    if door.kind != Door.ROOM:
        return
    present = [bytes(each.member.key) for each in door.present.select_related("member")]
    if found["from"] not in present or len(present) < PRESENT_LEAST:
        say = _("In a room, two members must be there before anybody can vouch. Enter the room, then try again.")
        raise Stopped("room_members", say, 409)
    said = codes(door)
    if list(said.values()).count(said[found["to"]]) > 1:
        raise Stopped("code_twice", _("Two people here have the same two words. Nobody can vouch for them."), 409)


def _admit() -> None:
    """Make members of all who wait and whom two vouches hold up now. The join document goes with its arrival."""
    Arrival.objects.filter(key__in=Member.objects.values("key")).exclude(door__kind=Door.FOUNDING).delete()
    for arrival in Arrival.objects.exclude(door__kind=Door.FOUNDING).select_related("door"):
        asked = decode(bytes(arrival.document))
        if access.is_member(Member(key=arrival.key, role=asked["role"])):
            member = make_member(asked)
            if arrival.door.kind == Door.ROOM:
                signed = {"document": arrival.document, "member_signature": arrival.member_signature}
                Present.objects.create(
                    door=arrival.door, member=member, door_signature=arrival.door_signature, **signed
                )
            arrival.delete()


def make_member(asked: Document, *, founder: bool = False) -> Member:
    """Make the account of somebody who asked at a door, as their join document says."""
    told = {name: asked[name] for name in ("nickname", "role", "employer", "supervisor")}
    joined = FIRST_DAY + timedelta(days=access.today())
    return Member.objects.create(key=unb64(asked["member"]), founder=founder, joined=joined, **told)
