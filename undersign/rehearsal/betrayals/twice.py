"""The host has the names opened, and then asks for another set."""

from __future__ import annotations

from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import opening, witnesses
from undersign.rehearsal.betrayed.stage import Stage
from undersign.rehearsal.betrayed.states import OPENED


def _run(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        opening.ask(stage, opening.heads(stage)[1:])
        sights = [witnesses.phone(stage), witnesses.keyholders(stage, rounds=3)]
    given = stage.one("SELECT count(*) FROM boxes_part WHERE place >= 0", [])
    done = (
        "The five names have opened, as the rules say. It asked the keyholders once more, for four of them, so that by "
        f"comparing the two it would know more than one opening tells. It got {given} parts."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (Attack("open-twice", "The host has a box opened twice, for two sets.", _run, OPENED),)
