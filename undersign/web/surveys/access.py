"""Which surveys of hours a member can answer, how far they are, what came of them. Others find nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from undersign.protocol import hours
from undersign.protocol.boxes import K_LEAST
from undersign.protocol.encoding import b64
from undersign.protocol.hours import ASKED, Asked
from undersign.web import home
from undersign.web.alone import duties
from undersign.web.boxes import phases
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.models import Box
from undersign.web.boxes.passes import access as passes
from undersign.web.people.models import Member
from undersign.web.questions import access as questions
from undersign.web.record import access as record
from undersign.web.surveys import actions
from undersign.web.surveys.models import Survey, Wish
from undersign.web.workplaces import access as workplaces
from undersign.web.workplaces.models import Workplace

FEW: Final = 2 * K_LEAST  # on a shorter list an envelope hides among few
DECEMBER: Final = 12
MONEY: Final = "money"
NAMES: Final = {
    "unpaid": gettext_lazy("Unpaid hours"),
    MONEY: gettext_lazy("The unpaid hours in dollars, at your own pay"),
    "outside": gettext_lazy("Hours outside your role"),
    "supervision": gettext_lazy("Hours of supervision"),
}


@dataclass(frozen=True)
class Shown:
    """A survey as pages list it."""

    survey: Survey
    figures: dict[str, Any]

    @property
    def state(self) -> str:
        """How far it is, by a name."""
        return str(self.figures["state"])

    @property
    def hex(self) -> str:
        """The id as addresses have it."""
        return self.survey.box.hex

    @property
    def first(self) -> date:
        """The first day of its month."""
        return first_day(self.survey.month)

    @property
    def running(self) -> bool:
        """Whether something can still be sent."""
        return self.state in (phases.SIGNING, phases.WITHDRAWING)


@dataclass(frozen=True)
class Place:
    """A workplace of a member, and how far the survey of the last month is there."""

    place: Workplace
    enough: bool
    begun: bool
    stands: bool  # on whose list the member is
    wish: Wish | None

    @property
    def begins(self) -> datetime | None:
        """When a survey begins that somebody asked for; None once that was due and could not be."""
        return phases.moment(self.wish.begins) if self.wish and not self.wish.reason else None

    @property
    def refused(self) -> str:
        """Why it cannot begin, by a name; empty if nothing speaks against it."""
        return self.wish.reason if self.wish else ""


@dataclass(frozen=True)
class Range:
    """One range of a question, from `low` to under `high`; the last has no `high`. `many` chose it once it is open."""

    low: int
    high: int | None
    many: int = 0
    width: int = 0  # of its bar, in percent of the longest


@dataclass(frozen=True)
class Question:
    """A question as pages show it; `found`, `silent`: once it is open, what it comes to and how many gave no answer."""

    asked: Asked
    ranges: list[Range]
    found: hours.Sum | None = None
    silent: int = 0

    @property
    def name(self) -> str:
        """What it is called on pages."""
        return str(NAMES[self.asked.name])

    @property
    def money(self) -> bool:
        """Whether it is about dollars, not hours."""
        return self.asked.name == MONEY

    @property
    def edge(self) -> int:
        """Where the open last range begins."""
        return self.asked.bins[-1]

    @property
    def bins(self) -> str:
        """The lower edges, for the page's script."""
        return " ".join(map(str, self.asked.bins))


def first_day(month: str) -> date:
    """Return the first day of a month, as templates show months."""
    return date.fromisoformat(f"{month}-01")


def last_month() -> str:
    """Return the last month that has ended everywhere."""
    day = datetime.fromtimestamp(home.now() - hours.EVERYWHERE, UTC)
    year, number = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, DECEMBER)
    return f"{year}-{number:02}"


def places(member: Member) -> list[Place]:
    """Return the workplaces of a member, each with the survey of the last month there."""
    month = last_month()
    own = Survey.objects.filter(box__in=passes.mine(member, {"survey"}), month=month)
    found = own.values_list("workplace", "workplace__into", "covers", "covers__into")
    listed = {each for row in found for each in row}
    return [_place(each, month, stands=each.pk in listed) for each in workplaces.mine(member)]


