"""Until when envelopes come in, who may open afterwards, what must be in the set. Specified in spec/closing.md.

Times are seconds since 1970 by the clock of whoever checks; ticks are those of the public tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from undersign.protocol.encoding import Document
from undersign.protocol.envelopes import Envelope, Head
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.keyholders import Ceremony
    from undersign.protocol.lists import ListReader

EXEMPT = ("state", "all")  # lists so wide that a keyholder's own employer among them does not matter


def check_time(definition: Definition, seconds: int, *, withdraws: bool) -> None:
    """Check that an envelope may come in at `seconds`: until signing ends; a withdrawal until withdrawing ends.

    Errors: too_late.
    """
    ends: int = definition.fields["withdrawing_ends" if withdraws else "signing_ends"]
    if seconds >= ends:
        raise Refused("too_late", f"{'withdrawing' if withdraws else 'signing'} ended at {ends}")


def check_ended(definition: Definition, seconds: int) -> None:
    """Check that the box may be opened at `seconds`: withdrawing has ended. Errors: too_early."""
    ends: int = definition.fields["withdrawing_ends"]
    if seconds < ends:
        raise Refused("too_early", f"withdrawing ends at {ends}")


def batch_end(definition: Definition, seconds: int, *, withdraws: bool) -> int:
    """Return when the batch ends, in seconds, with which an envelope of `seconds` enters the book.

    Batches end at each multiple of the interval, and when signing and when withdrawing ends; a room has only these two,
    unless it is one for drafts. Errors: too_late.
    """
    check_time(definition, seconds, withdraws=withdraws)
    found = definition.fields
    ends: int = found["signing_ends"] if seconds < found["signing_ends"] else found["withdrawing_ends"]
    if "room" in found and found["kind"] != "draft":
        return ends
    return min(ends, (seconds // int(found["batch"]) + 1) * int(found["batch"]))


def check_withdrawals(heads: Sequence[Head], handed: Iterable[Envelope]) -> None:
    """Check that the book heeds every withdrawal that was handed to a keyholder.

    `heads`: all envelopes that stand in the book; `handed`: withdrawals that came in time, checked by
    envelopes.check_envelope. The book must hold each, or an envelope of the same key with a higher seq.
    Errors: withdrawal_ignored; sequence_not_allowed for an envelope that withdraws nothing.
    """
    standing = {head.digest for head in heads}
    latest: dict[bytes, int] = {}
    for head in heads:
        latest[head.key] = max(head.seq, latest.get(head.key, 0))
    for envelope in handed:
        if not envelope.withdraws:
            raise Refused("sequence_not_allowed", "only withdrawals are handed to keyholders")
        if envelope.digest not in standing and latest.get(envelope.key, 0) <= envelope.seq:
            raise Refused("withdrawal_ignored", envelope.key.hex()[:16])


def one_request(documents: Iterable[Document]) -> Document:
    """Return the opening request of a box from all that stand in its book.

    Errors: opening_request_wrong if there is none; opening_requests_two if there are different ones.
    """
    found = list(documents)
    if not found:
        raise Refused("opening_request_wrong", "no opening request stands in the box")
    if any(other != found[0] for other in found[1:]):
        raise Refused("opening_requests_two")
    return found[0]


def may_open(ceremony: Ceremony, reader: ListReader) -> tuple[int, ...]:
    """Return the keyholders (indices from 1) who may open a box with this list: not those whose employer it concerns.

    Employers are compared without regard to case and outer spaces. Errors: keyholders_too_few if fewer than t remain;
    such a box is refused from the start.
    """
    concerned = {place.employer.strip().casefold() for place in reader.places.values()} - {""}
    if (reader.rule or {}).get("rule") in EXEMPT:
        concerned = set()
    found = tuple(i for i, k in enumerate(ceremony.keyholders, 1) if k.employer.strip().casefold() not in concerned)
    if len(found) < ceremony.t:
        raise Refused("keyholders_too_few", f"the box concerns the employer of all but {len(found)}")
    return found


def check_promise(promise: Document, tick: int, *, holds: bool) -> None:
    """Check one promise against one checkpoint that t keyholders cosigned.

    `promise`: as boxes.read_promise gives it; `tick`: that of the checkpoint's last leaf; `holds`: whether the
    envelope stands in the box's book at it. Errors: promise_broken.
    """
    if tick >= promise["tick"] and not holds:
        raise Refused("promise_broken", f"the checkpoint of tick {tick} lacks it, promised for tick {promise['tick']}")
