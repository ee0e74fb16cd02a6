"""How well each line of the list was checked: what its column `verification` says, and what follows from it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from undersign.reference.words import _

ECFR_READ = date(2026, 9, 25)


class Standing(Enum):
    """From the text of the law itself down to nothing found. Only the first two may show a computed day."""

    SEEN = "seen"
    QUOTED = "quoted"
    IN_PART = "in_part"
    NOT_SEEN = "not_seen"
    NOT_FOUND = "not_found"

    @property
    def verified(self) -> bool:
        """Whether the rule itself was read, in the law or in a quotation of it."""
        return self in {Standing.SEEN, Standing.QUOTED}


SAID = {
    Standing.SEEN: _("Checked once. This rule was read in a public text. Laws change, so ask the office too."),
    Standing.QUOTED: _(
        "Checked once. This rule was read where others quote the law. Laws change, so ask the office too."
    ),
    Standing.IN_PART: _("Not checked. We read only a part of this. Ask the office before you rely on it."),
    Standing.NOT_SEEN: _("Not checked. We did not read the law on this. Ask the office before you rely on it."),
    Standing.NOT_FOUND: _("Not checked. We found no rule for this. Ask in your state before you rely on it."),
}
NO_DATE = _("We do not know the date of the text that was read.")


@dataclass(frozen=True)
class Check:
    """What one wording in the list means: how well it was checked, and on which day the text stood so, if told."""

    standing: Standing
    as_of: date | None = None


CHECKS = {
    "seen": Check(Standing.SEEN),
    "seen (eCFR checked by site 2026-06-20)": Check(Standing.SEEN, date(2026, 6, 20)),
    "seen; CMS phone number not seen": Check(Standing.SEEN),
    "seen; state list not found": Check(Standing.SEEN),
    "785.41 and 785.39 seen; 785.38 via quotation": Check(Standing.QUOTED),
    "quotes eeoc.gov": Check(Standing.QUOTED),
    # The two that say only this name the same source as the line above them, which has the date.
    "quoted": Check(Standing.QUOTED, ECFR_READ),
    "quoted from eCFR 2026-09-25": Check(Standing.QUOTED, ECFR_READ),
    "quoted from eCFR 2026-09-25; older sites show superseded 20-90 day rule": Check(Standing.QUOTED, ECFR_READ),
    "CA example seen; state list not found": Check(Standing.IN_PART),
    '90 days seen; "any time" from general knowledge': Check(Standing.IN_PART),
    "duty seen; filing route from general knowledge": Check(Standing.IN_PART),
    "body seen; 180 days for civil rights from general knowledge": Check(Standing.IN_PART),
    "secondary": Check(Standing.NOT_SEEN),
    "section seen is the Foreign Service analogue; 7118 itself not seen": Check(Standing.NOT_SEEN),
    "30% and 12-month bar seen in secondary; primary text not seen": Check(Standing.NOT_SEEN),
    "section title seen": Check(Standing.NOT_SEEN),
    "NOT FOUND - per-state table needed": Check(Standing.NOT_FOUND),
}
"""Every wording that the list uses. One that is not here is refused, so that nothing passes as checked unread."""
