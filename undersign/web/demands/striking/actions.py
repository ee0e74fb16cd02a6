"""Reporting a text of a draft or a demand, and a steward's decision about it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from undersign.web.boxes import access as boxes
from undersign.web.boxes.models import Box
from undersign.web.demands import access as demands
from undersign.web.demands.models import Demand, DraftBox, TextReport
from undersign.web.demands.striking import access
from undersign.web.demands.striking.access import Reported
from undersign.web.people.models import Member
from undersign.web.record import actions as record
from undersign.web.workplaces import actions as workplaces


def report(member: Member, box: Box, digest: bytes, why: str) -> None:
    """Keep that a member says that a text must not stay; once for each member. An empty `digest`: a demand's words."""
    TextReport.objects.update_or_create(box=box, digest=digest, by=member, defaults={"why": why})


@transaction.atomic
def keep(found: Reported) -> None:
    """Forget the reports: a steward has decided that the text may stay."""
    TextReport.objects.filter(box=found.box, digest=found.digest).delete()


@transaction.atomic
def strike(found: Reported, by: bytes, why: str) -> None:
    """Delete a text for good, wherever its words stand: a demand with its drafts and questions, and the reverse."""
    record.lock()
    if found.is_demand:
        _strike_demand(Demand.objects.select_related("box", "drafts__box").get(box=found.box), by, why)
    else:
        _strike_draft(DraftBox.objects.select_related("box").get(box=found.box), found.digest, by, why)
    keep(found)
    transaction.on_commit(workplaces.forget_struck)


def _strike_demand(demand: Demand, by: bytes, why: str) -> None:
    """Strike the words of a demand, which voids it, and the drafts that hold them."""
    about = Box.objects.filter(of=demand.box, kind="survey").select_related("book")
    before = access.questions_of(demand.drafts, demands.title(demand), demands.words(demand))
    _strike_questions([*about, *before], by, why)
    for draft in access.twins(demand):
        record.strike_rest(demand.drafts.box.book.name, draft.digest, by, why)
        TextReport.objects.filter(box=demand.drafts.box, digest=draft.digest).delete()
    fields, texts = boxes.definition(demand.box).fields, boxes.texts(demand.box)
    for hashed in (fields["title"], fields["intro"]):
        if texts.get(hashed) is not None:
            record.strike(demand.box.book.name, hashed, by, why)
    TextReport.objects.filter(box=demand.box).delete()


def _strike_questions(found: Iterable[Box], by: bytes, why: str) -> None:
    """Strike the words of questions, which voids those that have not ended."""
    for box in found:
        fields, texts = boxes.definition(box).fields, boxes.texts(box)
        for hashed in (fields["title"], fields["intro"], *(each["text"] for each in fields["questions"])):
            if texts.get(hashed) is not None:
                record.strike(box.book.name, hashed, by, why)


def _strike_draft(found: DraftBox, digest: bytes, by: bytes, why: str) -> None:
    draft = next((each for each in demands.shown(found) if each.digest == digest), None)
    made = access.demands_of(found, draft.fields) if draft and draft.fields else []
    for demand in made:
        _strike_demand(demand, by, why)
    if not made:
        if draft and draft.fields and draft.fields["kind"] in access.PUT:
            _strike_questions(access.questions_of(found, draft.fields["title"], draft.fields["text"]), by, why)
        _strike_questions(access.asked_by(found, digest), by, why)
        record.strike_rest(found.box.book.name, digest, by, why)
