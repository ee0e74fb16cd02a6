"""What is asked, how far it is, what came of it. Of what is sealed a page knows how many answers there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from undersign.protocol import questions
from undersign.protocol.asks import read_asks
from undersign.protocol.closing import batch_end
from undersign.protocol.encoding import Document
from undersign.protocol.envelopes import counted
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes import phases
from undersign.web.boxes.models import Box
from undersign.web.boxes.phases import SIGNING, WITHDRAWING, moment
from undersign.web.record import access as record

BACK: Final[list[Callable[[Box], str | None]]] = []
"""Asked for the address from which a question was reached. The app that begins questions adds itself."""


@dataclass(frozen=True)
class Total:
    """What came of one question: how many said yes, no, or gave no answer to it."""

    asked: str
    yes: int
    no: int
    silent: int

    @property
    def answered(self) -> int:
        """How many said yes or no."""
        return self.yes + self.no


def is_question(box: Box) -> bool:
    """Return whether a box asks one of these questions, or did before its words were struck."""
    words = boxes.texts(box).get(boxes.definition(box).fields["intro"])
    return box.kind == "survey" and (words is None or questions.is_question(words))


def about(box: Box) -> Document | None:
    """Return what a question is about, as questions.read_question; None if a text of it was struck."""
    texts, definition = boxes.texts(box), boxes.definition(box)
    if texts.get(definition.fields["intro"]) is None or box.state == Box.VOID:
        return None
    return questions.read_question(definition, texts)


def back(box: Box) -> str:
    """Return the address from which a question was reached."""
    return next((found for each in BACK if (found := each(box)) is not None), "/")


def title(box: Box) -> str | None:
    """Return the title of the demand or proposal that a question is about; None if it was struck."""
    return boxes.texts(box).get(boxes.definition(box).fields["title"])


def totals(box: Box) -> list[Total]:
    """Return what came of each question; nothing before it opened, and where nothing opened."""
    found = about(box)
    if found is None or phases.state(box) != "opened":
        return []
    result = next(entry for _, entry in record.entries(box.book.name) if entry["kind"] == "result")
    (group,) = result["groups"]
    return [Total(asked, *given) for asked, given in zip(found["asks"], group["totals"], strict=True)]


def answered(box: Box) -> int:
    """Return how many answers stand in the book as of the last batch, without those that were taken back."""
    return len(counted(boxes.heads(box)))


def figures(box: Box) -> dict[str, Any]:
    """Return how far a question is, as of the last batch; fewer answers than k are no number yet."""
    fields, state = boxes.definition(box).fields, phases.state(box)
    known, k = answered(box), max(int(fields["k"]), int(fields["quorum"]))
    given: dict[str, Any] = {
        "state": state,
        "fixed": boxes.is_fixed(box),
        "needed": k,
        "answered": known if known >= k or state == "shut" else 0,
        "listed": box.listed.count(),
        "signing_ends": moment(box.signing_ends),
        "withdrawing_ends": moment(box.withdrawing_ends),
    }
    if state in (SIGNING, WITHDRAWING):
        ends = batch_end(boxes.definition(box), int(home.now()), withdraws=state == WITHDRAWING)
        given["next_count"] = moment(ends)
    return given


def keyholders(box: Box) -> dict[str, Any]:
    """Return who opens the totals, and how many of them it takes."""
    ceremony, team = boxes.team(box)
    return {"t": team.t, "n": team.n, "keyholders": [each.name for each in ceremony.keyholders]}


def says(found: Document | None) -> Document | None:
    """Return what the demand says that somebody would sign, with its days as templates show them."""
    if found is None or found["kind"] != questions.ASK_FIRST:
        return None
    asks = read_asks(found["text"])
    listed = [{**each, "by": date.fromisoformat(each["by"])} for each in asks["asks"]]
    return {**asks, "asks": listed, "reply_by": date.fromisoformat(asks["reply_by"])}
