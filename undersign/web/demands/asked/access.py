"""Which questions there are about a demand, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from undersign.web.boxes import phases
from undersign.web.boxes.models import Box
from undersign.web.boxes.passes import access as passes
from undersign.web.demands.models import Demand, First, Question
from undersign.web.people.models import Member
from undersign.web.questions import access as questions
from undersign.web.questions.access import Total

MET, PUNISHED, STEP = "met", "punished", "step"
VOTED: Final = "walkout"  # the next step that is a sealed yes or no, not a list of names


@dataclass(frozen=True)
class Shown:
    """A question as pages name it: where it is, how far, when it ends or ended, what came of it."""

    hex: str
    about: str
    state: str
    ends: datetime
    answered: int
    title: str | None
    totals: list[Total]

    @property
    def running(self) -> bool:
        """Whether answers still come in."""
        return self.state == phases.SIGNING


def shown(box: Box, about: str) -> Shown:
    """Return a question as pages name it."""
    found = questions.figures(box)
    ends = phases.moment(box.withdrawing_ends)
    title, totals = questions.title(box), questions.totals(box)
    return Shown(box.hex, about, found["state"], ends, found["answered"], title, totals)


def of(found: Demand, about: str) -> list[Shown]:
    """Return the questions of one kind about a demand, the newest first."""
    rows = found.questions.filter(about=about).select_related("box__book").order_by("-id")
    return [shown(each.box, about) for each in rows]


def last_opened(found: Demand, about: str) -> Shown | None:
    """Return the newest question of one kind whose totals are open."""
    return next((each for each in of(found, about) if each.state == "opened"), None)


def open_now(member: Member) -> list[Shown]:
    """Return the questions that somebody on a list can find open, the newest first."""
    found = [each for each in passes.mine(member, {"survey"}) if phases.state(each) in ("signing", "withdrawing")]
    return [shown(each, about) for each in found if (about := about_of(each))]


def about_of(box: Box) -> str:
    """Return what a question is about, by a name; empty for another box."""
    row = Question.objects.filter(box=box).first()
    if row is not None:
        return row.about
    if First.objects.filter(box=box).exists():
        return "ask_first"
    return STEP if hasattr(box, "step") else ""


def back(box: Box) -> str | None:
    """Return the address of the page on which a question stands; None for another box."""
    first = First.objects.filter(box=box).select_related("drafts__box").first()
    if first is not None and box.rule != "workplace":
        return reverse("demands:index")  # not all on the list see those drafts
    if first is not None:
        return reverse("demands:drafts", kwargs={"written": first.drafts.box.hex})
    return reverse("followup:after", kwargs={"written": box.of.hex}) if box.of else None
