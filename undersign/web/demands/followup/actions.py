"""Taking in what came of a demand, and starting the next steps on their dates."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersign.host.files import HostProblem
from undersign.protocol.asks import asks_text, line, lines
from undersign.protocol.encoding import Check, Document, b64, decode
from undersign.protocol.errors import Refused
from undersign.protocol.outcomes import KINDS, Course, Outcomes, check_opened, read_outcome
from undersign.protocol.record import check_text
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes.definitions.actions import Plan, fix
from undersign.web.boxes.models import Box
from undersign.web.demands import access as demands
from undersign.web.demands.asked.access import STEP, VOTED
from undersign.web.demands.asked.actions import fix_about
from undersign.web.demands.followup import access, letters
from undersign.web.demands.models import Demand, Step
from undersign.web.pages.answers import Stopped
from undersign.web.record import access as record_access
from undersign.web.record import actions as record
from undersign.web.workplaces import actions as workplaces

DAY: Final = 86_400
SIGNING_DAYS: Final = 7  # of a next step; one more to withdraw
SAYS_MOST: Final = 1000
NAME_MOST: Final = 200
OF_STARTED: Final = ("refused", "ignored")  # an ask with one of these starts what was announced

_LOG = logging.getLogger("undersign.demands")


@transaction.atomic
def enter(document: Document, texts: list[Document]) -> None:
    """Enter in the host's book what a signer, or whoever holds the link for the reply, says of a demand.

    `texts`: the salted texts that it names, each once. Errors: as Outcomes.take; day_wrong for a day to come;
    document_field for texts that are not those of the demand. Raises Stopped for what stands there, Http404 for a
    demand that did not open here.
    """
    record.lock()
    found = read_outcome(document)
    demand = access.by_name(found["demand"].hex())
    if date.fromisoformat(found["day"]) > access.today():
        raise Refused("day_wrong", "a day to come")
    contents = _contents(found, texts)
    if found["kind"] == "delivered":
        _check_delivery(demand, found, contents)
    if record_access.has_text(*contents):
        say = _("Your words stand in the record already. Nothing was written down twice. Go back and look.")
        raise Stopped("outcome_repeated", say, 409)
    _check_next(document, demand)
    record.append("host", [document], texts)


def _contents(found: Document, texts: list[Document]) -> dict[bytes, str]:
    """Return the texts of an entry by their hashes: exactly those that it names, each within its limit."""
    given = dict(check_text(each) for each in texts)
    named = dict(_named(found))
    if given.keys() != named.keys() or len(given) != len(texts):
        raise Refused("document_field", "other texts than the entry names")
    for hashed, content in given.items():
        named[hashed](content)
        if not content.strip():
            raise Refused("document_field", "a text without words")
    return given


def _named(found: Document) -> list[tuple[bytes, Check]]:
    """Return the hashes of an entry, each with the check for its text."""
    short, long = line(NAME_MOST), lines(SAYS_MOST)
    named = [(found[each], short) for each in ("employer", "title") if each in found]
    named += [(found[each], long) for each in ("what", "says") if each in found]
    return named + [(each["what"], line(400)) for each in found.get("asks", [])]


def _check_delivery(demand: Demand, found: Document, contents: dict[bytes, str]) -> None:
    """Check that a delivery says of the demand what the demand says. Errors: document_field, outcome_signer."""
    asks, result = demands.asks(demand), demands.result(demand)
    if asks is None or result is None:
        raise Refused("document_field", "the demand was struck")
    said = [(contents[each["what"]], each["by"]) for each in found["asks"]]
    if said != [(each["what"], each["by"]) for each in asks["asks"]]:
        raise Refused("document_field", "other asks than the demand has")
    if contents[found["title"]] != demands.title(demand) or found["reply_by"] != asks["reply_by"]:
        raise Refused("document_field", "another title or reply date than the demand has")
    if found["level"] != result["level"] or found["reply_key"] != letters.reply_key(demand):
        raise Refused("document_field", "another level or reply link than the demand has")
    check_opened(Course(1, found), access.signer_keys(demand))


def _check_next(document: Document, demand: Demand) -> None:
    """Check an entry against all before it of the same demand. Errors: as Outcomes.take."""
    replayed = Outcomes()
    for leaf in record_access.leaves("host", 0, record_access.book("host").size):
        entry = decode(bytes(leaf.entry))
        if entry["kind"] in KINDS and entry["demand"] == b64(letters.named(demand)):
            if entry == document:
                say = _("This stands in the record already. Nothing was written down twice.")
                raise Stopped("outcome_repeated", say, 409)
            replayed.take(entry)
    replayed.take(document)


@transaction.atomic
def strike(hashed: bytes, by: bytes, why: str) -> None:
    """Delete a text beside the host's book for good; what it belongs to stays. Raises HostProblem."""
    record.strike("host", hashed, by, why)
    transaction.on_commit(workplaces.forget_struck)


