"""Which texts members reported, and what a steward who decides about one reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from undersign.protocol.asks import read_asks
from undersign.protocol.encoding import Document, b64
from undersign.web.boxes import access as boxes
from undersign.web.boxes.models import Box
from undersign.web.demands import access
from undersign.web.demands.access import Draft
from undersign.web.demands.models import Demand, DraftBox, TextReport
from undersign.web.people.models import Member

PUT = ("proposal", "put_up", "ask_first")


@dataclass(frozen=True)
class Reported:
    """A text about which a steward must decide: a draft, by its hash, or all words of a demand, by an empty one."""

    number: int  # of its first report
    box: Box
    digest: bytes
    reports: list[TextReport]

    @property
    def is_demand(self) -> bool:
        """Whether it is a demand, which a strike voids."""
        return not self.digest


def reported() -> list[Reported]:
    """Return the texts that members reported, the oldest first."""
    found: dict[tuple[int, bytes], list[TextReport]] = {}
    for each in TextReport.objects.select_related("box__book", "by").order_by("id"):
        found.setdefault((each.box_id, bytes(each.digest)), []).append(each)
    return [Reported(each[0].pk, each[0].box, digest, each) for (_, digest), each in found.items()]


def by_number(number: int) -> Reported:
    """Return a reported text. Raises Http404 for one that was decided."""
    found = next((each for each in reported() if each.number == number), None)
    if found is None:
        raise Http404
    return found


def texts(found: Reported) -> list[str]:
    """Return the words that a strike deletes; none of a draft that shows no more."""
    if found.is_demand:
        demand = Demand.objects.get(box=found.box)
        asks = access.asks(demand)
        return [each for each in (access.title(demand), *(_words(asks) if asks else ())) if each]
    drafts = DraftBox.objects.get(box=found.box)
    draft = next((each for each in access.shown(drafts) if each.digest == found.digest), None)
    if draft is not None and draft.fields is not None:
        return said(draft.fields)
    return [words for box in asked_by(drafts, found.digest) for words in asked(box)]


def asked_by(found: DraftBox, digest: bytes) -> list[Box]:
    """Return the question who would sign that a draft began, whether or not the draft shows."""
    return [each.box for each in found.firsts.filter(draft=digest).select_related("box__book")]


def asked(box: Box) -> list[str]:
    """Return what a question who would sign says, in words alone; nothing if it was struck."""
    title, text = _asked(box)
    return [title, *_words(read_asks(text))] if title and text else []


def said(fields: Document) -> list[str]:
    """Return what a draft says, in words alone."""
    if fields["kind"] not in PUT:
        return [fields["text"]]
    return [fields["title"], *_words(read_asks(fields["text"]))]


def _words(asks: Document) -> Iterator[str]:
    yield asks["to"]
    yield from (each["what"] for each in asks["asks"])
    yield asks["reasons"]
    yield from (each["says"] for each in (*asks.get("evidence", ()), *asks.get("steps", ())))


def twins(demand: Demand) -> list[Draft]:
    """Return the drafts that hold the words of a demand: what was proposed, and what put it up."""
    title, words = access.title(demand), access.words(demand)
    drafts = [each for each in access.shown(demand.drafts) if each.fields and each.fields["kind"] in PUT]
    return [each for each in drafts if (each.fields or {})["title"] == title and (each.fields or {})["text"] == words]


def demands_of(found: DraftBox, fields: Document) -> list[Demand]:
    """Return the demands that hold the words of a draft."""
    if fields["kind"] not in PUT:
        return []
    made = found.demands.filter(put_up__isnull=False).select_related("box", "drafts__box")
    return [each for each in made if (access.title(each), access.words(each)) == (fields["title"], fields["text"])]


def questions_of(found: DraftBox, title: str | None, text: str | None) -> list[Box]:
    """Return the questions who would sign that hold the words of a draft."""
    boxes_ = [each.box for each in found.firsts.select_related("box__book")]
    return [each for each in boxes_ if _asked(each) == (title, text)]


def _asked(box: Box) -> tuple[str | None, str | None]:
    fields, texts_ = boxes.definition(box).fields, boxes.texts(box)
    return texts_.get(fields["title"]), texts_.get(fields["questions"][0]["text"])


def about_me(member: Member) -> list[dict[str, Any]]:
    """Return what a member reported, for the file that they can take along."""
    found = TextReport.objects.filter(by=member).select_related("box").order_by("id")
    return [{"box": b64(bytes(each.box.box_id)), "draft": b64(bytes(each.digest)), "why": each.why} for each in found]
