"""A keyholder opens the names of a demand: what every box asks for, names that it holds itself, a person's approval."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import pyrage

from undersign.host.files import write_atomically
from undersign.keyholder.approvals import Approval, check_approved
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.opening import Ready, check_sound, ready, remember_set
from undersign.keyholder.sealed import SealedNames
from undersign.keyholder.witness import check_record
from undersign.protocol import demands
from undersign.protocol.closing import check_ended
from undersign.protocol.encoding import Document, decode, encode
from undersign.protocol.envelopes import counted
from undersign.protocol.errors import Refused
from undersign.verifier.box.names import heads_of

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.demands import Count, Opening, Sealed
    from undersign.protocol.envelopes import Head
    from undersign.verifier.examination import BoxExamination

MISSED_SECONDS: Final = 24 * 3600  # after the end, until names are erased of which the book says that none opens
TICKS_AFTER: Final = 5  # of the record, after the end, before anything is erased: by then the last batch stands there
GIVEN_UP_SECONDS: Final = 14 * 24 * 3600  # until they are erased if nobody asked to open them


class Agreed(NamedTuple):
    """An opening of names that this keyholder may take part in, and the sealed names of those that open, in order."""

    ready: Ready
    opening: Opening
    sealed: list[Sealed]


def own_count(definition: Definition, heads: Sequence[Head], held: Mapping[bytes, Sealed]) -> Count:
    """Return what counts and opens by the sealed names that a keyholder holds itself. Errors: as count_demand."""
    return demands.count_demand(definition, heads, {head.digest for head in counted(heads) if head.digest not in held})


def agreed(
    keyholder: KeyholderFolder,
    box: BoxExamination,
    documents: Iterable[Document],
    seconds: int,
    approved: Approval | None,
) -> Agreed:
    """Check everything before this keyholder opens names. Only sealed names are kept; see `open_names`."""
    found = ready(keyholder, box, seconds)
    if box.rules is None or box.team is None:
        raise Refused("opening_request_wrong")
    held = SealedNames(keyholder, found.definition.box_id).take(box, documents)
    count = own_count(found.definition, box.entries.heads, held)
    demands.check_request(box.entries.requests[0][1], found.definition, count)
    check_approved(approved, found.definition.box_id, seconds)
    opening = demands.Opening(box.rules, box.team, count, found.opening.hash)
    return Agreed(found, opening, [held[head.digest] for head in count.opens])


def open_names(
    keyholder: KeyholderFolder,
    box: BoxExamination,
    documents: Iterable[Document],
    seconds: int,
    approved: Approval | None,
) -> list[Document]:
    """Return this keyholder's signed entries with its part of each name, once every check has passed.

    `documents`: the sealed names that the site or signers handed over; those that it holds count too. `approved`: what
    the person said (approvals.approval). What it opens is remembered before anything leaves, and what it gave is given
    again. Raises as opening.ready; NotApproved; Refused too_early before the approved time, nothing_opens,
    opening_request_wrong for another set, level or other missing names than this keyholder finds.
    """
    found = agreed(keyholder, box, documents, seconds, approved)
    definition, path = found.ready.definition, keyholder.path / "memory" / f"parts-{found.opening.request.hex()}.jsonl"
    if path.exists():
        return [decode(line) for line in path.read_bytes().splitlines()]
    remember_set(keyholder, box, definition, seconds)
    parts = demands.open_parts(found.ready.share.secret, found.sealed, found.opening.request, secrets.token_bytes)
    made = found.opening.part_documents(keyholder.seed, keyholder.index(found.ready.ceremony), parts)
    if "readers" in definition.fields:
        everybody = encrypt_to([*definition.fields["readers"], *(each.age for each in found.ready.ceremony.keyholders)])
        made = [found.opening.for_readers(each, everybody) for each in made]
    write_atomically(path, b"".join(encode(each) + b"\n" for each in made), secret=True)
    return made


def encrypt_to(recipients: Iterable[str]) -> Callable[[bytes], bytes]:
    """Return what encrypts to all of these age recipients."""
    keys = [pyrage.x25519.Recipient.from_str(each) for each in dict.fromkeys(recipients)]

    def encrypt(plain: bytes) -> bytes:
        data: bytes = pyrage.encrypt(plain, keys)
        return data

    return encrypt


def open_for_readers(
    keyholder: KeyholderFolder, box: BoxExamination, documents: Iterable[Document], seconds: int
) -> list[Document]:
    """Return the names of a demand for its readers alone, encrypted to them, and the result.

    No host can put these together. The box was examined with `keyholder.decrypt`, so that t parts can be read. Raises
    as opening.ready; Refused keyholders_too_few, opening_request_wrong, partial_opening_wrong.
    """
    found = ready(keyholder, box, seconds)
    if box.rules is None or box.team is None or box.names is None or "readers" not in found.definition.fields:
        raise Refused("opening_request_wrong", "its names are not for readers alone")
    held = SealedNames(keyholder, found.definition.box_id).take(box, documents)
    count = own_count(found.definition, box.entries.heads, held)
    demands.check_request(box.entries.requests[0][1], found.definition, count)
    opening = demands.Opening(box.rules, box.team, count, found.opening.hash)
    sealed, given = [held[head.digest] for head in count.opens], box.names.given
    opened = opening.open_names(sealed, given)
    encrypt = encrypt_to(found.definition.fields["readers"])
    made = [opening.for_readers(each, encrypt) for each in opening.opened_documents(sealed, opened)]
    return [*made, opening.result_document(sorted(given)[: box.team.t], opened)]


def delete_names(keyholder: KeyholderFolder, box: BoxExamination, seconds: int) -> Document:
    """Erase the sealed names of a demand that has ended and that do not open; return the signed word of it.

    If nobody asked to open it: a day after the end where too few signed, two weeks after it otherwise; at the end if a
    text of its rules was struck. From then on this keyholder gives no part for that box; asked again, it erases and
    says the same. Raises as check_record; HostProblem if the box does not hold; Alarmed; Refused too_early,
    rule_impossible for a box without names.
    """
    keyholder.check_no_alarm()
    definition, ceremony = box.definition, box.ceremony
    if definition is None or ceremony is None or box.names is None:
        raise Refused("rule_impossible", "only a demand has sealed names")
    if box.fault or not box.void:  # what is void is never opened, so its names can go
        check_sound(box)
    check_ended(definition, seconds)
    check_record(keyholder, box.record.folder)
    opened = _opened(box, definition, seconds)
    store, memory, identity = SealedNames(keyholder, definition.box_id), keyholder.memory("deleted"), definition.box_id
    if identity.hex() not in memory:
        held = store.take(box, ())
        memory[identity.hex()] = len(demands.to_delete(held, opened))
        keyholder.remember("deleted", memory)
    store.erase({head.digest for head in opened.opens} if opened else ())
    heads = heads_of(box.count, box.entries.heads, asked=bool(box.entries.requests))
    number: int = memory[identity.hex()]
    return demands.deleted_document(keyholder.seed, definition, heads, keyholder.index(ceremony), number)


def _opened(box: BoxExamination, definition: Definition, seconds: int) -> Count | None:
    """Return what opened, or None if nothing did and nothing will. Errors: too_early while that is not settled."""
    if box.void and not box.entries.results:
        return None
    if box.entries.requests:
        if not box.entries.results or not isinstance(box.count, demands.Count):
            raise Refused("too_early", "the opening was asked for, and its result is not there yet")
        return box.count
    wait = MISSED_SECONDS if isinstance(box.count, Refused) else GIVEN_UP_SECONDS
    if seconds < definition.fields["withdrawing_ends"] + wait or not _settled(box, definition):
        raise Refused("too_early", "somebody may still ask for the opening")
    return None


def _settled(box: BoxExamination, definition: Definition) -> bool:
    """Return whether the last batch stands in the record: after a host was down, it comes some ticks after the end."""
    tree, host = box.record.tree, box.record.host
    if tree is None or host is None or tree.size < TICKS_AFTER:
        return False
    ends: int = definition.fields["withdrawing_ends"]
    return tree.tick(tree.size - TICKS_AFTER) * host.tick_seconds >= ends
