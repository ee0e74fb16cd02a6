"""Beginning questions: those that a draft asks first, and those about demands whose names opened."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction

from undersign.host.files import HostProblem
from undersign.protocol import questions
from undersign.protocol.boxes import K_LEAST
from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.protocol.outcomes import Course
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions.actions import Plan, fix, stock_left
from undersign.web.boxes.models import Box, Listed
from undersign.web.demands import access
from undersign.web.demands.access import Draft
from undersign.web.demands.asked.access import MET, PUNISHED
from undersign.web.demands.drafts import reasons
from undersign.web.demands.drafts.threads import same
from undersign.web.demands.drafts.times import DAY, check_times
from undersign.web.demands.followup import access as followup
from undersign.web.demands.models import Demand, DraftBox, First, Question, TurnedDown

FIRST_MOST: Final = 3  # of one coworker in one box for drafts
STOCK_LEAST: Final = 3  # keys of each keyholder: a question leaves two for drafts and demands
MET_DAYS: Final = 7
PUNISHED_DAYS: Final = 28
QUIET: Final = 181 * DAY  # after which keyholders open a question again for the same people
ROUNDS_MOST: Final = 6  # of one question about one demand

_LOG = logging.getLogger("undersign.demands")


def ask_first(found: DraftBox, shown: Iterable[Draft]) -> None:
    """Ask who would sign, where a draft of a box asks that. `shown`: the drafts that show, in the order of the book."""
    made = {bytes(each.draft): each for each in found.firsts.select_related("box")}
    turned = {bytes(each) for each in found.turned_down.values_list("put_up", flat=True)}
    asked: dict[int, int] = {}
    running = set()
    for draft in shown:
        if draft.fields is None or draft.fields["kind"] != questions.ASK_FIRST:
            continue
        asked[draft.coworker] = asked.get(draft.coworker, 0) + 1
        first = made.get(draft.digest)
        if first is None and draft.digest not in turned:
            many, twice = asked[draft.coworker] > FIRST_MOST, same(draft.fields) in running
            first = _try_first(found, draft, reasons.ASKED_MANY if many else reasons.ASKED_TWICE if twice else "")
        if first is not None and first.box.state == Box.OPEN:
            running.add(same(draft.fields))


def _try_first(found: DraftBox, draft: Draft, reason: str) -> First | None:
    """Ask, unless there is a reason against it, or keep why not; what may go well later is tried again."""
    if not reason:
        if stock_left() < STOCK_LEAST:
            return None
        try:
            with transaction.atomic():
                return _first(found, draft)
        except Refused as problem:
            reason = problem.reason
        except HostProblem:
            _LOG.exception("a question waits")
            return None
    TurnedDown.objects.create(drafts=found, put_up=draft.digest, reason=reason)
    return None


def _first(found: DraftBox, draft: Draft) -> First:
    """Fix the question that a draft asks. Errors: Refused for what can never be; HostProblem."""
    fields, words = draft.fields or {}, draft.words or ""
    check_times(fields)
    plan = Plan(
        kind="survey",
        rule=fields["rule"],
        of=access.list_of(found.workplace, fields["rule"]),
        title=fields["title"],
        intro=words,
        k=K_LEAST,
        questions=_yes_or_no([fields["text"]]),
        signing_ends=fields["signing_ends"],
        withdrawing_ends=fields["withdrawing_ends"],
        batch=fields["batch"],
        more={"room": True} if "room" in fields else {},
    )
    box = fix(plan)
    if box.listed.count() < K_LEAST:
        raise Refused("below_k", "fewer people can answer than must")
    if _was_asked(box, fields["text"]):
        raise Refused(reasons.ASKED_LATELY, "no keyholder would open it")
    return First.objects.create(box=box, drafts=found, draft=draft.digest)


def _was_asked(box: Box, words: str) -> bool:
    """Return whether somebody on the list of a new box was asked the same lately, or is: keyholders go by the words."""
    others = First.objects.filter(
        box__state__in=(Box.OPEN, Box.ASKED, Box.OPENED), box__withdrawing_ends__gt=box.withdrawing_ends - QUIET
    )
    same_words = [each.box for each in others.select_related("box__book") if words in boxes.texts(each.box).values()]
    return box.listed.filter(member__in=Listed.objects.filter(box__in=same_words).values("member")).exists()


def _yes_or_no(asks: Iterable[str]) -> list[dict[str, Any]]:
    """Return questions as a plan has them."""
    return [{"id": "", "text": each, "options": list(questions.OPTIONS), "least": 1, "most": 1} for each in asks]


def begin(now: float) -> None:
    """Ask the signers of delivered demands what is due: a job of the clock."""
    for demand in Demand.objects.filter(box__state=Box.OPENED).select_related("box", "drafts__workplace"):
        course = followup.course(demand)
        if course is None:
            continue
        if _may_begin(demand, PUNISHED, 0, now):
            _try(demand, PUNISHED, 0, PUNISHED_DAYS)
        if _is_answered(course) and _may_begin(demand, MET, len(course.answers), now):
            _try(demand, MET, len(course.answers), MET_DAYS)


def _is_answered(course: Course) -> bool:
    """Return whether every ask has a status, or the reply date is over and one of them has."""
    statuses = [course.statuses(ask) for ask in range(1, len(course.delivered["asks"]) + 1)]
    return all(statuses) or (any(statuses) and followup.today().isoformat() > course.delivered["reply_by"])


def _may_begin(demand: Demand, about: str, seen: int, now: float) -> bool:
    """Return whether a question may begin: the first at once, the next when keyholders would open it.

    Whether asks are met is asked again only once more was answered.
    """
    rounds = list(demand.questions.filter(about=about).select_related("box").order_by("id"))
    if not rounds:
        return True
    last = rounds[-1]
    if last.box.state in (Box.OPEN, Box.ASKED) or len(rounds) >= ROUNDS_MOST:
        return False
    pause = QUIET if any(each.box.state == Box.OPENED for each in rounds) else 0
    return now > last.box.withdrawing_ends + pause and (about != MET or seen > last.seen)


def _try(demand: Demand, about: str, seen: int, days: int) -> None:
    """Begin a question, unless keys are short; what cannot be now is tried again."""
    if stock_left() < STOCK_LEAST:
        return
    try:
        with transaction.atomic():
            box = fix_about(demand, about, days)
            if box is not None:
                Question.objects.create(demand=demand, box=box, about=about, seen=seen)
    except (HostProblem, Refused):
        _LOG.exception("a question waits")


def fix_about(demand: Demand, about: str, days: int, step: int | None = None) -> Box | None:
    """Fix a question about an opened demand for its signers; None if the demand was struck. Raises as fix."""
    says, title = access.words(demand), access.title(demand)
    if says is None or title is None:
        return None
    asks, quorum = questions.questions_of(about, says, step)
    ends = (int(home.now()) // DAY + days + 1) * DAY
    plan = Plan(
        kind="survey",
        rule="signers",
        of=b64(bytes(demand.box.box_id)),
        title=title,
        intro=questions.question_text(about, bytes(demand.box.box_id), step),
        k=K_LEAST,
        quorum=quorum,
        questions=_yes_or_no(asks),
        signing_ends=ends,
        withdrawing_ends=ends + DAY,
        batch=DAY,
    )
    return fix(plan)
