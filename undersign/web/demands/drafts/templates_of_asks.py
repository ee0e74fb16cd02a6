"""Common asks to start from: each says what can be checked, with a number to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Template:
    """What an ask is called in the list, and its words."""

    name: str | Promise
    what: str | Promise


ASKS: Final = (
    Template(_("Pay floor"), _("Pay every peer worker at least $22 an hour.")),
    Template(
        _("Paid supervision"),
        _("One paid hour of supervision a week for each peer worker, by somebody who has done this job."),
    ),
    Template(
        _("Paid debriefing"),
        _("After a crisis or a death, one paid hour to talk it over, within two working days."),
    ),
    Template(
        _("Job description kept"),
        _("Peer workers do only what stands in their job description. Any change is agreed in writing first."),
    ),
    Template(
        _("No coercion duties"),
        _("No peer worker takes part in restraint, forced medication, searches or calls to the police."),
    ),
    Template(
        _("A seat in meetings"),
        _("Two peer workers, chosen by peer workers, sit in every team and policy meeting, with a vote and paid."),
    ),
    Template(
        _("A way up"),
        _("At least one senior peer post with $3 an hour more, open to all who have worked here for a year."),
    ),
)
