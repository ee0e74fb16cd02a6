"""What the pages about a demand's course show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from undersign.protocol.encoding import Document, b64
from undersign.protocol.outcomes import Course
from undersign.web.boxes.models import Box
from undersign.web.demands import access as demands
from undersign.web.demands.asked import access as asked
from undersign.web.demands.asked.access import Shown
from undersign.web.demands.followup import access, letters
from undersign.web.demands.models import Demand


@dataclass(frozen=True)
class Next:
    """A next step: what was announced, whether it has begun, and how it stands as of the last batch."""

    number: int
    says: str
    needed: int
    day: date
    box: str  # as addresses have it; empty before it has begun
    state: str  # waits, running, opened, missed, few
    would_open: int
    asked: Shown | None = None  # of one that is a vote


def steps(found: Demand) -> list[Next]:
    """Return the next steps of a demand, in their order."""
    asks, begun = demands.asks(found), {each.number: each for each in found.steps.select_related("box")}
    return [_next(i, each, begun.get(i)) for i, each in enumerate((asks or {}).get("steps", []), 1)]


def _next(number: int, step: Document, begun: Any) -> Next:  # noqa: ANN401 - a Step, or None
    box: Box | None = begun.box if begun else None
    states = {Box.OPENED: "opened", Box.SHUT: "missed", Box.VOID: "missed"}
    state = states.get(box.state, "running") if box else "few" if begun else "waits"
    vote = asked.shown(box, asked.STEP) if box and box.kind == "survey" else None
    would = demands.would_open(box.demand) if box and not vote else 0
    day = date.fromisoformat(step["date"])
    return Next(number, step["says"], step["number"], day, box.hex if box else "", state, would, vote)


def after(found: Demand) -> dict[str, Any]:
    """Return what the page of a demand's course shows."""
    course, asks = access.course(found), demands.asks(found)
    for_readers = asks is not None and asks["names"] == "recipient"
    return {
        "hex": found.box.hex,
        "title": demands.title(found),
        "asks": asks,
        "story": access.story(course) if course else None,
        "steps": steps(found),
        "met": asked.of(found, asked.MET),
        "punished": asked.of(found, asked.PUNISHED),
        "count": len(access.signer_keys(found)),
        "for_readers": for_readers,
        "reply_address": letters.reply_address(found, asks["language"]) if asks and for_readers else "",
        "name": letters.named(found).hex(),
        "reply_by": date.fromisoformat(asks["reply_by"]) if asks else None,
        "today": access.today(),
    }


def write(found: Demand, course: Course | None) -> dict[str, Any]:
    """Return what a phone needs to sign something about a demand, and what the page shows beside it."""
    asks, result = demands.asks(found), demands.result(found)
    given = {
        "hex": found.box.hex,
        "title": demands.title(found) or "",
        "asks": asks["asks"] if asks else [],
        "employer": found.drafts.workplace.employer,
        "today": access.today().isoformat(),
        "story": access.story(course) if course else None,
    }
    if asks is not None and result is not None:
        fixed = {"level": result["level"], "reply_by": asks["reply_by"], "reply_key": b64(letters.reply_key(found))}
        texts = {"asks": asks["asks"], "title": given["title"]}
        given["fixed"] = json.dumps(fixed | texts, ensure_ascii=True)
    return {**given, "box": b64(bytes(found.box.box_id)), "demand": b64(letters.named(found))}


def choice(choices: tuple[tuple[str, str | Promise], ...], value: str) -> str:
    """Return the words of a choice."""
    return str(dict(choices)[value])
