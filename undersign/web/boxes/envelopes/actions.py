"""Taking envelopes in. Who sent them is never known here."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from undersign.host.files import HostProblem
from undersign.protocol import boxes
from undersign.protocol.closing import batch_end
from undersign.protocol.encoding import Document
from undersign.protocol.envelopes import Envelope, check_envelope
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.boxes import access
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.envelopes import components
from undersign.web.boxes.envelopes.together import Together
from undersign.web.boxes.kinds import KINDS
from undersign.web.boxes.models import Box, Component, Waiting
from undersign.web.pages.answers import Stopped
from undersign.web.record import access as record

LATE_TICKS: Final = 2  # after which all that was promised for a time stands in the book

_ONE_VERIFIES: Final = threading.Lock()  # in each process: more would only wait for each other, at every call


@dataclass(frozen=True)
class Sent:
    """An envelope that was checked, and what came with it."""

    box: Box
    envelope: Envelope
    document: Document
    parcel: Document | None


def receive(box: Box, document: Document, parcel: Document | None) -> Document:
    """Keep an envelope for its batch; return the host's promise, which is signed only once it is on the disk.

    What comes while others are written is written together afterwards. The same envelope again gives a promise again.
    `box`: as access.fixed gives it. Errors: as check_envelope, batch_end; Stopped; HostProblem.
    """
    if not access.is_fixed(box):
        say = _("The keyholders have not yet seen the rules of this. Nothing was sent. Please try again in a while.")
        raise Stopped("not_witnessed", say, 409)
    with _ONE_VERIFIES:
        envelope = check_envelope(access.rules(box), document)
        _check_parcel(box, envelope, parcel)
    return _TOGETHER.do(Sent(box, envelope, document, parcel))


def _check_parcel(box: Box, envelope: Envelope, parcel: Document | None) -> None:
    if not envelope.withdraws:
        KINDS[box.kind].check_parcel(access.rules(box), envelope, parcel)
    elif parcel is not None:
        raise Refused("document_field", "nothing comes with a withdrawal")


def take_in(sent: Sequence[Sent]) -> list[Document | Exception]:
    """Keep envelopes in one transaction; return for each the promise, or why there is none."""
    try:
        with _turn(), transaction.atomic():
            kept = _keep(sent)
        last = record.last_tick() or 0
    except (OSError, DatabaseError) as problem:
        return [HostProblem(f"An envelope could not be kept ({type(problem).__name__}).")] * len(sent)
    now, secret = home.now(), home.current().secret("host")
    return [_answer(secret, each, found, (now, last)) for each, found in zip(sent, kept, strict=True)]


_TOGETHER: Final = Together(take_in)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until no other process of the site keeps envelopes: SQLite itself only looks again after longer and longer.

    PostgreSQL lets several write, and brings what they wrote to the disk together; what is sealed in choices waits at
    waiting.hold.
    """
    if connection.vendor == "postgresql":
        yield
        return
    with (home.current().path / ".door").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _keep(sent: Sequence[Sent]) -> list[int | Exception | None]:
    """Keep each envelope and what came with it under the key of its batch, once.

    Return for each when its batch ends; None if it stands in the book; why it is not kept.
    """
    waiting.hold(each.box.pk for each in sent if access.rules(each.box).questions)  # a copy finds what it copies
    states, standing = waiting.standing([each.box.pk for each in sent], [each.envelope.digest for each in sent])
    now, keys, rows = int(home.now()), dict[tuple[int, int], bytes](), list[tuple[int, int, int, bytes]]()
    kept: list[int | Exception | None] = []
    for each in sent:
        try:
            ends = None
            if (each.box.pk, each.envelope.digest) not in standing:
                ends = _batch(each, states.get(each.box.pk, Box.SHUT), now)
                row = _row(each, ends, keys)
                taken = components.components_of(access.rules(each.box), each.envelope)
                if taken:
                    _take(Waiting(pk=row[0], box=each.box, ends=ends, data=row[3]), each.envelope.digest, taken)
                else:
                    rows.append(row)
            kept.append(ends)
        except (Refused, Stopped, HostProblem) as problem:
            kept.append(problem)
    waiting.insert(sorted(rows))  # not as they came, in the log of the database either
    return kept


