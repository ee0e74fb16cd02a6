"""Pages about one demand, for those on its list. Everybody else finds what they find where there is no demand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from undersign.protocol.encoding import b64
from undersign.web import home
from undersign.web.boxes import access as boxes
from undersign.web.boxes import phases
from undersign.web.demands import access as demands
from undersign.web.demands import calendars
from undersign.web.demands.asked import access as asked
from undersign.web.demands.models import Demand
from undersign.web.demands.signing import access
from undersign.web.pages.answers import done, json_view
from undersign.web.people.access import MemberRequest, members_only


def _page(request: HttpRequest, name: str, found: Demand, **more: Any) -> HttpResponse:  # noqa: ANN401 - for templates
    """Show a page about a demand, with what a phone needs to find its books."""
    box, here = found.box, home.current()
    given = {"demand": found, "hex": box.hex, "box_written": b64(bytes(box.box_id)), "title": demands.title(found)}
    given |= {"book": box.book.name, "list_book": box.list_book.name, "origin": here.origin, "says": access.says(found)}
    given |= {"state": phases.state(box), "fixed": boxes.is_fixed(box), "now": int(home.now())}
    given |= {"tick": here.tick_seconds, "needed": boxes.definition(box).fields["k"]}
    given |= {"of_written": b64(bytes(box.of.box_id)) if box.of else ""}
    return render(request, f"demands/signing/{name}.html", given | access.times(found) | more)


@require_GET
@members_only
def index(request: MemberRequest) -> HttpResponse:
    """Show the reader's demands, those that are open first, and where drafts are."""
    found = [(each, demands.title(each), phases.state(each.box)) for each in demands.mine(request.member)]
    is_open = [each for each in found if each[2] in {phases.SIGNING, phases.WITHDRAWING}]
    ended = [each for each in found if each not in is_open]
    drafts = demands.draft_boxes(request.member)
    return render(
        request,
        "demands/signing/index.html",
        {"open": is_open, "ended": ended, "drafts": drafts, "questions": asked.open_now(request.member)},
    )


@require_GET
@members_only
def demand(request: MemberRequest, written: str) -> HttpResponse:
    """Show a demand: what it says, how far it is, what could go wrong, and once it ended what opened."""
    found = demands.demand(request.member, written)
    numbers = access.figures(found)
    shown = numbers | {"marks": access.marks(numbers), "levels": boxes.definition(found.box).fields["levels"]}
    shown |= access.keyholders(found) | access.why_not(found, request.member)
    if numbers["state"] == "opened":
        shown |= access.opened(found)
    return _page(request, "demand", found, **shown)


@require_GET
@members_only
@json_view
def figures(request: MemberRequest, written: str) -> HttpResponse:
    """Return the numbers of a demand, for its page to show without being loaded again.

    `?late` asks too why the reader may not sign: the page of somebody who may not yet waits for that to change.
    """
    found = demands.demand(request.member, written)
    numbers = access.figures(found)
    if "late" in request.GET:
        numbers["why_not"] = access.why_not(found, request.member)["why_not"]
    return done(**numbers)


@require_GET
@members_only
def dates(request: MemberRequest, written: str) -> HttpResponse:
    """Give the times at which signing and taking out end as a calendar file."""
    found = demands.demand(request.member, written)
    data = calendars.file(bytes(found.box.box_id), calendars.ends(found))
    headers = {"Content-Disposition": 'attachment; filename="dates.ics"'}
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)


@require_GET
@members_only
def sign(request: MemberRequest, written: str) -> HttpResponse:
    """Let somebody sign while signing goes on. Afterwards there is no such page."""
    found = demands.demand(request.member, written)
    if phases.state(found.box) != phases.SIGNING:
        return demand(request, written)
    shown = access.why_not(found, request.member) | access.keyholders(found)
    levels = boxes.definition(found.box).fields["levels"]
    return _page(request, "sign", found, levels=levels, listed=found.box.listed.count(), **shown)


@require_GET
@members_only
def receipt(request: MemberRequest, written: str) -> HttpResponse:
    """Show the place where a phone shows its receipts, which the site does not have."""
    return _page(request, "receipt", demands.demand(request.member, written))


@require_GET
@members_only
def people(request: MemberRequest, written: str) -> HttpResponse:
    """Show who is on the list to those on it."""
    found = demands.demand(request.member, written)
    if phases.state(found.box) == "void":
        raise Http404
    shown = [] if found.box.of else access.on_list(found, request.member)
    return _page(request, "list", found, people=shown, listed=found.box.listed.count())
