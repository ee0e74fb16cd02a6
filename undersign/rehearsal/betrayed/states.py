"""How far the demand is when an attack begins."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import TICK, Stage, settle, sign
from undersign.rehearsal.evening import HOUR

STEPS_MOST: Final = 12
SHORT, SIGNED, OPENED = "short", "signed", "opened"
"""Where a stage can stand: four signatures wait where five must be; these four stand in the book; five have opened."""


def reach(base: Stage, folder: Path, state: str) -> Stage:
    """Return a stage at which the demand is that far: `base` itself, or a copy that went on. Raises HostProblem."""
    return {SHORT: lambda *_: base, SIGNED: _signed, OPENED: _opened}[state](base, folder)


def _signed(base: Stage, folder: Path) -> Stage:
    stage = base.copy(folder / SIGNED)
    with stage.served():
        settle(stage)
        _agree(stage)
    return stage


def _opened(base: Stage, folder: Path) -> Stage:
    stage = base.copy(folder / OPENED)
    with stage.served():
        stage.told = {**stage.told, "receipt": sign(stage, "Ana")}
        settle(stage)
        _agree(stage)
        stage.beat(HOUR + 3 * TICK)
        for _ in range(STEPS_MOST):
            if stage.one("SELECT state FROM boxes_box WHERE box_id = ?") == "opened":
                break
            _agree(stage)
            stage.beat()
        else:
            raise HostProblem("The rehearsed demand did not open. The attacks on it cannot be tried.")
        stage.beat()  # the result stands under a tick
        _agree(stage)
    return stage


def _agree(stage: Stage) -> None:
    """Let every keyholder do a round. Raises HostProblem if one sees anything wrong."""
    saw = witnesses.keyholders(stage)
    if saw.noticed:
        raise HostProblem(f"Before any attack, {saw.witness} {saw.how}")
