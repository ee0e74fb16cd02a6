"""Making boxes for drafts by the calendar or for a room, and demands out of the drafts that put one up."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.host.files import HostProblem
from undersign.protocol.asks import read_asks
from undersign.protocol.boxes import K_LEAST
from undersign.protocol.drafts import check_put_up
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.definitions.actions import Plan, fix, stock_left
from undersign.web.boxes.models import Box
from undersign.web.demands import access
from undersign.web.demands.access import Draft
from undersign.web.demands.asked.access import VOTED
from undersign.web.demands.asked.actions import ask_first
from undersign.web.demands.drafts import reasons
from undersign.web.demands.drafts.threads import same
from undersign.web.demands.drafts.times import check_times, day_of, quarter_ends, quarter_of
from undersign.web.demands.models import Demand, DraftBox, TurnedDown
from undersign.web.pages.answers import Stopped
from undersign.web.record import access as record
from undersign.web.workplaces.models import Workplace

HOUR: Final = 3600
ROOM_SECONDS: Final = 12 * HOUR
PUT_UP_MOST: Final = 3  # of one coworker in one box for drafts
STOCK_LEAST: Final = 2  # keys of each keyholder: one box for drafts leaves one for a demand

_LOG = logging.getLogger("undersign.demands")


class Unfit(Exception):
    """A demand that the protocol allows and people could not keep to. `reason`: a name of drafts.reasons."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def open_standing(now: float) -> None:
    """Open the quarter's box for drafts of every workplace with enough people: a job of the clock."""
    if record.witnessed() is None or stock_left() < STOCK_LEAST:
        return
    quarter = quarter_of(now)
    have = DraftBox.objects.filter(quarter=quarter).values("workplace")
    for place in Workplace.objects.filter(into=None).exclude(pk__in=have):
        if len(lists.workers(place)) >= K_LEAST:
            try:
                _open(place, quarter, quarter_ends(quarter), HOUR)
            except (HostProblem, Refused):
                _LOG.exception("a box for drafts could not be opened")


@transaction.atomic
def _open(place: Workplace, quarter: int | None, ends: int, batch: int) -> DraftBox:
    plan = Plan(
        kind="draft",
        rule="workplace",
        of=b64(bytes(place.id_hash)),
        title=place.name,
        intro=place.employer,
        k=K_LEAST,
        signing_ends=ends,
        withdrawing_ends=ends,
        batch=batch,
        more={"room": True} if quarter is None else {},
    )
    return DraftBox.objects.create(box=fix(plan), workplace=place, quarter=quarter)


def open_room(place: Workplace) -> DraftBox:
    """Open a box for drafts of people who sit together now. Raises Stopped where too few work, Refused, HostProblem."""
    if len(lists.workers(place)) < K_LEAST:
        say = _("This needs at least five people of this workplace. Invite the others, then open the room again.")
        raise Stopped("below_k", say, 409)
    now = int(home.now())
    standing = DraftBox.objects.filter(workplace=place, quarter=None, box__signing_ends__gt=now, box__state=Box.OPEN)
    known = {bytes(each) for each in lists.workers(place)}
    for found in standing.order_by("-id"):
        if known == {bytes(each) for each in found.box.listed.values_list("member", flat=True)}:
            return found
    return _open(place, None, now + ROOM_SECONDS, home.current().tick_seconds)


def put_up(_now: float) -> None:
    """Make the demands that drafts have put up, and ask what they ask first: a job of the clock.

    Whatever goes wrong with the drafts of one box, which anybody on its list can write, stops no other.
    """
    for found in DraftBox.objects.filter(box__state=Box.OPEN).select_related("box", "workplace"):
        if found.box.signing_ends + 2 * HOUR > home.now():
            try:
                drafts = access.shown(found)
                _put_up(found, drafts)
                ask_first(found, drafts)
            except Exception:  # noqa: BLE001 - no box may stop the others
                _LOG.exception("the drafts of a box wait")


def _put_up(found: DraftBox, drafts: Iterable[Draft]) -> None:
    made = access.put_up_in(found)
    turned = {bytes(each) for each in found.turned_down.values_list("put_up", flat=True)}
    asked: dict[int, int] = {}
    up = set()
    for draft in drafts:
        if draft.fields is None or draft.fields["kind"] != "put_up":
            continue
        asked[draft.coworker] = asked.get(draft.coworker, 0) + 1
        demand = made.get(draft.digest)
        if demand is None and draft.digest not in turned:
            many, twice = asked[draft.coworker] > PUT_UP_MOST, same(draft.fields) in up
            reason = reasons.PUT_UP_MANY if many else reasons.PUT_UP_TWICE if twice else ""
            demand = _try(found, draft, reason)
        if demand is not None and demand.box.state == Box.OPEN:
            up.add(same(draft.fields))


def _try(found: DraftBox, draft: Draft, reason: str) -> Demand | None:
    """Make a demand unless there is a reason against it, or keep why it cannot be made.

    What may go well later is tried again.
    """
    if not reason:
        try:
            with transaction.atomic():
                return make(found, draft)
        except (Refused, Unfit) as problem:
            reason = problem.reason
        except HostProblem:
            _LOG.exception("a demand waits")
            return None
    TurnedDown.objects.create(drafts=found, put_up=draft.digest, reason=reason)
    return None


def make(found: DraftBox, draft: Draft) -> Demand:
    """Fix the demand that a draft put up. Errors: Refused, Unfit for what can never be; HostProblem."""
    fields: Document = draft.fields or {}
    place = found.workplace
    check_times(fields)
    more: dict[str, Any] = {name: fields[name] for name in ("room", "readers") if name in fields}
    plan = Plan(
        kind="demand",
        rule=fields["rule"],
        of=access.list_of(place, fields["rule"]),
        title=fields["title"],
        intro=fields["text"],
        k=fields["levels"][0],
        levels=fields["levels"],
        signing_ends=fields["signing_ends"],
        withdrawing_ends=fields["withdrawing_ends"],
        batch=fields["batch"],
        more={**more, "draft": b64(draft.digest)},
    )
    box = fix(plan)
    if box.listed.count() < fields["levels"][0]:
        raise Refused("below_k", "fewer people may sign than must")
    check_sensible(fields, box.listed.count())
    check_put_up(boxes.definition(box), draft.digest, draft.words or "", boxes.texts(box))
    return Demand.objects.create(box=box, drafts=found, put_up=draft.digest)


def check_sensible(fields: Document, listed: int) -> None:
    """Check numbers and days of a put_up that so many people may sign. Errors: Unfit.

    The answer is due after the day on which withdrawing ends, next steps begin on that day or later, no number is
    greater than that of the people, and what is voted on has words of its own.
    """
    asks = read_asks(fields["text"])
    steps = asks.get("steps", ())
    if fields["levels"][-1] > listed:
        raise Unfit(reasons.LEVELS_HIGH)
    if asks["reply_by"] <= day_of(fields["withdrawing_ends"]):
        raise Unfit(reasons.REPLY_EARLY)
    if any(step["date"] < asks["reply_by"] for step in steps):
        raise Unfit(reasons.STEP_EARLY)
    if any(step["number"] > listed for step in steps):
        raise Unfit(reasons.STEP_MANY)
    votes = [step["says"] for step in steps if step["what"] == VOTED]
    if len(set(votes)) < len(votes) or not {each["what"] for each in asks["asks"]}.isdisjoint(votes):
        raise Unfit(reasons.STEP_TWICE)  # keyholders open a question with equal words once in 180 days
