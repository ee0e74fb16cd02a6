"""What pages show of a demand, and who may sign. Of what is sealed they know one number: how many names would open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext

from undersign.protocol.closing import batch_end
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused
from undersign.protocol.growth import WAIT_SECONDS, Entry, Growth
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.models import Box
from undersign.web.boxes.passes import access as passes
from undersign.web.boxes.phases import SIGNING, WITHDRAWING, moment, state
from undersign.web.demands import access
from undersign.web.demands.models import Demand
from undersign.web.people import access as people
from undersign.web.people.models import Member

MARKS_MOST: Final = 60  # above, the figure stands alone


@dataclass(frozen=True)
class OnList:
    """Somebody on a list as its page shows them. `reason`: why they may not sign now, by a name; empty if they may."""

    key: str
    nickname: str
    vouchers: list[str]
    late: bool
    may_from: datetime | None
    reason: str
    objections: int
    confirmations: int
    may_object: bool
    may_confirm: bool


def figures(found: Demand) -> dict[str, Any]:
    """Return the numbers of a demand as of the last batch."""
    box, fields = found.box, boxes.definition(found.box).fields
    would_open, listed = access.would_open(found), box.listed.count()
    return {
        "state": state(box),
        "fixed": boxes.is_fixed(box),
        "would_open": would_open,
        "needed": fields["k"],
        "listed": listed,
        "counted": box.batched,
        "now": int(home.now()),
    }


def marks(numbers: dict[str, Any]) -> list[str]:
    """Return one mark for each name: filled, needed, or one more who could; none where they would be too many."""
    would_open, needed, listed = numbers["would_open"], numbers["needed"], numbers["listed"]
    most = max(needed, listed)
    if most > MARKS_MOST:
        return []
    return ["in" if at < would_open else "" if at < needed else "more" for at in range(most)]


def times(found: Demand) -> dict[str, Any]:
    """Return when what ends, and when names are counted next."""
    box, definition, now = found.box, boxes.definition(found.box), int(home.now())
    given: dict[str, Any] = {
        "signing_ends": moment(box.signing_ends),
        "withdrawing_ends": moment(box.withdrawing_ends),
        "room": definition.fields.get("room", False),
        "counted_at": moment(box.batched) if box.batched else None,
        "minutes_left": max(0, -((now - box.signing_ends) // 60)),
        "clock": max(0, box.withdrawing_ends - now + 1),
        "minutes_to_withdraw": max(0, -((now - box.withdrawing_ends) // 60)),
    }
    if state(box) in (SIGNING, WITHDRAWING):
        ends = batch_end(definition, now, withdraws=state(box) == WITHDRAWING)
        given["next_count"] = moment(ends)
    return given


def says(found: Demand) -> Document | None:
    """Return what a demand says, with its days as templates show them; None if it was struck."""
    asks = access.asks(found)
    if asks is None:
        return None
    shown = dict(asks)
    shown["asks"] = [{**each, "by": date.fromisoformat(each["by"])} for each in asks["asks"]]
    shown["steps"] = [{**each, "date": date.fromisoformat(each["date"])} for each in asks.get("steps", ())]
    shown["reply_by"] = date.fromisoformat(asks["reply_by"])
    return shown


def keyholders(found: Demand) -> dict[str, Any]:
    """Return who opens the names, and how many of them it takes."""
    ceremony, team = boxes.team(found.box)
    return {"t": team.t, "n": team.n, "keyholders": [each.name for each in ceremony.keyholders]}


def opened(found: Demand) -> dict[str, Any]:
    """Return what opened: the names, and the level that was reached."""
    ended = access.result(found)
    level = ended["level"] if ended else None
    return {"names": access.names(found), "level": level, "unreadable": ended["unreadable"] if ended else 0}


def why_not(found: Demand, member: Member) -> dict[str, Any]:
    """Return why a reader may not ask for a pass now: a name, empty if they may; and from when a late entry may."""
    mine = found.box.listed.filter(member__in=passes.keys(member)).first()
    if mine is None or state(found.box) != SIGNING or not _has_grown(found.box):
        return {"why_not": "", "may_from": None}
    growth = lists.growth(found.box)
    key = bytes(mine.member)
    return {"why_not": _reason(growth, key), "may_from": _may_from(growth.entries[key])}


def _has_grown(box: Box) -> bool:
    """Return whether anything but requests came to the list after it was fixed."""
    fixed = boxes.definition(box).fields["list"]["size"]
    return bool(box.list_book.size > fixed + box.requests.count())


def _reason(growth: Growth, key: bytes) -> str:
    """Return for which reason somebody may not ask, object or confirm at this moment; empty if they may."""
    try:
        growth.check_asker(key, int(home.now()))  # as their phone reads it
    except Refused as problem:
        return problem.reason
    return ""


def _may_from(entry: Entry) -> datetime | None:
    return None if entry.since is None else moment(entry.since + WAIT_SECONDS)


def on_list(found: Demand, reader: Member) -> list[OnList]:
    """Return everybody on the list of a demand, late ones last, as one of them sees it."""
    seen = _Seen(found, reader)
    shown = [seen.entry(key, entry) for key, entry in seen.growth.entries.items()]
    return sorted(shown, key=lambda each: (each.late, each.nickname.casefold()))


class _Seen:
    """The list of a demand through the eyes of one who stands on it."""

    def __init__(self, found: Demand, reader: Member) -> None:
        self.growth = lists.growth(found.box)
        self.people = people.people()
        self.nicknames = {bytes(each.key): each.nickname for each in Member.objects.all()}
        self.own = next((key for key in passes.keys(reader) if key in self.growth.entries), b"")
        self.speaks = state(found.box) == SIGNING and not _reason(self.growth, self.own)
        self.room = "room" in boxes.definition(found.box).fields

    def nickname(self, key: bytes) -> str:
        """Return somebody's nickname, or that they have left."""
        return self.nicknames.get(key) or gettext("somebody who has left")

    def entry(self, key: bytes, entry: Entry) -> OnList:
        """Return what this reader sees of an entry, and what they may say of it."""
        person = self.people.person(key)
        givers = {giver.key for giver in person.vouches} if person else set()
        spoken = self.own in entry.objectors | entry.confirmers
        speaks = self.speaks and key != self.own and not entry.confirmed and not spoken
        doubtful = bool(entry.objectors) or (self.room and entry.since is not None)
        return OnList(
            key=b64(key),
            nickname=self.nickname(person.key if person else key),
            vouchers=sorted(self.nickname(giver) for giver in givers),
            late=entry.since is not None,
            may_from=_may_from(entry),
            reason=_reason(self.growth, key),
            objections=len(entry.objectors),
            confirmations=len(entry.confirmers),
            may_object=speaks,
            may_confirm=speaks and doubtful and self.own not in givers,
        )
