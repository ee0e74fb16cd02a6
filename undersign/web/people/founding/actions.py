"""The founding, step by step, until all have signed one list."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.protocol.encoding import Document, b64, decode, encode, sha256, unb64
from undersign.protocol.joining import check_founders, founders_document
from undersign.protocol.signatures import public_key, verify
from undersign.web import home
from undersign.web.pages.answers import Stopped
from undersign.web.people import access
from undersign.web.people.actions import make_member
from undersign.web.people.doors import actions as doors
from undersign.web.people.doors.access import check_open
from undersign.web.people.forms import Asked
from undersign.web.people.founding.access import fixed
from undersign.web.people.models import Arrival, Door, FoundersList
from undersign.web.record import actions as record

FOUNDERS_LEAST: Final = 3
FOUNDERS_MOST: Final = 100
FOUNDING_DAYS: Final = 30  # as docs/host.md says


def open_founding() -> str:
    """Open the founding of a new site; return the fragment of its link, which is for the founders only."""
    secret = home.current().secret("founding")
    closes = access.moment() + timedelta(days=FOUNDING_DAYS)
    Door.objects.update_or_create(key=public_key(secret), kind=Door.FOUNDING, defaults={"closes": closes})
    return b64(secret)


@transaction.atomic
def arrive(asked: Asked) -> Arrival:
    """Let a founder in, as long as no list is fixed. Raises Stopped."""
    record.lock()
    door = Door.objects.filter(key=asked.found["door"], kind=Door.FOUNDING).first()
    if door is not None and not door.arrivals.filter(key=asked.found["member"]).exists():
        _check_loose(door)
        if door.arrivals.count() >= FOUNDERS_MOST:
            raise Stopped("room_full", _("A hundred people are here. That is the most."), 409)
    return doors.arrive(asked, Door.FOUNDING)


@transaction.atomic
def remove(door: Door, key: bytes) -> None:
    """Take somebody off who is not there, or who came twice. Raises Stopped."""
    record.lock()
    _check_loose(door)
    door.arrivals.filter(key=key).delete()


@transaction.atomic
def fix(door: Door, keys: list[bytes]) -> None:
    """Fix the list: exactly those whom the sender saw, in the order in which they came. Raises Stopped."""
    record.lock()
    check_open(door)
    _check_loose(door)
    there = [bytes(each.key) for each in door.arrivals.order_by("id")]
    if sorted(keys) != sorted(there):
        raise Stopped("changed", _("Somebody came or went just now. Look at the list and tap once more."), 409)
    if len(there) < FOUNDERS_LEAST:
        raise Stopped("too_few", _("At least three founders must be here."), 409)
    document = founders_document(home.current().origin, there, secrets.token_bytes(32))
    FoundersList.objects.create(door=door, document=encode(document))


@transaction.atomic
def throw_away(door: Door) -> None:
    """Throw the fixed list away, with every signature of it. Nothing of it was written down."""
    record.lock()
    FoundersList.objects.filter(door=door).delete()


@transaction.atomic
def sign(door: Door, list_hash: bytes, key: bytes, signature: bytes) -> None:
    """Take one founder's signature of the list with this hash; the last one writes it down. Raises Refused, Stopped."""
    record.lock()
    found = fixed(door)
    if found is None or sha256(bytes(found.document)) != list_hash:
        raise Stopped("changed", _("The list was thrown away. Look at the new one, and compare the words again."), 409)
    document = decode(bytes(found.document))
    if b64(key) not in document["keys"]:
        raise Stopped("not_on_list", _("You are not on this list. Have it thrown away and made anew."), 409)
    verify(key, "founders", document, signature)
    found.signatures.get_or_create(key=key, defaults={"signature": signature})
    if found.signatures.count() == len(document["keys"]):
        _found(door, found)


def _found(door: Door, found: FoundersList) -> None:
    """Write the founders into the host's book, make them members, close the door for good."""
    document = decode(bytes(found.document))
    by_key = {b64(bytes(each.key)): b64(bytes(each.signature)) for each in found.signatures.all()}
    entry: Document = {**document, "signatures": [by_key[key] for key in document["keys"]]}
    check_founders(entry)
    record.append("host", [entry])
    for key in document["keys"]:
        make_member(decode(bytes(door.arrivals.get(key=unb64(key)).document)), founder=True)
    door.arrivals.all().delete()
    found.delete()
    door.closed = True
    door.save(update_fields=["closed"])


def _check_loose(door: Door) -> None:
    if fixed(door) is not None:
        raise Stopped("list_fixed", _("The list is fixed. Throw it away before anybody comes or goes."), 409)
