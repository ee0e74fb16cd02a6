"""The host changes the text that people sign."""

from __future__ import annotations

from undersign.protocol.encoding import unb64
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import Stage


def _run(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        definition = stage.ledger().books[stage.book].entries[1].document["definition"]
        stage.rows(
            "UPDATE record_text SET content = replace(content, '$23', '$16') WHERE hash = ?",
            [unb64(definition["intro"])],
        )
        sights = [witnesses.phone(stage), witnesses.phone(stage, "Ivy"), witnesses.keyholders(stage, rounds=2)]
    done = "In its database, and so on every page, it made $16 an hour of the $23 that are asked for."
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (Attack("change-the-text", "The host changes what the demand asks for.", _run),)
