"""What phones do about workplaces: made, signed and sent as client/site/workplaces.js and notes.js do it."""

from __future__ import annotations

import secrets

from tests.web import start
from tests.web.network import Phone, browser_of
from undersign.protocol import record, vouches
from undersign.protocol.encoding import Document, b64, unb64
from undersign.web.people import access

SALT_BYTES = 32


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


def merge(who: Phone, place: bytes, into: bytes) -> bool:
    """Say that two places are the same; return whether they count as one now. Raises NotDone."""
    word = vouches.workplace_merged_document(who.secret, start.ORIGIN, place, into, access.today())
    return bool(who.web.post(f"/workplaces/{b64(place)}/merged", {"into": b64(into), "word": word})["together"])


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
