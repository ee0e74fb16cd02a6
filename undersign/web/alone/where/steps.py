"""The questions, routes and rules as the page holds them. Each has an address of its own within the page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from undersign.reference.routes import routes as listed
from undersign.reference.routes import texts
from undersign.reference.routes.routes import Also, Route, Rule
from undersign.reference.routes.standing import SAID
from undersign.reference.routes.tree import CARE, QUESTIONS, Option, Question

NONE = "none"
LETTERS = {
    "job_plan": ("appeal", "complaint"),
    "insured_plan": ("complaint",),
    "public_plan": ("appeal", "complaint"),
    "external_review": ("review",),
    "medicaid_plan": ("appeal",),
    "medicaid_hearing": ("hearing",),
    "medicaid_direct": ("hearing",),
}
"""Which letters somebody can have for a route."""


@dataclass(frozen=True)
class Choice:
    """One answer, and the part of the page to which it leads."""

    text: str
    to: str


@dataclass(frozen=True)
class Step:
    """One question."""

    id: str
    question: Question
    choices: tuple[Choice, ...]

    @property
    def about_care(self) -> bool:
        """Whether the path for care begins here."""
        return self.id == CARE[0].key


@dataclass(frozen=True)
class Joint:
    """Several routes to which one answer leads."""

    id: str
    routes: tuple[Shown, ...]

    @property
    def names(self) -> str:
        """The ids of its routes."""
        return " ".join(each.id for each in self.routes)


@dataclass(frozen=True)
class Shown:
    """A route in texts to translate. What is not known is empty."""

    route: Route
    text: texts.Text
    standing: str
    must: str
    since: str
    no_day: str
    also: str
    letters: tuple[str, ...]

    @property
    def equal_cover(self) -> bool:
        """Whether the list has it for the law on equal cover."""
        return self.route.issue.startswith("parity")

    @property
    def id(self) -> str:
        """Where it stands on the page. Some questions have the name of a route."""
        return f"to_{self.route.id}"


def questions() -> list[Step]:
    """Return every question with the part of the page to which each answer leads."""
    return [
        Step(key, found, tuple(Choice(each.text, _to(each)) for each in found.options))
        for key, found in QUESTIONS.items()
    ]


def joints() -> list[Joint]:
    """Return where one answer leads to several routes."""
    several = dict.fromkeys(each for each in _ends() if len(each) > 1)
    return [Joint("-".join(each), tuple(shown(listed.route(key)) for key in each)) for each in several]


def routes() -> list[Shown]:
    """Return every route of the list."""
    return [shown(each) for each in listed.routes()]


def rules() -> str:
    """Return, as JSON, how the last day of each route is counted, from the list of rules alone."""
    counted = [each for each in routes() if each.route.rule]
    return json.dumps({each.id: _counted(each.route) for each in counted}, separators=(",", ":"))


def shown(route: Route) -> Shown:
    """Return a route in words."""
    return Shown(
        route,
        texts.TEXTS[route.id],
        SAID[route.standing],
        texts.MUST.get(route.must, ""),
        texts.SINCE.get(route.starts, ""),
        texts.NO_DAY.get(route.no_day, ""),
        texts.ALSO[route.also.condition] if route.also else "",
        LETTERS.get(route.id, ()),
    )


def _ends() -> list[tuple[str, ...]]:
    return [option.routes for each in QUESTIONS.values() for option in each.options if not option.next]


def _to(option: Option) -> str:
    if option.next:
        return option.next
    ids = [shown(listed.route(key)).id for key in option.routes]
    return ids[0] if len(ids) == 1 else "-".join(option.routes) or NONE


def _counted(route: Route) -> dict[str, object]:
    return {"starts": route.starts, "rule": _bare(route.rule), "also": _bare(route.also)}


def _bare(what: Rule | Also | None) -> dict[str, object] | None:
    return asdict(what) if what else None
