"""Asking for the survey of a month, and beginning it. Who asked stands nowhere."""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from undersign.host.files import HostProblem
from undersign.protocol import hours
from undersign.protocol.boxes import K_LEAST
from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.boxes.definitions import access as lists
from undersign.web.boxes.definitions.actions import Plan, fix, stock_left
from undersign.web.pages.answers import Stopped
from undersign.web.record import access as record
from undersign.web.surveys.models import Survey, Wish
from undersign.web.workplaces.models import Workplace

HOUR: Final = 3600
DAY: Final = 24 * HOUR
SIGNING_DAYS: Final = 14
STOCK_LEAST: Final = 3  # keys of each keyholder: a survey leaves two for drafts and demands

_LOG = logging.getLogger("undersign.surveys")


def ask(place: Workplace, month: str) -> None:
    """Note that somebody asked for a survey; it begins at the next full hour, with all that begins then.

    Who asks twice, or after others, changes nothing. Raises Stopped where too few work, or nothing can be sealed yet.
    """
    if record.team() is None:
        say = _("Nothing can be sealed before the keyholders have met. Ask the people who run this site.")
        raise Stopped("host_problem", say, 409)
    if len(lists.workers(place)) < K_LEAST:
        say = _("This needs at least five people of this workplace. Invite the others, then ask again.")
        raise Stopped("below_k", say, 409)
    if not is_begun(place, month):
        begins = (int(home.now()) // HOUR + 1) * HOUR
        Wish.objects.filter(workplace=place, month=month).exclude(reason="").delete()
        Wish.objects.get_or_create(workplace=place, month=month, defaults={"begins": begins})


def is_begun(place: Workplace, month: str) -> bool:
    """Return whether these people were asked for that month: here, or at a place that counts as this one, or did then.

    The difference of two totals over nearly the same people would be the answer of the few who are in one alone.
    """
    same = [place.pk, place.into_id, *place.merged.values_list("pk", flat=True)]
    return Survey.objects.filter(Q(workplace__in=same) | Q(covers__in=same), month=month).exists()


def begin(now: float) -> None:
    """Begin the surveys that are due: a job of the clock. What goes wrong with one stops no other."""
    for wish in Wish.objects.filter(begins__lte=now, reason="").select_related("workplace__into").order_by("pk"):
        if stock_left() < STOCK_LEAST:
            return
        try:
            with transaction.atomic():
                _begin(wish)
        except Refused as problem:
            Wish.objects.filter(workplace=wish.workplace, month=wish.month).update(reason=problem.reason)
        except HostProblem:
            _LOG.exception("a survey waits")


def _begin(wish: Wish) -> None:
    """Fix the survey that somebody asked for. Errors: Refused for what cannot be; HostProblem."""
    place, month = wish.workplace.home, wish.month
    wish.delete()
    if is_begun(place, month):
        return
    ends = (int(home.now()) // DAY + SIGNING_DAYS + 1) * DAY
    box = fix(plan_of(bytes(place.id_hash), month, ends, DAY))
    if box.listed.count() < K_LEAST:
        raise Refused("below_k", "fewer people can answer than must")
    Survey.objects.create(box=box, workplace=place, month=month).covers.set([place, *place.merged.all()])


def plan_of(workplace: bytes, month: str, ends: int, after: int) -> Plan:
    """Return the plan of a month's survey: answers come in until `ends`, withdrawals so many seconds longer."""
    return Plan(
        kind="survey",
        rule="workplace",
        of=b64(workplace),
        title=hours.title_of(month),
        intro=hours.hours_text(month, workplace),
        k=K_LEAST,
        questions=hours.questions_of(month, workplace),
        signing_ends=ends,
        withdrawing_ends=ends + after,
        batch=after,
    )
