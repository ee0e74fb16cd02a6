"""What stewards do in the open: each of it leaves an entry in the record."""

from __future__ import annotations

import secrets

from django.db import transaction

from undersign.protocol.encoding import Document, b64
from undersign.protocol.record import SALT_BYTES, text_hash
from undersign.web import home
from undersign.web.people import access as people_access
from undersign.web.people.models import Member
from undersign.web.record import actions as record
from undersign.web.stewards import access
from undersign.web.stewards.models import Look
from undersign.web.stewards.who import check_who
from undersign.web.workplaces.models import Note

PERSON_PAGE, NOTE, LIST, TEXT = "person", "note", "list", "text"


@transaction.atomic
def publish_who() -> bool:
    """Write who is behind this host into the host's book if it changed; return whether. Raises HostProblem."""
    found = check_who(home.current())
    record.lock()
    before = access.published()
    if before and _without_day(before[0]) == found:
        return False
    record.append("host", [{**found, "day": people_access.today()}])
    return True


def _without_day(entry: Document) -> Document:
    return {name: value for name, value in entry.items() if name != "day"}


@transaction.atomic
def look(steward: Member, member: Member | None, what: str) -> None:
    """Keep that a steward looks at something about a member, once a day; the member concerned can read who it was.

    Without a member it concerns everybody, and everybody can read it.
    """
    record.lock()
    key, day = bytes(steward.key), people_access.today()
    if Look.objects.filter(steward=key, member=member, what=what, day=day).exists():
        return
    salt = secrets.token_bytes(SALT_BYTES)
    hashed = text_hash(salt, access.look_text(key, bytes(member.key) if member else b"", what, day))
    record.append("members", [{"v": 1, "kind": "looked", "hash": b64(hashed)}])
    Look.objects.create(steward=key, member=member, what=what, day=day, salt=salt, hash=hashed)


def read_note(steward: Member, note: Note) -> None:
    """Keep that a steward reads a note, for whoever wrote it; nobody is there to be told once they have left."""
    writer = people_access.people().person(bytes(note.by))
    account = people_access.account_of(writer) if writer else None
    if account is not None:
        look(steward, account, NOTE)
