"""What pages about drafts show, and to whom: those on the list of a box, and nobody else."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from undersign.protocol.closing import batch_end
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.models import Box
from undersign.web.boxes.passes import access as passes
from undersign.web.demands import access
from undersign.web.demands.asked import access as asked
from undersign.web.demands.drafts.threads import Item, find, items, threads
from undersign.web.demands.drafts.times import moment, quarter_ends, quarter_of
from undersign.web.demands.models import Demand, DraftBox
from undersign.web.people.models import Member
from undersign.web.questions import access as questions
from undersign.web.surveys import access as hours
from undersign.web.workplaces.models import Workplace


def boxes_of(member: Member, place: Workplace) -> list[DraftBox]:
    """Return the boxes for drafts of a workplace on whose lists a member stands, the newest first."""
    return [each for each in access.draft_boxes(member) if each.workplace.home == place]


def demands_of(member: Member, place: Workplace) -> list[tuple[Demand, str | None]]:
    """Return the demands that drafts of a workplace put up and a member may sign, with their titles."""
    found = [each for each in access.mine(member) if each.drafts.workplace.home == place]
    return [(each, access.title(each)) for each in found]


def is_open(found: DraftBox) -> bool:
    """Return whether something may still be written into a box."""
    return boxes.takes_envelopes(found.box)


def has_standing(place: Workplace) -> bool:
    """Return whether a workplace has a box of this quarter, on whose list ever a reader stands or not."""
    return DraftBox.objects.filter(workplace=place, quarter=quarter_of(home.now())).exists()


def workers(place: Workplace) -> int:
    """Return how many people of a workplace would be on a list that is made now."""
    return len(lists.workers(place))


def next_begins() -> dict[str, Any]:
    """Return when the next standing boxes are opened."""
    return {"next_begins": moment(quarter_ends(quarter_of(home.now())))}


def about(found: DraftBox, member: Member) -> dict[str, Any]:
    """Return how far a box is: who may read it, how many have their pass, when the next batch enters."""
    box, now = found.box, int(home.now())
    asked = box.requests.count()
    k = int(boxes.definition(box).fields["k"])
    return {
        "fixed": boxes.is_fixed(box),
        "open": is_open(found),
        "listed": box.listed.count(),
        "asked": asked,
        "k": k,
        "marks": [number < asked for number in range(k)],
        "shows": asked >= k,
        "mine": box.requests.filter(member__in=passes.keys(member)).exists(),
        "ends": moment(box.signing_ends),
        "next_batch": moment(batch_end(boxes.definition(box), now, withdraws=False)) if is_open(found) else None,
    }


def state(found: DraftBox, member: Member) -> str:
    """Return a text that changes whenever the page of a box does."""
    known = about(found, member)
    numbers = [
        known["asked"] if not known["shows"] else 0,
        found.demands.count(),
        found.firsts.count(),
        found.turned_down.count(),
    ]
    facts = [known["fixed"], known["open"], known["shows"], known["mine"]]
    return "-".join(str(int(each)) for each in [*facts, *numbers, len(access.shown(found))])


def item(found: DraftBox, written: str, *kinds: str) -> Item:
    """Return a draft that shows, by its hash, of one of some kinds. Raises Http404."""
    for each in items(found):
        if each.hex == written and each.kind in kinds:
            return each
    raise Http404


def proposal(found: DraftBox, written: str) -> Item:
    """Return a proposal that shows, by its hash, with what became of it. Raises Http404."""
    shown = find(threads(found), written)
    if shown is None:
        raise Http404
    return shown


def surveys(member: Member) -> list[tuple[Box, str | None]]:
    """Return the opened surveys of a member, with their titles: a demand may rest on them, but not on its questions."""
    found = [each for each in passes.mine(member, {"survey"}) if each.state == Box.OPENED and not asked.about_of(each)]
    return [(each, hours.title_of(each) or questions.title(each)) for each in found]
