"""Where an hourly wage stands among those of an occupation: in a metro area, its state, or else the nation."""

from dataclasses import dataclass
from decimal import Decimal

from undersign.reference import wages
from undersign.reference.files import Source
from undersign.reference.places import Place
from undersign.reference.words import Sentence, _

NATION = _("United States")
NO_ROW = _("BLS has no row for this job in %(asked)s. Shown instead: %(shown)s.")
NO_WAGES = _("BLS gives no wages for this job in %(asked)s. Shown instead: %(shown)s.")
NOT_TOLD = _("BLS gives no figure here to hold this pay against.")
UNDER = _("Of 100 people in this job, fewer than %(below)s earn less.")
AT = _("Of 100 people in this job, about %(above)s earn less.")
BETWEEN = _("Of 100 people in this job, %(above)s to %(below)s earn less.")
OVER = _("Of 100 people in this job, more than %(above)s earn less.")
OVER_MARKED = _(
    "Of 100 people in this job, more than %(above)s earn less. BLS marks what lies above only as %(top)s or more."
)


@dataclass(frozen=True)
class Standing:
    """Where an hourly wage stands among those of one occupation in one area.

    `above` and `below` are the nearest published percentiles at or under, and over, the wage; `sentence` says the
    same in words. `instead` says why a wider area stands in for the one that was asked for, if it does.
    """

    soc_code: str
    occupation: str
    area: str
    percentiles: dict[wages.Percent, wages.Figure]
    above: wages.Percent | None
    below: wages.Percent | None
    sentence: Sentence
    instead: Sentence | None
    source: Source


def standings(place: Place, metro: wages.Metro | None, pay: Decimal, jobs: tuple[str, ...]) -> tuple[Standing, ...]:
    """Hold a wage against each job, in the state and then in the metro area, if there is one."""
    found = []
    for code in jobs:
        country, state = wages.national(code), wages.in_state(place, code)
        in_state = state if state is not None and _usable(state) else country
        found.append(_standing(in_state, _instead(state, place.name, in_state), pay))
        if metro is not None:
            row = wages.in_metro(metro.code, code)
            in_metro = row if row is not None and _usable(row) else in_state
            found.append(_standing(in_metro, _instead(row, metro.name, in_metro), pay))
    return tuple(found)


def narrowest(found: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """Give for each job the one of the smallest area."""
    return tuple({standing.soc_code: standing for standing in found}.values())


def _usable(row: wages.Wages) -> bool:
    return any(figure.mark != "missing" for figure in row.hourly.percentiles.values())


def _instead(row: wages.Wages | None, name: str, used: wages.Wages) -> Sentence | None:
    """Say why another row is used than the one asked for; None if it is that row."""
    if row is used:
        return None
    return Sentence(NO_ROW if row is None else NO_WAGES, {"asked": name, "shown": _area(used)})


def _area(row: wages.Wages) -> str:
    return NATION if row.area_code == wages.NATIONAL else row.area_name


def _standing(row: wages.Wages, instead: Sentence | None, pay: Decimal) -> Standing:
    percentiles = row.hourly.percentiles
    above = max((percent for percent, figure in percentiles.items() if _reached(pay, figure)), default=None)
    below = min((percent for percent, figure in percentiles.items() if _over(pay, figure)), default=None)
    sentence = _sentence(pay, percentiles, above, below)
    return Standing(row.soc_code, row.occupation, _area(row), percentiles, above, below, sentence, instead, row.source)


def _reached(pay: Decimal, figure: wages.Figure) -> bool:
    return figure.dollars is not None and figure.dollars <= pay


def _over(pay: Decimal, figure: wages.Figure) -> bool:
    if figure.mark == "top-coded":
        return pay < wages.TOP_HOURLY
    return figure.dollars is not None and figure.dollars > pay


def _sentence(
    pay: Decimal,
    percentiles: dict[wages.Percent, wages.Figure],
    above: wages.Percent | None,
    below: wages.Percent | None,
) -> Sentence:
    """Say how many of 100 people in that job earn less."""
    if above is None:
        return Sentence(NOT_TOLD) if below is None else Sentence(UNDER, {"below": below})
    if percentiles[above].dollars == pay:
        return Sentence(AT, {"above": above})
    if below is not None:
        return Sentence(BETWEEN, {"above": above, "below": below})
    marked = any(figure.mark == "top-coded" for figure in percentiles.values())
    return Sentence(OVER_MARKED if marked else OVER, {"above": above, "top": wages.TOP_HOURLY})
