"""Who is a member, who vouched for whom, and who may see what. The members' book decides, not the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from undersign.protocol.encoding import decode
from undersign.protocol.joining import check_founders
from undersign.protocol.vouches import VOUCH_DAYS, VOUCHES_MOST, VOUCHES_NEEDED, People, Person
from undersign.web import home
from undersign.web.pages.answers import refuse, wants_json
from undersign.web.people.models import Arrival, Member, Move
from undersign.web.record import access as record

DAY_SECONDS: Final = 86_400
Arguments = ParamSpec("Arguments")

PLACE_NAMES: Final[list[Callable[[bytes, Member | None], str | None]]] = []
"""Asked in turn for the name of a workplace, given its id and who reads it. The app of workplaces adds itself."""

PLACES: Final[list[Callable[[Member], list[bytes]]]] = []
"""Asked for the workplaces, by id, that a member knows beside those vouched for. The app of workplaces adds itself."""

ABOUT_ME: Final[dict[str, Callable[[Member], Any]]] = {}
"""What /me.json holds: a name, and what gives the part. Every app that keeps something about members adds its own."""


class MemberRequest(HttpRequest):
    """A request of somebody who has signed in, for a page or an address that only they may see."""

    member: Member
    guarded: bool


def signing_day() -> int:
    """Return the day for words that are signed now: days do not go backwards in the members' book."""
    return max(today(), people().day)


class _Replay(threading.local):
    """The people as the members' book has them, read as far as `count` entries, of which the last has value `last`."""

    people: People | None = None
    count = 0
    last = b""


_replay = _Replay()


def today() -> int:
    """Return the day, counted from 1970-01-01 (UTC)."""
    return int(home.now()) // DAY_SECONDS


def moment(now: float | None = None) -> datetime:
    """Return a time of the clock, by default the present one, as the database has it."""
    return datetime.fromtimestamp(home.now() if now is None else now, UTC)


def is_used(key: bytes) -> bool:
    """Return whether somebody here has this key, waits with it, or is about to move to it."""
    return any(
        (
            Member.objects.filter(key=key).exists(),
            Arrival.objects.filter(key=key).exists(),
            Move.objects.filter(new=key).exists(),
        )
    )


def people() -> People:
    """Return the people after the last entry of the members' book, also of an entry that this transaction added.

    Whoever writes a word appends it first and then calls this: a word that the rules refuse raises Refused here and
    the transaction takes it out again. Signatures are checked by whoever writes, once, and not here.
    """
    found = _replay.people
    if found is None or not found.by_key or not _still_there():  # without anybody: perhaps the founding was just now
        found = People(home.current().origin, founders(), check_signatures=False)
        _replay.people, _replay.count, _replay.last = found, 0, b""
    for leaf in record.leaves("members", _replay.count, record.book("members").size):
        found.take(decode(bytes(leaf.entry)))
        _replay.count, _replay.last = leaf.number + 1, bytes(leaf.value)
    return found


def _still_there() -> bool:
    """Return whether the last entry that was read still stands: a transaction may have taken it out again."""
    if _replay.count == 0:
        return False
    last = next(record.leaves("members", _replay.count - 1, _replay.count), None)
    return last is not None and bytes(last.value) == _replay.last


def founders() -> list[bytes]:
    """Return the founders' keys, from the host's book; none before the founding."""
    for leaf in record.leaves("host", 0, record.book("host").size):
        entry = decode(bytes(leaf.entry))
        if entry["kind"] == "founders":
            return list(check_founders(entry)["keys"])
    return []


def stands(key: bytes) -> bool:
    """Return whether this is the present key of somebody who stands and has not left."""
    found = people()
    person = found.person(key)
    return person is not None and found.present(key) and person in found.standing()


def is_member(member: Member) -> bool:
    """Return whether a member stands: a founder, a peer worker or an ally with two vouches that count."""
    key = bytes(member.key)
    return stands(key) or (member.role == Member.ALLY and _is_ally(key))


def _is_ally(key: bytes) -> bool:
    found = people()
    person = found.person(key)
    if person is None or not found.present(key):
        return False
    counting = [giver for giver, vouch in person.vouches.items() if vouch.role == Member.ALLY]
    return len(found.standing().intersection(counting)) >= VOUCHES_NEEDED


def person_of(member: Member) -> Person | None:
    """Return what the words say of a member; None if they say nothing yet."""
    return people().person(bytes(member.key))


def account_of(person: Person) -> Member | None:
    """Return the account of a person; None if they have left."""
    return Member.objects.filter(key=person.key).first()


def place_name(place: bytes, member: Member | None) -> str:
    """Return the name of a workplace as this member may read it; empty if they may not, or there is none."""
    return next((name for each in PLACE_NAMES if (name := each(place, member))), "")


def next_vouch(person: Person) -> int:
    """Return the first day from today on which a person may vouch again."""
    recent = [day for day in person.vouch_days if day > today() - VOUCH_DAYS]
    return recent[-VOUCHES_MOST] + VOUCH_DAYS if len(recent) >= VOUCHES_MOST else today()


def places(member: Member) -> list[bytes]:
    """Return the workplaces to which a member may let people in: their own, and those that PLACES names."""
    person = person_of(member)
    own = people().workplaces(person) if person else []
    return list(dict.fromkeys([*own, *(place for each in PLACES for place in each(member))]))


def members_only(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Let a view be seen by whoever has signed in; others are led to where they can, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if getattr(request, "member", None) is not None:
            known = cast("MemberRequest", request)
            known.guarded = True
            return view(known, *args, **kwargs)
        if request.method == "POST" or wants_json(request):
            return refuse("sign_in", gettext("You are not signed in any more. Sign in, then try again."), 401)
        return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': request.get_full_path()})}")

    return guarded
