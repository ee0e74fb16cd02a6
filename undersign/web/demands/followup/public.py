"""What anybody may know of demands: those that signers declared delivered, one by one; all others only in totals.

That a demand was begun and missed is never said of one demand. A missed one shows only as a number among at least five
that ended, once the quarter in which the last of them ended is over: else "one was missed this quarter" would tell an
employer with the only workplace here that people tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404
from django.utils.text import slugify

from undersign.protocol.boxes import K_LEAST
from undersign.protocol.encoding import sha256
from undersign.protocol.outcomes import STATUSES
from undersign.web import home
from undersign.web.boxes.models import Box
from undersign.web.demands.drafts.times import quarter_ends, quarter_of
from undersign.web.demands.followup import access, letters
from undersign.web.demands.followup.access import Story
from undersign.web.demands.models import Demand

ANSWERS = frozenset({"met", "partly", "refused"})
ENDED = (Box.OPENED, Box.SHUT, Box.VOID)


@dataclass(frozen=True)
class Employer:
    """An employer of whom the record speaks, with the demands that were delivered there."""

    slug: str
    name: str
    stories: list[Story]

    @property
    def fates(self) -> dict[str, int]:
        """How many promises were kept, broken, and repaired later; a repaired one counts as broken too."""
        asked = [promise for story in self.stories for ask in story.asks for promise in ask.promises]
        asked += [promise for story in self.stories for promise in story.promises]
        return {fate: sum(fate in each.fate for each in asked) for fate in ("kept", "broken", "repaired")}


def slug_of(name: str) -> str:
    """Return how addresses name an employer."""
    plain = " ".join(name.split()).casefold()
    return f"{slugify(name)[:40] or 'employer'}-{sha256(plain.encode()).hex()[:8]}"


def stories() -> list[Story]:
    """Return every delivered demand of this host, by number."""
    return [access.story(each) for each in access.outcomes().courses.values()]


def employers() -> list[Employer]:
    """Return every employer to whom a demand was delivered, by name. Struck names are left out."""
    found: dict[str, list[Story]] = {}
    for each in stories():
        if each.employer is not None:
            found.setdefault(slug_of(each.employer), []).append(each)
    listed = [Employer(slug, str(own[0].employer), own) for slug, own in found.items()]
    return sorted(listed, key=lambda each: each.name.casefold())


def employer(slug: str) -> Employer:
    """Return the employer of an address. Raises Http404."""
    for each in employers():
        if each.slug == slug:
            return each
    raise Http404


@dataclass(frozen=True)
class Sums:
    """What came of all delivered demands, in numbers. An ask about which signers disagree counts under each status."""

    delivered: int
    answered: int  # demands to which the employer replied, or somebody wrote down more than silence
    asks: int
    statuses: dict[str, int]
    unsaid: int


def sums(told: list[Story]) -> Sums:
    """Add up what came of delivered demands."""
    asks = [ask for story in told for ask in story.asks]
    answered = [each for each in told if each.reply or any(ANSWERS & set(ask.statuses) for ask in each.asks)]
    by_status = {status: sum(status in ask.statuses for ask in asks) for status in STATUSES}
    return Sums(len(told), len(answered), len(asks), by_status, sum(not ask.statuses for ask in asks))


@dataclass(frozen=True)
class Period:
    """Some quarters that are over, in which at least five demands ended. `first` and `last`: days."""

    first: datetime
    last: datetime
    ended: int
    opened: int
    missed: int
    delivered: int


def periods() -> list[Period]:
    """Return how many demands and next steps of this host ended, in periods of whole quarters with at least five."""
    now, begun, ended = quarter_of(home.now()), None, list[Demand]()
    by_quarter: dict[int, list[Demand]] = {}
    for each in Demand.objects.filter(box__state__in=ENDED).select_related("box"):
        by_quarter.setdefault(quarter_of(each.box.withdrawing_ends), []).append(each)
    found = []
    for quarter in sorted(each for each in by_quarter if each < now):
        begun = quarter if begun is None else begun
        ended += by_quarter[quarter]
        if len(ended) >= K_LEAST:
            found.append(_period(begun, quarter, ended))
            begun, ended = None, []
    return found


def _period(first: int, last: int, ended: list[Demand]) -> Period:
    opened = [each for each in ended if each.box.state == Box.OPENED]
    courses = access.outcomes().courses
    return Period(
        first=datetime.fromtimestamp(quarter_ends(first - 1), UTC),
        last=datetime.fromtimestamp(quarter_ends(last) - 1, UTC),
        ended=len(ended),
        opened=len(opened),
        missed=len(ended) - len(opened),
        delivered=sum(letters.named(each) in courses for each in opened),
    )
