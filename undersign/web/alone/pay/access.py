"""What the people who run this site have entered for the pay check."""

from __future__ import annotations

import logging

from undersign.reference import living_wages as table
from undersign.reference.errors import BrokenFile
from undersign.reference.living_wages import LivingWage
from undersign.web import home

_LOG = logging.getLogger("undersign.web")


def living_wages() -> tuple[tuple[LivingWage, ...], bool]:
    """Return the site's living wages, and whether they could be read."""
    try:
        return table.living_wages(home.current().path / table.FILE), True
    except (BrokenFile, OSError) as problem:
        _LOG.error("the table of living wages cannot be read", exc_info=problem)
        return (), False
