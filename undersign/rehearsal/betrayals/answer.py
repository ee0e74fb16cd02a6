"""The host answers for somebody who is on the list and has not asked for a pass."""

from __future__ import annotations

import secrets

from undersign.protocol import passes, phrase
from undersign.protocol.encoding import encode
from undersign.protocol.signatures import public_key
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import Stage

SEED_BYTES = 64


def _ask_for(stage: Stage, nickname: str) -> None:
    """Enter a request for a pass in somebody's name, blinded by the host, who would use the pass itself."""
    at, seed = stage.at_demand(nickname), secrets.token_bytes(SEED_BYTES)
    box, member = at.rules.box_id, at.phone.key
    message = passes.prepared_message(phrase.prefix(seed, box), public_key(phrase.envelope_secret(seed, box)))
    blinded = []
    for key in at.rules.issuers[0]:
        factor = phrase.blinding_factor(seed, box, key.issuer, key.n)
        blinded.append((key, passes.blind(key.n, message, phrase.pss_salt(seed, box, key.issuer), factor)))
    word = passes.request_document(secrets.token_bytes(32), member, box, blinded)
    ledger = stage.ledger()
    ledger.append(stage.list_book, [word])
    ledger.write()
    row = stage.one("SELECT id FROM boxes_box WHERE box_id = ?")
    stage.rows("INSERT INTO boxes_request (box_id, member, document) VALUES (?, ?, ?)", [row, member, encode(word)])


def _run(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        _ask_for(stage, "Jo")
        sights = [witnesses.phone(stage), witnesses.keyholders(stage, rounds=2)]
    given = stage.one("SELECT count(*) FROM boxes_answer a JOIN boxes_request r ON r.id = a.request_id "
                      "WHERE r.member = ?", [stage.phone("Jo").key])  # fmt: skip
    done = (
        "Jo is on the list and has not asked for a pass. It asked in Jo's name, with an envelope key of its own, and "
        f"entered the request in the list. Keyholders gave {given} blind signatures for it."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (Attack("answer-for-someone", "The host signs in the place of a member who has not signed.", _run),)
