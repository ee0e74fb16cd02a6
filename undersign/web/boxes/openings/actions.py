"""From the end of a box to its result. The clock does each step once the keyholders have signed the one before."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import Final

from django.db import transaction

from undersign.host.files import HostProblem
from undersign.protocol.encoding import Document, decode, encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.notes import Checkpoint
from undersign.web import home
from undersign.web.boxes import access
from undersign.web.boxes.envelopes.actions import LATE_TICKS
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Box, Part
from undersign.web.record import access as record_access
from undersign.web.record import actions as record
from undersign.web.record.models import Text

DELETED: Final = -1  # in place of a number: a keyholder's last word about a box

_LOG = logging.getLogger("undersign.boxes")


def step(now: float) -> None:
    """Ask for, or end, what is due: a job of the clock. What goes wrong with one box stops no other."""
    ended = now - LATE_TICKS * home.current().tick_seconds
    opened = [name for name, kind in KINDS.items() if kind.opener is not None]
    due = Box.objects.select_related("book", "list_book").filter(kind__in=opened, withdrawing_ends__lte=ended)
    for box in due.filter(state__in=(Box.OPEN, Box.ASKED)):
        try:
            ask(box) if box.state == Box.OPEN else publish(box)
        except (Refused, HostProblem):
            _LOG.exception("a box could not be opened")


def void(_now: float) -> None:
    """End the boxes of whose definition a text was struck: a job of the clock. Nothing of them is ever opened."""
    struck = Text.objects.filter(content__isnull=True)
    for box in Box.objects.filter(state__in=(Box.OPEN, Box.ASKED), book__texts__in=struck).distinct():
        with transaction.atomic():
            record.lock()
            box.refresh_from_db()
            if box.state in (Box.OPEN, Box.ASKED):
                _end(box, Box.VOID)


def _settled(box: Box) -> Checkpoint | None:
    """Return a checkpoint that enough keyholders signed and that holds everything of a box; None before."""
    found = record_access.witnessed()
    if found is None or box.waiting.exists():
        return None
    whole = all(record_access.proven_at(each.name, found.size) == each.size for each in (box.book, box.list_book))
    return found if whole else None


@transaction.atomic
def ask(box: Box) -> None:
    """Enter the opening request, or end the box if nothing of it is ever opened."""
    record.lock()
    box.refresh_from_db()
    found, kind = _settled(box), KINDS[box.kind]
    if found is None or box.state != Box.OPEN or kind.opener is None:
        return
    definition = access.definition(box)
    try:
        count = kind.opener.count(definition, access.heads(box))
    except Refused as problem:
        if problem.reason not in ("nothing_opens", "below_k"):
            raise
        _end(box, Box.SHUT)
        return
    numbers = (box.listed.count(), box.requests.count(), box.envelopes.count())
    document = kind.opener.ask(definition, count, (found.size, found.root), numbers)
    record.append(box.book.name, [document])
    box.state, box.request = Box.ASKED, sha256(encode(document))
    box.save(update_fields=["state", "request"])


@transaction.atomic
def keep_parts(box: Box, keyholder: int, first: int, documents: list[Document]) -> int:
    """Keep what a keyholder opened, until enough have; return how many. With number 0 they begin anew.

    Errors: box_not_opened if nobody asks for this box now; partial_opening_wrong for a piece out of order.
    """
    record.lock()
    box.refresh_from_db()
    if box.state != Box.ASKED:
        raise Refused("box_not_opened", "nobody asks for this box to be opened now")
    if first == 0:
        box.parts.filter(keyholder=keyholder).delete()
    if box.parts.filter(keyholder=keyholder, place__gte=0).count() != first:
        raise Refused("partial_opening_wrong", "a piece out of order")
    rows = [
        Part(box=box, keyholder=keyholder, place=i, document=encode(each)) for i, each in enumerate(documents, first)
    ]
    Part.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def keep_deleted(box: Box, keyholder: int, document: Document) -> None:
    """Enter a keyholder's word of having deleted what never opens, once. Errors: as the kind checks it."""
    record.lock()
    box.refresh_from_db()
    opener = KINDS[box.kind].opener
    if opener is None or box.state not in (Box.OPENED, Box.SHUT):
        raise Refused("box_not_opened", "the box has not ended")
    opener.check_deleted(access.definition(box), document, access.team(box)[0].keyholder(keyholder).sign, keyholder)
    _, new = Part.objects.get_or_create(
        box=box, keyholder=keyholder, place=DELETED, defaults={"document": encode(document)}
    )
    if new:
        record.append(box.book.name, [document])


@transaction.atomic
def publish(box: Box) -> None:
    """Enter the result once sound parts of enough keyholders are there."""
    record.lock()
    box.refresh_from_db()
    opener = KINDS[box.kind].opener
    if box.state != Box.ASKED or opener is None:
        return
    parts: dict[int, list[Document]] = defaultdict(list)
    for part in box.parts.order_by("keyholder", "place"):
        parts[part.keyholder].append(decode(bytes(part.document)))
    entries = opener.publish(box, access.definition(box), dict(parts))
    if entries is not None:
        record.append(box.book.name, entries)
        if entries[-1]["kind"] == "result":
            _end(box, Box.OPENED)


def _end(box: Box, state: str) -> None:
    """End a box: what keyholders alone may see goes for good."""
    box.state = state
    box.save(update_fields=["state"])
    box.parcels.all().delete()
    box.parts.all().delete()
    KINDS[box.kind].ended(box)
