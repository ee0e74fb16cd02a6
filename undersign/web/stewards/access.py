"""Who runs this host, as the record says it, and what a steward may see."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from typing import Concatenate, Final, ParamSpec

from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from undersign.protocol.encoding import Document, b64, decode
from undersign.protocol.record import text_hash
from undersign.protocol.vouches import VOUCHES_NEEDED
from undersign.web import home
from undersign.web.people import access as people_access
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.models import Member
from undersign.web.record import access as record
from undersign.web.record.models import Tick
from undersign.web.stewards.models import Look
from undersign.web.stewards.who import check_who, made_up, template
from undersign.web.workplaces import access as workplaces
from undersign.web.workplaces.models import Note

__all__ = ["check_who", "made_up", "published", "stewards_only", "template"]
Arguments = ParamSpec("Arguments")
OLD: Final = timedelta(hours=1)  # keyholders' programs look every few minutes
TICKS_OLD: Final = 3  # where ticks are far apart


def published() -> tuple[Document, ...]:
    """Return every entry that says who is behind this host, the newest first."""
    host = record.book("host")
    return _published(bytes(host.book_id), host.size, bytes(host.hashes))


@lru_cache(maxsize=1)
def _published(_book_id: bytes, size: int, _hashes: bytes) -> tuple[Document, ...]:
    """Read the host's book: once for each state of the book."""
    found = (bytes(leaf.entry) for leaf in record.leaves("host", 0, size))
    return tuple(decode(entry) for entry in found if b'"kind":"who"' in entry)[::-1]