def _place(place: Workplace, month: str, *, stands: bool) -> Place:
    wish = Wish.objects.filter(workplace=place, month=month).first()
    enough = len(lists.workers(place)) >= K_LEAST
    return Place(place, enough, actions.is_begun(place, month), stands, wish)


def mine(member: Member) -> list[Shown]:
    """Return the surveys on whose lists a member stands, the newest first."""
    found = Survey.objects.filter(box__in=passes.mine(member, {"survey"}))
    rows = found.select_related("box__book", "box__list_book", "workplace__into").order_by("-id")
    return [Shown(each, questions.figures(each.box)) for each in rows]


def survey(member: Member, written: str) -> Survey:
    """Return the survey of an address. Raises Http404 for who is not on its list."""
    box = passes.for_listed(member, written)
    found = Survey.objects.select_related("box__book", "workplace__into").filter(box=box).first()
    if found is None:
        raise Http404
    return found


def opened(member: Member, box: bytes) -> dict[str, Any] | None:
    """Return box and title of the open survey with an id, as demands name it; None if the member cannot see it."""
    try:
        found = survey(member, box.hex())
    except Http404:
        return None
    return {"box": found.box, "title": title(found)} if phases.state(found.box) == "opened" else None


def title(found: Survey) -> str:
    """Return what a survey is called on pages."""
    month = date_format(first_day(found.month), "YEAR_MONTH_FORMAT")
    place = found.workplace.home.name
    return gettext("Hours of %(month)s, %(place)s") % {"month": month, "place": place}


def title_of(box: Box) -> str | None:
    """Return what the survey of a box is called; None for a box that is no survey of hours."""
    found = Survey.objects.select_related("workplace__into").filter(box=box).first()
    return None if found is None else title(found)


def about(found: Survey) -> dict[str, Any]:
    """Return what a page says of a survey: how far it is, what it asks, what came of it."""
    figures, box = questions.figures(found.box), found.box
    given: dict[str, Any] = {"first": first_day(found.month), "month": found.month, "title": title(found)}
    given |= {"place": found.workplace.home, "workplace": b64(bytes(found.workplace.id_hash))}
    given |= {"asked": asked(box, figures["state"])}
    given |= {"duties": json.dumps([{"id": one.id, "role": one.role} for one in duties.here()])}
    return given | {"few": figures["listed"] < FEW} | figures | questions.keyholders(box)


def others(member: Member, found: Survey) -> str:
    """Return the other surveys of the same month on whose lists a member stands, for the page's script: id and book.

    There are some where they work at two places; a phone reads them, and finds one that asks them again. One that no
    tick has proven yet cannot be read.
    """
    own = Survey.objects.filter(box__in=passes.mine(member, {"survey"}), month=found.month).exclude(pk=found.pk)
    rows = own.filter(box__book__proven__gt=0).select_related("box__book").order_by("pk")
    return json.dumps([[b64(bytes(each.box.box_id)), each.box.book.name] for each in rows])


def asked(box: Box, state: str) -> list[Question]:
    """Return the questions, once the totals are open with what came of each."""
    totals = _totals(box) if state == "opened" else []
    return [_question(each, totals[at] if totals else None) for at, each in enumerate(ASKED)]


def _totals(box: Box) -> list[list[int]]:
    result = next(entry for _, entry in record.entries(box.book.name) if entry["kind"] == "result")
    (group,) = result["groups"]
    found: list[list[int]] = group["totals"]
    return found


def _question(found: Asked, totals: list[int] | None) -> Question:
    counts = totals or [0] * (len(found.bins) + 1)
    most = max(1, *counts[:-1])
    highs = [*found.bins[1:], None]
    ranges = [
        Range(low, high, many, round(100 * many / most))
        for low, high, many in zip(found.bins, highs, counts[:-1], strict=True)
    ]
    return Question(found, ranges, hours.sum_of(found.bins, totals) if totals else None, counts[-1])
