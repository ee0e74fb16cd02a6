"""Carrying a key meeting: only what a keyholder has signed, one message in one place, at last into the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, encode
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import (
    SUCCESSION_PURPOSE,
    TRANSCRIPT_ROUND,
    Ceremony,
    Team,
    check_transcript,
    read_ceremony,
    read_succession,
    succession,
)
from undersign.protocol.signatures import verify
from undersign.web.meetings import access
from undersign.web.meetings.models import Meeting, Message
from undersign.web.pages.answers import Stopped
from undersign.web.record import access as record_access
from undersign.web.record import actions as record

OPEN_MOST: Final = 5
QUIET: Final = 3600  # seconds after which a meeting in which nobody spoke makes room
MESSAGE_MOST: Final = 40_000  # bytes: a transcript of 25 keyholders, 13 of whom open
AT_ONCE: Final = 8

Place = tuple[int, int, int]  # round, sender, reader


@transaction.atomic
def begin(document: Document, now: float) -> Meeting:
    """Keep a ceremony document, so that its keyholders find it. One that is kept already is passed over.

    Raises Stopped if there are five meetings. Errors: as read_ceremony and record.check_fits.
    """
    ceremony = read_ceremony(document)
    record.lock()
    Meeting.objects.filter(began__lte=int(now) - access.DAYS * access.DAY).delete()
    known = access.meeting(ceremony.hash, now)
    if known is not None:
        return known
    record.check_fits(ceremony)
    waiting = [each for each in access.opened(now) if not each.entered]
    if len(waiting) >= OPEN_MOST:
        _make_room(waiting, now)
    return Meeting.objects.create(hash=ceremony.hash, document=encode(document), began=int(now))


def _make_room(waiting: list[Meeting], now: float) -> None:
    """Throw away the oldest meeting in which nobody has spoken for an hour. Raises Stopped if there is none."""
    for each in waiting:
        if each.began <= now - QUIET and not each.messages.exists():
            each.delete()
            return
    say = _("Five key meetings are open. Nothing was written down. Wait until one of them is over.")
    raise Stopped("too_many_meetings", say, 409)


@transaction.atomic
def say(found: Meeting, documents: Sequence[Document]) -> int:
    """Keep what keyholders say; return how much of it is new. With the last word the team enters the record.

    Raises Stopped for too much. Errors: ceremony_ended for a second message in one place; as check_message,
    check_drill and verify.
    """
    if len(documents) > AT_ONCE or any(len(encode(each)) > MESSAGE_MOST for each in documents):
        raise Stopped("too_long", _("That was too much at once. Nothing was written down."), 413)
    record.lock()
    ceremony = access.ceremony(found)
    new = sum(_keep(found, _place(found, ceremony, each), encode(each)) for each in documents)
    found.refresh_from_db()
    if not found.entered:
        _end(found, ceremony)
    return new


def _place(found: Meeting, ceremony: Ceremony, document: Document) -> Place:
    """Return where a checked message stands. Errors: those of each kind."""
    kind = document.get("kind")
    if kind == "ceremony_message":
        place = rounds.check_message(ceremony, document)
        if (place[2] != 0) != (place[0] == rounds.DEAL) or place[2] > ceremony.n:
            raise Refused("ceremony_rule", "a message of this round has another reader")
        return place
    if kind == "drill":
        index, _part = rounds.check_drill(ceremony, _team(found, ceremony), document)
        return access.DRILL, index, 0
    return access.SUCCESSION, _handed_over(ceremony, document)[0], 0


def _team(found: Meeting, ceremony: Ceremony) -> Team:
    """Return the team that the meeting made. Errors: ceremony_ended if it is not over; as check_transcript."""
    return check_transcript(ceremony, *rounds.assemble(ceremony, access.messages(found, TRANSCRIPT_ROUND)))


def _handed_over(ceremony: Ceremony, document: Document) -> tuple[int, bytes]:
    """Return index and signature of a keyholder of the team before. Errors: ceremony_other, as Ceremony and verify."""
    old, new, signed = read_succession(document)
    before = next((each for each, _ in record_access.teams().values() if each.hash == old), None)
    if before is None or new != ceremony.hash or len(signed) != 1:
        raise Refused("ceremony_other")
    [(index, value)] = signed
    verify(before.keyholder(index).sign, SUCCESSION_PURPOSE, succession(before, ceremony), value)
    return index, value


def _keep(found: Meeting, place: Place, data: bytes) -> bool:
    """Keep a message at its place; return whether it is new. Errors: ceremony_ended if another one stands there."""
    round_, sender, to = place
    row, new = Message.objects.get_or_create(meeting=found, round=round_, sender=sender, to=to, defaults={"data": data})
    if not new and bytes(row.data) != data and round_ in (rounds.COMMIT, rounds.DEAL, TRANSCRIPT_ROUND):
        raise Refused("ceremony_ended", "another message of this keyholder stands there")
    return new


def _end(found: Meeting, ceremony: Ceremony) -> None:
    """Enter the team in the record once all have signed, and erase the shares."""
    said = access.messages(found, rounds.COMPLAINT, TRANSCRIPT_ROUND)
    try:
        if rounds.awaited(ceremony, said, TRANSCRIPT_ROUND):
            return
        transcript, signed = rounds.assemble(ceremony, said)
    except Refused:  # a complaint or transcripts that differ: the keyholders find it, and the meeting is over
        return
    words = [_handed_over(ceremony, each) for each in access.messages(found, access.SUCCESSION)]
    before = record.standing()
    if before is not None and before.hash == ceremony.previous and len(words) < before.t:
        return
    record.add_team(ceremony.document, transcript, signed, words)
    Message.objects.filter(meeting=found, round=rounds.DEAL).delete()
    found.entered = True
    found.save(update_fields=["entered"])
