"""What phones do about workplaces: made, signed and sent as client/site/workplaces.js and notes.js do it."""

from __future__ import annotations

import secrets

from tests.web import start
from tests.web.network import Phone, browser_of
from undersign.protocol import record, vouches
from undersign.protocol.encoding import Document, b64, unb64
from undersign.web.people import access
from undersign.web.workplaces.models import Workplace

SALT_BYTES = 32
FOUND = 302


def add(
    who: Phone,
    name: str = "Harbor House",
    employer: str = "Hill Services Inc.",
    state: str = "NY",
    kind: str = "private",
) -> bytes:
    """Add a workplace; return its id. Raises NotDone."""
    named = {"name": name, "employer": employer, "state": state}
    entry = {"v": 1, "kind": "workplace", "salt": b64(secrets.token_bytes(SALT_BYTES)), **named}
    word = vouches.workplace_hash_document(who.secret, start.ORIGIN, vouches.workplace_id(entry), access.today())
    return unb64(who.web.post("/workplaces/added", {"kind": kind, "entry": entry, "word": word})["id"])


def confirm(who: Phone, place: bytes) -> None:
    """Confirm a workplace. Raises NotDone."""
    word = vouches.workplace_confirmed_document(who.secret, start.ORIGIN, place, access.today())
    who.web.post(f"/workplaces/{b64(place)}/confirmed", {"word": word})


def form(who: Phone, place: bytes, act: str, other: bytes) -> int:
    """Name another place by its names on the page of one, to propose it or to turn it down; return the status."""
    named = Workplace.objects.get(id_hash=other)
    fields = {"name": named.name, "employer": named.employer}
    return browser_of(who).post(f"/workplaces/{b64(place)}/{act}", fields).status_code


def propose(who: Phone, place: bytes, other: bytes) -> int:
    """Say that a place is the same as another; return the status."""
    return form(who, place, "propose", other)


def merge(who: Phone, place: bytes, into: bytes) -> None:
    """Join a place with another, of which somebody said that they are the same. Raises NotDone."""
    word = vouches.workplace_merged_document(who.secret, start.ORIGIN, place, into, access.today())
    who.web.post(f"/workplaces/{b64(place)}/merged", {"into": b64(into), "word": word})


def join(one: Phone, other: Phone, place: bytes, into: bytes) -> None:
    """Let one say that two places are the same, and the other join them. Raises NotDone."""
    assert propose(one, place, into) == FOUND
    merge(other, place, into)


def part(who: Phone, place: bytes, into: bytes) -> None:
    """Say that two places are not the same. Raises NotDone."""
    word = vouches.workplace_parted_document(who.secret, start.ORIGIN, place, into, access.today())
    who.web.post(f"/workplaces/{b64(place)}/parted", {"into": b64(into), "word": word})


def note(who: Phone, place: bytes, text: str) -> Document:
    """Write a note; return the text document. Raises NotDone."""
    written = record.text_document(secrets.token_bytes(SALT_BYTES), text)
    word = vouches.note_document(who.secret, start.ORIGIN, place, unb64(written["hash"]), access.today())
    who.web.post(f"/workplaces/{b64(place)}/written", {"text": written, "word": word})
    return written


def page(who: Phone, place: bytes, more: str = "") -> tuple[int, str]:
    """Return status and text of a workplace's page, or of a page below it."""
    answer = browser_of(who).get(f"/workplaces/{b64(place)}{more}")
    return answer.status_code, answer.content.decode()
