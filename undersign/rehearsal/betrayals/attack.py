"""What a betrayal is: a name, what the host does in plain words, and the doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed.stage import Stage
from undersign.rehearsal.betrayed.states import SHORT


@dataclass(frozen=True)
class Attack:
    """One betrayal. `limit`: the sentence of THREAT_MODEL.md that admits it, if nobody can notice it."""

    name: str
    sentence: str
    run: Callable[[Stage], Told]
    at: str = SHORT
    limit: str = ""
