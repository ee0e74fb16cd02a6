"""The small rehearsal that these tests spoil copies of."""

from __future__ import annotations

from tests.exchanged import exchange
from tests.rehearsed import box, file, host_at, own, plan

__all__ = ["box", "exchange", "file", "host_at", "own", "plan"]
