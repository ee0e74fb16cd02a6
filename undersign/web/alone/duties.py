"""The list of tasks as this site shows it: its own, or the shipped one, in the language of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.utils import translation

from undersign.reference import duties
from undersign.reference.duties import Duty
from undersign.web import home as homes

SPANISH: Final = "es"


def name(duty: Duty) -> str:
    """Return what a task is called in the language of the page."""
    if not duty.es:
        return translation.gettext(duty.name)
    return duty.es if translation.get_language() == SPANISH else duty.name


def here() -> tuple[Duty, ...]:
    """Return the list of this site. A changed file is read anew."""
    return duties.listed(homes.current().path)


def for_scripts() -> list[dict[str, object]]:
    """Return what scripts get of the list, in the language of the page."""
    return [{"id": one.id, "name": name(one), "role": one.role, "inferred": one.inferred} for one in here()]


def written(home: Path) -> str:
    """Return the list of a site as a table that its host can change, in both languages."""
    with translation.override(SPANISH):
        return duties.written(duties.listed(home), name)
