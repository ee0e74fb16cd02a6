"""Who may see drafts and demands, and what they see. Who is not on a list finds nothing, whatever they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404

from undersign.protocol import demands, drafts
from undersign.protocol.asks import read_asks
from undersign.protocol.encoding import Document, b64, unb64
from undersign.protocol.errors import Refused
from undersign.web.boxes import access as boxes
from undersign.web.boxes.models import Box
from undersign.web.boxes.passes import access as passes
from undersign.web.demands.models import Demand, DraftBox
from undersign.web.people.models import Member
from undersign.web.record import access as record
from undersign.web.workplaces.models import Workplace


@dataclass(frozen=True)
class Draft:
    """A draft as it shows: its envelope's hash, "coworker" number, what it says. `fields` is None for a struck one."""

    digest: bytes
    coworker: int
    words: str | None
    fields: Document | None


def draft_boxes(member: Member) -> list[DraftBox]:
    """Return the boxes for drafts on whose lists a member stands, the newest first."""
    found = passes.mine(member, {"draft"})
    return list(DraftBox.objects.filter(box__in=found).select_related("box", "workplace").order_by("-id"))


def draft_box(member: Member, written: str) -> DraftBox:
    """Return the box for drafts of an address. Raises Http404 for who is not on its list."""
    box = passes.for_listed(member, written)
    return get_object_or_404(DraftBox.objects.select_related("box", "workplace"), box=box)


def shown(found: DraftBox) -> list[Draft]:
    """Return the drafts that show, in the order of the book; nothing below k passes.

    Coworkers are numbered in the order in which they first wrote. A body that is no text of a draft does not show.
    """
    box = found.box
    heads = drafts.shown(boxes.definition(box), boxes.heads(box), box.requests.count())
    if not heads:
        return []
    texts = dict(_words(box))
    heads = [head for head in heads if texts.get(head.digest, "struck")]
    numbers: dict[bytes, int] = {}
    for head in heads:
        numbers.setdefault(head.key, len(numbers) + 1)
    return [_draft(head.digest, numbers[head.key], texts.get(head.digest)) for head in heads]


def _words(box: Box) -> Iterator[tuple[bytes, str]]:
    """Yield the hash of each envelope of a box for drafts, and what it says: nothing if that is no text of a draft."""
    for digest, document in boxes.rests(box):
        if document.get("body"):  # a struck one has none
            yield digest, _text(unb64(document["body"]))


def _text(body: bytes) -> str:
    try:
        return drafts.draft_text(body)
    except Refused:
        return ""


def _draft(digest: bytes, coworker: int, said: str | None) -> Draft:
    return Draft(digest, coworker, said, None if said is None else drafts.read_draft(said))


def list_of(place: Workplace, rule: str) -> str:
    """Return of what a list is that drafts of a workplace ask for, at the level that they name."""
    return {"workplace": b64(bytes(place.id_hash)), "employer": place.employer, "state": place.state, "all": ""}[rule]


def put_up_in(found: DraftBox) -> dict[bytes, Demand]:
    """Return the demands that drafts of a box put up, by the hash of that draft's envelope; no next steps of theirs."""
    made = found.demands.filter(put_up__isnull=False).select_related("box")
    return {bytes(each.put_up or b""): each for each in made}


def mine(member: Member) -> list[Demand]:
    """Return the demands on whose lists a member stands, the newest first."""
    found = passes.mine(member, {"demand"})
    return list(Demand.objects.filter(box__in=found).select_related("box", "drafts__workplace").order_by("-id"))


def demand(member: Member, written: str) -> Demand:
    """Return the demand of an address. Raises Http404 for who is not on its list."""
    box = passes.for_listed(member, written)
    return get_object_or_404(Demand.objects.select_related("box", "drafts__workplace"), box=box)


def title(found: Demand) -> str | None:
    """Return the title of a demand; None if it was struck."""
    return boxes.texts(found.box).get(boxes.definition(found.box).fields["title"])


def words(found: Demand) -> str | None:
    """Return what a demand says, as its text stands in the record; None if it was struck."""
    return boxes.texts(found.box).get(boxes.definition(found.box).fields["intro"])


def asks(found: Demand) -> Document | None:
    """Return what a demand says, as asks.read_asks gives it; None if it was struck."""
    text = words(found)
    return None if text is None else read_asks(text)


def would_open(found: Demand) -> int:
    """Return how many names would open if signing ended with the last batch."""
    return demands.would_open(boxes.definition(found.box), boxes.heads(found.box))


def needed(found: Demand) -> int:
    """Return how many names open at the least."""
    return int(boxes.definition(found.box).fields["k"])


def names(found: Demand) -> list[tuple[str, str]]:
    """Return the names that were opened, with job titles; none before, or where they are for their readers alone."""
    opened: list[tuple[str, str]] = []
    for _, entry in record.entries(found.box.book.name):
        if entry["kind"] == "opened":
            opened += [(each["name"], each["title"]) for each in entry["names"] if "name" in each]
    return opened


def result(found: Demand) -> Document | None:
    """Return the entry that ended the box; None before."""
    return next((entry for _, entry in record.entries(found.box.book.name) if entry["kind"] == "result"), None)


def put_up(found: Demand) -> Document | None:
    """Return the draft that put a demand up; None if it was struck, and for a next step."""
    if found.put_up is None:
        return None
    for digest, text in _words(found.drafts.box):
        if digest == bytes(found.put_up):
            return drafts.read_draft(text)
    return None


def about(found: Demand) -> dict[str, Any]:
    """Return the numbers of a demand that its page shows, as of the last batch."""
    definition = boxes.definition(found.box)
    return {
        "levels": definition.fields["levels"],
        "would_open": would_open(found),
        "listed": found.box.listed.count(),
        "needed": definition.fields["k"],
        "signing_ends": definition.fields["signing_ends"],
        "withdrawing_ends": definition.fields["withdrawing_ends"],
        "state": found.box.state,
    }