def nicknames() -> list[str]:
    """Return how the people who run this host are called, as the record names them; none before it does."""
    return list(nicknames_in(int(home.now()) // 60))


@lru_cache(maxsize=1)
def nicknames_in(_minute: int) -> tuple[str, ...]:
    """Read them once a minute: the first page, which shows them, is read more often than any other."""
    entries = published()
    return tuple(each["nickname"] for each in entries[0]["stewards"]) if entries else ()


def stewards() -> dict[bytes, str]:
    """Return key and nickname of each steward whom the record names: nobody else has their pages."""
    entries = published()
    listed = entries[0]["stewards"] if entries else []
    return {bytes.fromhex(each["key"]): each["nickname"] for each in listed if each["key"]}


def stewards_only(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Let a view be seen by stewards; to every other member there is no such page."""

    @members_only
    @wraps(view)
    def guarded(request: MemberRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if bytes(request.member.key) not in stewards():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Change:
    """What changed on a day in who is behind this host: names that came and names that went."""

    day: int
    came: list[str]
    went: list[str]
    other: bool


def changes() -> list[Change]:
    """Return what changed from entry to entry, the newest first."""
    entries = published()
    found = []
    for new, old in zip(entries, [*entries[1:], None][: len(entries)], strict=True):
        before, now = _names(old), _names(new)
        came = [each for each in now if each not in before]
        went = [each for each in before if each not in now]
        found.append(Change(new["day"], came, went, other=not came and not went))
    return found


def _names(entry: Document | None) -> list[str]:
    if entry is None:
        return []
    return [each["nickname"] for each in entry["stewards"]] + [
        f"{each['name']} ({each['sum']})" for each in entry["funders"]
    ]


@dataclass(frozen=True)
class Row:
    """A member, as the stewards' list shows them."""

    member: Member
    state: str  # in, waiting
    vouches: int


def row(member: Member) -> Row:
    """Return what the stewards' pages say of a member: nothing that is sealed, no workplace, no coworker."""
    person = people_access.person_of(member)
    role = member.role
    standing = people_access.people().standing()
    given = person.vouches.items() if person else ()
    vouches = sum(vouch.role == role and giver in standing for giver, vouch in given)
    return Row(member, "in" if people_access.is_member(member) else "waiting", vouches)


def people() -> list[Row]:
    """Return everybody with an account, by nickname."""
    return [row(member) for member in Member.objects.order_by("nickname")]


def needed() -> int:
    """Return how many vouches let somebody in."""
    return VOUCHES_NEEDED


def reported(number: int) -> Note:
    """Return a note about which a steward must decide. Raises Http404."""
    note = next((each for each in workplaces.reported() if each.pk == number), None)
    if note is None:
        raise Http404
    return note


@dataclass(frozen=True)
class Seen:
    """A look, as the member concerned reads it; `text` and `salt` give the hash that stands in the record."""

    day: int
    steward: str
    what: str
    text: str
    salt: str
    hash: str


def look_text(steward: bytes, member: bytes, what: str, day: int) -> str:
    """Return the text whose salted hash stands in the members' book; what concerns everybody names no member."""
    return " ".join([str(day), b64(steward), what, *([b64(member)] if member else [])])


def looks(member: Member) -> list[Seen]:
    """Return which steward looked at what about a member, since they joined; the newest first."""
    listed = [each for entry in published()[::-1] for each in entry["stewards"] if each["key"]]
    names = {bytes.fromhex(each["key"]): each["nickname"] for each in listed}
    found, keys, joined = [], [*_keys(member), b""], member.joined.toordinal() - date(1970, 1, 1).toordinal()
    for look in Look.objects.filter(Q(member=member) | Q(member=None, day__gte=joined)).order_by("-day", "-pk"):
        steward, salt, hashed = bytes(look.steward), bytes(look.salt), bytes(look.hash)
        texts = [look_text(steward, key, look.what, look.day) for key in keys]
        text = next((each for each in texts if text_hash(salt, each) == hashed), "")
        found.append(Seen(look.day, names.get(steward, steward.hex()[:8]), look.what, text, b64(salt), b64(hashed)))
    return found


def _keys(member: Member) -> list[bytes]:
    person = people_access.person_of(member)
    return person.keys if person else [bytes(member.key)]


def about_me(member: Member) -> list[dict[str, object]]:
    """Return the looks at a member, for the file that they can take along."""
    return [vars(each) for each in looks(member)]


@dataclass(frozen=True)
class Backup:
    """A file in the folder of backups."""

    name: str
    day: date
    size: int


def backups() -> list[Backup]:
    """Return the backups in the home folder, the newest first."""
    folder = home.current().path / "backups"
    files = [each for each in folder.iterdir() if each.is_file()] if folder.is_dir() else []
    found = [(each.name, each.stat()) for each in files if not each.name.startswith(".")]
    made = [Backup(name, datetime.fromtimestamp(stat.st_mtime, UTC).date(), stat.st_size) for name, stat in found]
    return sorted(made, key=lambda each: (each.day, each.name), reverse=True)


@dataclass(frozen=True)
class Health:
    """How the host is doing."""

    last_tick: datetime | None
    entries: int
    witnessed: datetime | None  # when the latest checkpoint was made that keyholders cosigned
    old: bool  # whether that was long ago
    database: int  # bytes
    free: int  # bytes


def health() -> Health:
    """Return how the host is doing."""
    site, witnessed = home.current(), record.witnessed()
    last = Tick.objects.order_by("-position").first()
    seen = Tick.objects.filter(position=witnessed.size - 1).first() if witnessed else None
    at, seen_at = (
        datetime.fromtimestamp(each.tick * site.tick_seconds, UTC) if each else None for each in (last, seen)
    )
    most = max(timedelta(seconds=TICKS_OLD * site.tick_seconds), OLD)
    return Health(
        last_tick=at,
        entries=record.book("members").size + record.book("host").size,
        witnessed=seen_at,
        old=seen_at is not None and seen_at < people_access.moment() - most,
        database=_database_bytes(),
        free=shutil.disk_usage(site.path).free,
    )


def _database_bytes() -> int:
    sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    postgresql = "SELECT pg_database_size(current_database())"
    with connection.cursor() as cursor:
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)
        return int(cursor.fetchone()[0])
