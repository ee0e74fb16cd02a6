"""The host and keyholders who help it ask for one month a second time, to learn what somebody answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from undersign.protocol.hours import ASKED, EVERYWHERE
from undersign.protocol.vouches import left_document
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import surveys, witnesses
from undersign.rehearsal.betrayed.stage import ORIGIN, Stage
from undersign.rehearsal.evening import HOUR

LEAVES: Final = "Ivy"
RANGES: Final = {"Bo": (1, 1, 0, 2), "Chi": (2, 2, 1, 0), "Fay": (3, 3, 0, 1), "Gus": (0, 0, 2, 3), "Hal": (2, 3, 1, 1)}
HERS: Final = (4, 3, 2, 0)
EVERYBODY, HELPERS, OTHER = (1, 2, 3), (1, 2), (3,)


def _last_month(stage: Stage) -> str:
    """Return the last month that has ended everywhere, by what keyholders have signed too."""
    first = datetime.fromtimestamp(stage.home.now() - EVERYWHERE - HOUR, UTC).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def _leave(stage: Stage) -> None:
    phone = stage.phone(LEAVES)
    phone.sign_in()
    phone.web.post("/leave", {"word": left_document(phone.secret, ORIGIN, phone.site.day())})
    stage.beat()


def _run(stage: Stage) -> Told:
    month = _last_month(stage)
    with stage.served():
        first = surveys.asked(stage, month, EVERYBODY)
        witnesses.month(stage, "Hal", first)
        surveys.answered(stage, first, {**RANGES, LEAVES: HERS}, EVERYBODY)
        surveys.ended(stage, first, EVERYBODY)
        before = surveys.opened(stage, first, EVERYBODY)
        _leave(stage)
        for each in HELPERS:
            stage.keyholders()[each - 1].remember("opened", {})  # as a program that was changed
        again = surveys.asked(stage, month, HELPERS)
        sights = [witnesses.month(stage, "Hal", again), witnesses.month(stage, "Jo", again)]
        surveys.answered(stage, again, RANGES, HELPERS)  # as people whose phones kept nothing
        surveys.ended(stage, again, HELPERS)
        sights.append(witnesses.keyholders(stage, rounds=2, who=OTHER))
        after = surveys.opened(stage, again, HELPERS)
    more = [[one - other for one, other in zip(*pair, strict=True)] for pair in zip(before, after, strict=True)]
    known = sum(each.index(1) == at for each, at in zip(more, HERS, strict=True))
    done = (
        f"Six sealed their hours of {month}, and the sums opened. Then {LEAVES} left. It asked those who stayed for "
        "the same month again, and two keyholders with changed programs opened that too. Five answered as before. By "
        f"the difference of the sums it knows {known} of the {len(ASKED)} answers of {LEAVES}."
    )
    return Told(done, [*sights, *witnesses.verify(stage, whole=True)])


ATTACKS = (
    Attack("ask-a-month-twice", "The host and two keyholders ask for a month's hours again once somebody left.", _run),
)
