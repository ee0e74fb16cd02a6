"""What came of a betrayal: who noticed it and how, what it failed at, or which limit it goes through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from undersign.rehearsal.betrayed.witnesses import Sight

THREATS: Final = Path(__file__).parents[3] / "THREAT_MODEL.md"


class Outcome(Enum):
    """How a betrayal ends."""

    NOTICED = "NOTICED"
    STOPPED = "STOPPED"
    UNDETECTED = "UNDETECTED"


@dataclass(frozen=True)
class Told:
    """What was done, what each witness saw, and for what nobody can see: by what it came to nothing.

    `gained`: whether the host has what it wanted, or may have it by chance alone; `stopped`: what kept it from it.
    """

    done: str
    sights: Sequence[Sight] = ()
    stopped: str = ""

    @property
    def outcome(self) -> Outcome:
        """Whether somebody noticed; else whether it was stopped."""
        if any(each.noticed for each in self.sights):
            return Outcome.NOTICED
        return Outcome.STOPPED if self.stopped else Outcome.UNDETECTED

    def by(self) -> str:
        """Return who noticed."""
        return ", ".join(dict.fromkeys(each.witness for each in self.sights if each.noticed))


def is_listed(limit: str, threats: Path = THREATS) -> bool:
    """Return whether a sentence stands in the threat model, however its lines are broken."""
    said = re.sub(r"\s+", " ", threats.read_text())
    return bool(limit) and limit.endswith((".", "!", "?")) and re.sub(r"\s+", " ", limit) in said


def last_line(name: str, told: Told, limit: str) -> str:
    """Return the line that ends what is said of a betrayal."""
    if told.outcome is Outcome.NOTICED:
        return f"{name}: NOTICED by {told.by()}"
    if told.outcome is Outcome.STOPPED:
        return f"{name}: STOPPED: {told.stopped}"
    listed = f'limit: "{limit}"' if is_listed(limit) else "NO LIMIT of THREAT_MODEL.md says so"
    return f"{name}: UNDETECTED ({listed})"


def fails(told: Told, limit: str, threats: Path = THREATS) -> bool:
    """Return whether nobody noticed what no limit admits."""
    return told.outcome is Outcome.UNDETECTED and not is_listed(limit, threats)
