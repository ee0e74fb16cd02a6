"""Opening requests that no rule allows, as the host would write them."""

from __future__ import annotations

from collections.abc import Sequence

from undersign.protocol import demands
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import decode, encode, sha256
from undersign.protocol.envelopes import Head
from undersign.rehearsal.betrayed.stage import Stage
from undersign.rehearsal.evening import LEVEL


def heads(stage: Stage) -> list[Head]:
    """Return the envelopes of the demand, in order of hash."""
    rows = stage.rows(
        "SELECT e.digest, e.key, e.seq, e.place, e.withdraws FROM boxes_envelope e "
        "JOIN boxes_box b ON b.id = e.box_id WHERE b.box_id = ? ORDER BY e.digest",
        [stage.box],
    )
    return [Head(digest, key, seq, place, bool(gone)) for digest, key, seq, place, gone in rows]


def ask(stage: Stage, chosen: Sequence[Head], level: int = LEVEL) -> None:
    """Enter a request to open these names, under a tick of its own, and wait for keyholders to answer."""
    document = decode(stage.one("SELECT document FROM boxes_box WHERE box_id = ?"))
    definition = read_definition(document, stage.box)
    size = stage.one("SELECT max(size) FROM record_cosignature", [])
    root = stage.one("SELECT root FROM record_tick WHERE position = ?", [size - 1])
    count = demands.Count(tuple(chosen), level, tuple(chosen))
    word = demands.request_document(definition, count, (size, root), 8, 7, len(heads(stage)))
    ledger = stage.ledger()
    ledger.append(stage.book, [word])
    ledger.write()
    stage.rows("UPDATE boxes_box SET state = 'asked', request = ? WHERE box_id = ?", [sha256(encode(word)), stage.box])
