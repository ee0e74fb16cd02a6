"""The page that lists surveys of hours, the page of one, its receipt. Who is not on its list finds no page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from undersign.protocol.encoding import b64
from undersign.web import home
from undersign.web.boxes import phases
from undersign.web.pages.answers import Stopped
from undersign.web.pages.views import stopped
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.surveys import access, actions
from undersign.web.surveys.models import Survey
from undersign.web.workplaces import access as workplaces


@require_GET
@members_only
def hours(request: MemberRequest) -> HttpResponse:
    """Show a member's surveys, and let them ask for that of the last month."""
    found, month = access.mine(request.member), access.first_day(access.last_month())
    shown = {"open": [each for each in found if each.running], "ended": [each for each in found if not each.running]}
    return render(request, "surveys/hours.html", shown | {"places": access.places(request.member), "first": month})


@require_GET
@members_only
def answer(request: MemberRequest) -> HttpResponse:
    """Lead to the survey that a member can answer; to the list where there is none, or more than one."""
    found = [each for each in access.mine(request.member) if each.state == phases.SIGNING]
    if len(found) == 1:
        return redirect("surveys:survey", written=found[0].hex)
    return redirect("surveys:hours")


@require_POST
@members_only
def ask(request: MemberRequest, written: str) -> HttpResponse:
    """Let somebody of a workplace ask for the survey of the last month."""
    place, back = workplaces.for_coworker(request.member, written), reverse("surveys:hours")
    try:
        actions.ask(place, access.last_month())
    except Stopped as problem:
        return stopped(request, problem.error, gettext("No survey was begun"), str(problem.say), 409, back)
    return redirect(back)


def _page(request: MemberRequest, name: str, found: Survey, **more: Any) -> HttpResponse:  # noqa: ANN401 - for templates
    """Show a page about a survey, with what a phone needs to find its books."""
    here, box = home.current(), found.box
    given: dict[str, Any] = {"box": box, "hex": box.hex, "box_written": b64(bytes(box.box_id)), "origin": here.origin}
    given |= {"now": int(home.now()), "tick": here.tick_seconds}
    return render(request, f"surveys/{name}.html", given | access.about(found) | more)


@require_GET
@members_only
def survey(request: MemberRequest, written: str) -> HttpResponse:
    """Let somebody answer while answers come in; afterwards show what the group's hours come to."""
    found = access.survey(request.member, written)
    return _page(request, "survey", found, others=access.others(request.member, found))


@require_GET
@members_only
def receipt(request: MemberRequest, written: str) -> HttpResponse:
    """Show the place where a phone shows its receipts, which the site does not have."""
    return _page(request, "receipt", access.survey(request.member, written))
