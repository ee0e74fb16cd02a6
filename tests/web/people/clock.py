"""A clock that the tests of accounts can set."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

DAY = 86_400


@dataclass
class Clock:
    """Stands in for time.time; it stands still at noon of a day until it is moved."""

    now: float

    def pass_by(self, seconds: float) -> float:
        """Let time pass; return what time it is."""
        self.now += seconds
        return self.now


def standing(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at noon (UTC) of the present day."""
    clock = Clock(time.time() // DAY * DAY + DAY / 2)
    monkeypatch.setattr(time, "time", lambda: clock.now)
    return clock
