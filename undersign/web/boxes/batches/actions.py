"""Entering what waits in the books, and erasing the keys of it. Specified in spec/closing.md, "Batches"."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from undersign.host.files import HostProblem
from undersign.protocol.encoding import Document, encode
from undersign.protocol.envelopes import Envelope, check_envelope, entry_document
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.boxes import access, models
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.envelopes import actions as envelopes
from undersign.web.boxes.envelopes import components
from undersign.web.boxes.envelopes.actions import LATE_TICKS
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Box, Waiting
from undersign.web.record import actions as record

TOGETHER: Final = 5  # keys that are new to the book, in each batch at the least; so many also stay behind for the last
PART_SECONDS: Final = 3600  # after which an unfinished key file is what a crash left

_LOG = logging.getLogger("undersign.boxes")
_random = secrets.SystemRandom()


@dataclass(frozen=True)
class _Held:
    """An envelope that waits: its row, and what is in it."""

    row: Waiting
    envelope: Envelope
    document: Document
    parcel: Document | None


def enter_batches(now: float) -> None:
    """Enter what waits for batches that have ended, so that it stands under the tick that is being made.

    What goes wrong with one box stops neither the tick nor another box.
    """
    due = Waiting.objects.filter(ends__lte=int(now)).values_list("box", flat=True).distinct()
    for box in Box.objects.select_related("book", "list_book").filter(pk__in=list(due)):
        try:
            enter(box, now)
        except (HostProblem, Refused):
            _LOG.exception("a batch could not be entered")


@transaction.atomic
def enter(box: Box, now: float) -> None:
    """Enter the envelopes of a box whose turn it is in its book, in random order. Raises HostProblem, Refused."""
    held, lost = _held(box, now)
    if box.state not in (Box.OPEN, Box.VOID):
        lost += [each.row for each in held]  # came when it was asked to be opened: nothing was promised for them
        held = []
    if lost and now >= box.withdrawing_ends + LATE_TICKS * home.current().tick_seconds:
        box.waiting.filter(pk__in=[row.pk for row in lost]).delete()
        box.components.filter(ends__in={row.ends for row in lost}).delete()
        _LOG.error("Lost, since their key is gone or they came too late: %d envelopes that waited.", len(lost))
    chosen = _turn(box, held, now)
    if chosen:
        _enter(box, chosen)


def _held(box: Box, now: float) -> tuple[list[_Held], list[Waiting]]:
    """Return what waits for batches that have ended, and the rows that no key opens any more."""
    found, lost, rules = list[_Held](), list[Waiting](), access.rules(box)
    for row in box.waiting.filter(ends__lte=int(now)):
        try:
            document, parcel = waiting.unseal(waiting.kept_key(bytes(box.box_id), row.ends), bytes(row.data))
        except HostProblem:
            lost.append(row)
            continue
        found.append(_Held(row, check_envelope(rules, document, proofs=False), document, parcel))
    return found, lost


def _turn(box: Box, held: Sequence[_Held], now: float) -> list[_Held]:
    """Return those whose turn it is: all that may wait no longer, and of the others as many as can hide each other.

    TOGETHER keys that are new, chosen at random, stay behind; if fewer than as many again would enter, all stay.
    """
    over = [each for each in held if envelopes.waits_until(box, each.row.ends) <= now]
    done = {each.row.pk for each in over}
    others = [each for each in held if each.row.pk not in done]
    standing = {bytes(each) for each in box.envelopes.values_list("key", flat=True)}
    new = sorted({each.envelope.key for each in others} - standing)
    if len(new) < 2 * TOGETHER:
        return over
    stay = set(_random.sample(new, TOGETHER))
    return [*over, *(each for each in others if each.envelope.key not in stay)]


def _enter(box: Box, chosen: Sequence[_Held]) -> None:
    """Enter envelopes in random order; what stands in the book already only stops waiting."""
    known = {bytes(each) for each in box.envelopes.values_list("digest", flat=True)}
    fresh = list({each.envelope.digest: each for each in chosen if each.envelope.digest not in known}.values())
    _random.shuffle(fresh)
    fresh = _without_copies(box, fresh, chosen)
    rests = [encode(each.document) for each in fresh]
    record.append(box.book.name, [entry_document(each.document) for each in fresh], rests=rests)
    models.Envelope.objects.bulk_create(_row(box, each.envelope) for each in fresh)
    models.Parcel.objects.bulk_create(
        models.Parcel(box=box, envelope=each.envelope.digest, data=encode(each.parcel))
        for each in fresh
        if each.parcel is not None and box.state == Box.OPEN
    )
    box.waiting.filter(pk__in=[each.row.pk for each in chosen]).delete()
    box.batched = max(each.row.ends for each in chosen)
    box.save(update_fields=["batched"])
    _drop_withdrawn(box, [each.envelope.key for each in fresh])
    KINDS[box.kind].recorded(box, [(each.envelope, each.document) for each in fresh])


def _without_copies(box: Box, fresh: list[_Held], chosen: Sequence[_Held]) -> list[_Held]:
    """Return what is to be entered, its components taken for good. The door lets no copy in, but in a race.

    One copy in the book, and no keyholder would open the box.
    """
    rules, identity = access.rules(box), bytes(box.box_id)
    if not rules.questions:
        return fresh
    own = {each.envelope.digest: components.components_of(rules, each.envelope) for each in chosen}
    for each in chosen:
        key = waiting.kept_key(identity, each.row.ends)
        numbers = components.numbers(key, identity, own[each.envelope.digest])
        models.Component.objects.filter(pk__in=numbers).delete()
    kept = list[_Held]()
    for each in fresh:
        numbers = components.standing(identity, own[each.envelope.digest])
        if models.Component.objects.filter(pk__in=numbers).exists():
            _LOG.error("Left out, since it copies a part of another: an envelope that waited.")
            continue
        models.Component.objects.bulk_create(models.Component(pk=number, box=box) for number in numbers)
        kept.append(each)
    return kept


def _row(box: Box, envelope: Envelope) -> models.Envelope:
    told = {"digest": envelope.digest, "key": envelope.key, "seq": envelope.seq, "place": envelope.place}
    return models.Envelope(box=box, **told, withdraws=envelope.withdraws)


def _drop_withdrawn(box: Box, keys: Sequence[bytes]) -> None:
    """Delete what keyholders alone may see of envelopes that were withdrawn, whichever of the two came first."""
    withdrawn = box.envelopes.filter(key__in=keys, withdraws=True).values_list("key", flat=True)
    gone = box.envelopes.filter(key__in=[bytes(each) for each in withdrawn]).values_list("digest", flat=True)
    box.parcels.filter(envelope__in=[bytes(each) for each in gone]).delete()


def erase_keys(now: float) -> None:
    """Erase the keys of batches under which nothing waits and nothing can come any more: a job of the clock."""
    grace = LATE_TICKS * home.current().tick_seconds
    for path in waiting.folder().glob("*-*"):
        box, _, ends = path.name.partition("-")
        over = int(ends) + grace < now
        if over and not Waiting.objects.filter(box__box_id=bytes.fromhex(box), ends=int(ends)).exists():
            _erase(path)
    for path in waiting.folder().glob(".*"):  # of a process that was killed while it made a key
        if path.stat().st_mtime + PART_SECONDS < now:
            path.unlink(missing_ok=True)


def _erase(path: Path) -> None:
    """Write zeros over a key, where the disk lets us, and delete its file."""
    with path.open("r+b") as file:
        file.write(bytes(waiting.KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