def start_steps(_now: float) -> None:
    """Begin the next steps whose date has come and whose demand got no or no answer: a job of the clock."""
    for demand in Demand.objects.filter(box__state=Box.OPENED, box__of=None).select_related("box", "drafts__workplace"):
        asks, course = demands.asks(demand), access.course(demand)
        if asks is None or course is None or not unanswered(course):
            continue
        begun = set(demand.steps.values_list("number", flat=True))
        for number, step in enumerate(asks.get("steps", []), 1):
            if number not in begun and date.fromisoformat(step["date"]) <= access.today():
                _try(demand, asks, number, step)


def unanswered(course: Course) -> bool:
    """Return whether what was announced follows: an ask refused, ignored or without an answer, or a broken promise.

    A reply through the link is an answer too, until signers say what it means for an ask.
    """
    statuses = [course.statuses(ask) for ask in range(1, len(course.delivered["asks"]) + 1)]
    silent = course.reply is None and not all(statuses)
    broken = any(course.fate(promise)[-1:] == ["broken"] for promise in course.promises)
    return silent or broken or any(status in OF_STARTED for each in statuses for status in each)


def _try(demand: Demand, asks: Document, number: int, step: Document) -> None:
    """Begin a step, or keep why it cannot be; what may go well later is tried again."""
    try:
        with transaction.atomic():
            _start(demand, asks, number, step)
    except Refused as problem:
        Step.objects.create(demand=demand, number=number, reason=problem.reason)
    except HostProblem:
        _LOG.exception("a next step waits")


def _start(demand: Demand, asks: Document, number: int, step: Document) -> None:
    """Fix the box of a step, on the list of those who signed: names to sign, or for a walkout a vote.

    Errors: below_k if too few signed for it.
    """
    if len(access.signer_keys(demand)) < step["number"]:
        raise Refused("below_k", "fewer signed than this step asks for")
    if step["what"] == VOTED:
        asked = fix_about(demand, STEP, SIGNING_DAYS, number)
        Step.objects.create(demand=demand, number=number, box=asked)
        return
    before = boxes.definition(demand.box).fields
    ends = (int(home.now()) // DAY + SIGNING_DAYS + 1) * DAY
    plan = Plan(
        kind="demand",
        rule="signers",
        of=b64(bytes(demand.box.box_id)),
        title=step["says"],
        intro=_intro(asks, step, ends),
        k=step["number"],
        levels=[step["number"]],
        signing_ends=ends,
        withdrawing_ends=ends + DAY,
        batch=DAY,
        more={name: before[name] for name in ("readers",) if name in before},
    )
    box = fix(plan)
    Demand.objects.create(box=box, drafts=demand.drafts)
    Step.objects.create(demand=demand, number=number, box=box)


def _intro(asks: Document, step: Document, ends: int) -> str:
    """Return what the demand of a step says: the step, to the same addressee, for the same readers."""
    day = datetime.fromtimestamp(ends + DAY, UTC).date().isoformat()
    given = {"to": asks["to"], "asks": [{"what": step["says"], "by": day}], "reasons": "", "reply_by": day}
    return asks_text({**given, "names": asks["names"], "language": asks["language"]})
