"""Founders, a team of keyholders and words for a record under test."""

from __future__ import annotations

from tests.founding import FOUNDERS, PLACE, founding, key, meeting, seed, vouch
from tests.vectors.meeting import Meeting
from undersign.web.record import actions

__all__ = ["FOUNDERS", "PLACE", "add_team", "founding", "key", "meeting", "seed", "vouch"]


def add_team(held: Meeting) -> None:
    """Enter a team in the host's book."""
    actions.add_team(held.ceremony.document, held.transcript, held.signed)
