"""What keyholders find of the meetings that are open."""

from __future__ import annotations

from typing import Final

from undersign.protocol.ceremony import COMPLAINT, DEAL
from undersign.protocol.encoding import Document, decode
from undersign.protocol.keyholders import TRANSCRIPT_ROUND, Ceremony, read_ceremony
from undersign.web.meetings.models import Meeting, Message

DRILL, SUCCESSION = TRANSCRIPT_ROUND + 1, TRANSCRIPT_ROUND + 2  # places behind the rounds of the ceremony
ROUNDS: Final = range(COMPLAINT, TRANSCRIPT_ROUND + 1)
DAYS: Final = 7
DAY: Final = 86_400


def opened(now: float) -> list[Meeting]:
    """Return the meetings that are open, the oldest first."""
    return list(Meeting.objects.filter(began__gt=int(now) - DAYS * DAY).order_by("began", "pk"))


def meeting(hashed: bytes, now: float) -> Meeting | None:
    """Return the open meeting of a ceremony hash."""
    return next((each for each in opened(now) if bytes(each.hash) == hashed), None)


def ceremony(found: Meeting) -> Ceremony:
    """Return what a meeting is about."""
    return read_ceremony(decode(bytes(found.document)))


def messages(found: Meeting, *rounds: int) -> list[Document]:
    """Return the messages of some rounds."""
    rows = Message.objects.filter(meeting=found, round__in=rounds)
    return [decode(bytes(each.data)) for each in rows]


def whole(found: Meeting) -> Document:
    """Return everything that was said in a meeting; without the shares once the record holds what came of it."""
    rounds = [each for each in ROUNDS if not (found.entered and each == DEAL)]
    said = {"messages": messages(found, *rounds), "drills": messages(found, DRILL)}
    return {"ceremony": decode(bytes(found.document)), **said, "successions": messages(found, SUCCESSION)}
