"""Why a draft could not be put up for signing, in plain words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUT_UP_MANY, PUT_UP_TWICE, LEVELS_HIGH = "put_up_many", "put_up_twice", "levels_high"
ASKED_MANY, ASKED_TWICE, ASKED_LATELY = "asked_many", "asked_twice", "question_asked_recently"
REPLY_EARLY, STEP_EARLY, STEP_MANY, STEP_TWICE = "reply_early", "step_early", "step_many", "step_twice"

WHY: Final[dict[str, str | Promise]] = {
    "too_late": _("The time for signing was over before the site could begin it. Put it up again."),
    "below_k": _("Fewer people may sign than must sign. Let more coworkers join first, or ask more of them."),
    "keyholders_too_few": _("Too few keyholders may open it, as too many of them work for this employer."),
    PUT_UP_MANY: _("The same coworker has put up three demands here. More are not taken from one person."),
    PUT_UP_TWICE: _("The same demand is up for signing already."),
    ASKED_MANY: _("The same coworker has asked three questions here. More are not taken from one person."),
    ASKED_TWICE: _("The same is being asked already."),
    ASKED_LATELY: _(
        "The same words were asked about here, or are now. "
        "Keyholders open that for the same people only once within 180 days."
    ),
    LEVELS_HIGH: _("It waits for more names than there are people who may sign. Lower the number."),
    REPLY_EARLY: _("The answer was asked for before the names can open. Choose a later day."),
    STEP_EARLY: _("A next step begins before the answer is due. Choose a later day."),
    STEP_MANY: _("A next step needs more people than there are. Lower the number."),
    STEP_TWICE: _("A vote on a walkout says the same as another one, or as an ask. Choose other words."),
}
OTHER: Final = _("The rules of demands do not allow it as it was written. Write it anew.")


def why(reason: str) -> str | Promise:
    """Return what a person is told."""
    return WHY.get(reason, OTHER)
