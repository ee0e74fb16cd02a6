"""How far a box is, by a name, as pages show it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from undersign.web import home
from undersign.web.boxes.models import Box
from undersign.web.record import access as record

SIGNING, WITHDRAWING, COUNTING = "signing", "withdrawing", "counting"
ENDED: Final = {Box.OPENED: "opened", Box.SHUT: "shut", Box.VOID: "void", Box.ASKED: COUNTING}


def moment(seconds: float) -> datetime:
    """Return a time as templates show it."""
    return datetime.fromtimestamp(seconds, UTC)


def state(box: Box) -> str:
    """Return how far a box is, by a name. What opened is open once a tick has proven its entries."""
    if box.state == Box.OPENED and not _is_proven(box):
        return COUNTING
    if box.state != Box.OPEN:
        return ENDED[box.state]
    now = home.now()
    if now < box.signing_ends:
        return SIGNING
    return WITHDRAWING if now < box.withdrawing_ends else COUNTING


def _is_proven(box: Box) -> bool:
    return any(entry["kind"] == "result" for _, entry in record.entries(box.book.name))