def _batch(sent: Sent, state: str, now: int) -> int:
    """Return when the batch ends with which an envelope enters the book. Raises Refused, Stopped."""
    if state == Box.VOID:
        say = _("Words of this were struck, so it ended without a result. Nothing was sent.")
        raise Stopped("struck_definition", say, 409)
    if state != Box.OPEN:
        raise Refused("too_late")
    return batch_end(access.definition(sent.box), now, withdraws=sent.envelope.withdraws)


def _row(sent: Sent, ends: int, keys: dict[tuple[int, int], bytes]) -> tuple[int, int, int, bytes]:
    """Return the row in which an envelope waits. `keys` are read once. Raises Refused, Stopped, HostProblem."""
    box = sent.box
    try:
        key = keys.setdefault((box.pk, ends), b"") or waiting.key(bytes(box.box_id), ends)
    except FileNotFoundError:
        raise _too_slow() from None  # its batch was entered meanwhile, and the key erased
    except OSError as problem:
        raise HostProblem(f"An envelope could not be kept ({type(problem).__name__}).") from None
    keys[box.pk, ends] = key
    data = waiting.seal(key, waiting.size_of(access.definition(box), access.rules(box).t), sent.document, sent.parcel)
    return waiting.number(key, sent.envelope.digest), box.pk, ends, data


def _answer(secret: bytes, sent: Sent, kept: int | Exception | None, at: tuple[float, int]) -> Document | Exception:
    """Return the promise for what is on the disk. `at`: the time, and that of the last tick.

    If it is there before a tick has passed since its batch ended, its key is not erased before it is entered.
    """
    if isinstance(kept, Exception):
        return kept
    length, (now, last) = home.current().tick_seconds, at
    if kept is None:
        return _promise(secret, sent, last // length)
    if now >= kept + length:
        return _too_slow()
    return _promise(secret, sent, _tick(sent.box, kept, at))


def _too_slow() -> Stopped:
    say = _("The site took too long, and cannot say whether this was kept. Please send it again.")
    return Stopped("too_slow", say, 503)


def _promise(secret: bytes, sent: Sent, tick: int) -> Document:
    return boxes.promise_document(secret, bytes(sent.box.box_id), sent.envelope.digest, tick)


def waits_until(box: Box, ends: int) -> int:
    """Return until when an envelope may wait whose batch ends at a time.

    In a box that hides who was there, until signing or withdrawing has ended, and a tick longer: what comes in the
    last moment then enters with the others.
    """
    if not KINDS[box.kind].hides:
        return ends
    until = box.signing_ends if ends <= box.signing_ends else box.withdrawing_ends
    return int(until) + home.current().tick_seconds


def _tick(box: Box, ends: int, at: tuple[float, int]) -> int:
    """Return the tick at which, or before, an envelope that is on the disk now stands in the book.

    A tick that was begun before now may have missed it, and so may one that a clock ahead of this one has made. The
    next one enters it if its time has come by then. `at`: the time, and that of the last tick.
    """
    length = home.current().tick_seconds
    latest = max(ends, waits_until(box, ends) - length, int(at[0]), at[1])
    return latest // length + LATE_TICKS


def _take(row: Waiting, digest: bytes, found: Sequence[bytes]) -> None:
    """Keep an envelope with sealed choices, unless a component of it is taken. Errors: component_copied."""
    box, here = bytes(row.box.box_id), waiting.kept_key(bytes(row.box.box_id), row.ends)
    if _elsewhere(row, digest, found):
        raise Refused("component_copied")
    own = components.numbers(here, box, found)
    try:
        with transaction.atomic():
            if not Waiting.objects.filter(pk=row.pk).exists():
                Component.objects.bulk_create(Component(pk=each, box=row.box, ends=row.ends) for each in own)
                Waiting.objects.bulk_create([row])
    except IntegrityError:
        if not Waiting.objects.filter(pk=row.pk).exists():  # else it came twice at once
            raise Refused("component_copied") from None


def _elsewhere(row: Waiting, digest: bytes, found: Sequence[bytes]) -> bool:
    """Return whether a component stands in the book, or waits for another batch in another envelope than this one."""
    box = bytes(row.box.box_id)
    numbers = components.standing(box, found)
    for ends in row.box.waiting.exclude(ends=row.ends).values_list("ends", flat=True).distinct():
        try:
            key = waiting.kept_key(box, ends)
        except HostProblem:
            continue  # what waits there is lost
        if not Waiting.objects.filter(pk=waiting.number(key, digest)).exists():
            numbers += components.numbers(key, box, found)
    return Component.objects.filter(pk__in=numbers).exists()
