"""The small rehearsal that these tests spoil copies of."""

from __future__ import annotations

from tests.rehearsed import file, host_at, plan

__all__ = ["file", "host_at", "plan"]
