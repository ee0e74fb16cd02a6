"""The routes: who can be asked to act on something, under which law, until when, and how well that was checked.

The list is a compiled table, unchanged. Beside it stands a list of ours that turns its column `deadline` into rules
that can be counted. It may say less than the table, never more: a line that was not checked has no rule, and a line
whose wording has changed since its rule was written is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.files import REPAIR, Row, read_once, rows
from undersign.reference.routes import schema
from undersign.reference.routes.standing import CHECKS, Standing

FILE = "complaint_routes.csv"
RULES_FILE = "complaint_route_rules.csv"
SAME = "same"
AS_ABOVE = "as above"
NUMBER = re.compile(r"id \d+\)")


@dataclass(frozen=True)
class Rule:
    """So many days, months or years. `no_such_day` says what April 31 becomes: the month's end, or the next day.

    `moves`: the citation itself moves a last day on a weekend or federal holiday to the next working day.
    """

    amount: int
    unit: str
    no_such_day: str
    moves: bool


@dataclass(frozen=True)
class Also:
    """A second rule that holds only on a condition: a key of texts.ALSO."""

    rule: Rule
    condition: str


@dataclass(frozen=True)
class Route:
    """One way to take something somewhere. `issue` to `verification` are the list's own words.

    `starts` (a key of texts.STARTS) says from which day to count and `must` (texts.MUST) what has to be done by the
    last day; both are empty where nothing is counted, and `no_day` (texts.NO_DAY) then says why. `counted_by` is the
    citation that the deadline rests on: its own, or that of the line above to which it points.
    """

    id: str
    path: Literal["worker", "care"]
    issue: str
    body: str
    deadline: str
    citation: str
    counted_by: str
    scope: str
    source: str
    verification: str
    standing: Standing
    as_of: date | None
    starts: str
    must: str
    rule: Rule | None
    also: Also | None
    no_day: str

    @property
    def verified(self) -> bool:
        """Whether the rule itself was read. If not, a page says so before all else."""
        return self.standing.verified


def routes() -> tuple[Route, ...]:
    """Give all routes in the order of the list; BrokenFile if a row is not what it should be."""
    return tuple(_routes().values())


def route(key: str) -> Route:
    """Find a route by its id; UnknownFigure if there is none."""
    found = _routes().get(key)
    if found is None:
        raise UnknownFigure(f"There is no route {key[:40]!r}. Start again from the first question.")
    return found


@read_once
def _routes() -> dict[str, Route]:
    listed = rows(FILE, tuple(schema.ROUTES))
    ruled = rows(RULES_FILE, tuple(schema.RULES))
    found: dict[str, Route] = {}
    if len(listed) != len(ruled):
        raise BrokenFile(f"The files {FILE} and {RULES_FILE} do not have the same number of rows. {REPAIR}")
    for row, rule in zip(listed, ruled, strict=True):
        _check(row, rule)
        found[rule["id"]] = _route(row, rule, tuple(found.values()))
    if len(found) != len(listed):
        raise BrokenFile(f"The file {RULES_FILE} has the same id twice. {REPAIR}")
    return found


def _check(row: Row, rule: Row) -> None:
    schema.check(FILE, row, schema.ROUTES)
    schema.check(RULES_FILE, rule, schema.RULES)
    schema.check_whole(RULES_FILE, rule)
    if (row["issue"], row["deadline"]) != (rule["issue"], rule["deadline"]):
        raise BrokenFile(f"The rule {rule['id']!r} was written for other words than {FILE} has. {REPAIR}")
    if CHECKS[row["verification"]].standing.verified == (rule["no_day"] == "unverified"):
        raise BrokenFile(f"The rule {rule['id']!r} does not agree with how well {FILE} was checked. {REPAIR}")


def _source(row: Row, above: Sequence[Route]) -> str:
    """Follow "same" to the line above, and "same as above (id 1)" to the line above that has this number."""
    if not row["source"].startswith(SAME):
        return row["source"]
    number = NUMBER.search(row["source"])
    fits = [one.source for one in above if number is None or number[0] in one.source]
    if not fits:
        raise BrokenFile(f"The file {FILE} points to a source that is not above: {row['source']!r}. {REPAIR}")
    return fits[-1]


def _counted_by(row: Row, above: Sequence[Route]) -> str:
    if row["deadline"] != AS_ABOVE:
        return row["citation"]
    if not above:
        raise BrokenFile(f"The file {FILE} points to a deadline that is not above. {REPAIR}")
    return above[-1].counted_by


def _route(row: Row, rule: Row, above: Sequence[Route]) -> Route:
    check = CHECKS[row["verification"]]
    return Route(
        id=rule["id"],
        path="worker" if rule["path"] == "worker" else "care",
        issue=row["issue"],
        body=row["body"],
        deadline=row["deadline"],
        citation=row["citation"],
        counted_by=_counted_by(row, above),
        scope=row["scope"],
        source=_source(row, above),
        verification=row["verification"],
        standing=check.standing,
        as_of=check.as_of,
        starts=rule["starts"],
        must=rule["must"],
        rule=None if rule["no_day"] else _rule(rule, ""),
        also=Also(_rule(rule, "also_"), rule["also_if"]) if rule["also_if"] else None,
        no_day=rule["no_day"],
    )


def _rule(row: Row, prefix: str) -> Rule:
    return Rule(int(row[f"{prefix}amount"]), row[f"{prefix}unit"], row["no_such_day"], row["moves"] == "yes")
