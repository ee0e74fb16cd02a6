"""Pages about drafts: what coworkers wrote, writing, proposing a demand, putting it up. Outsiders find no page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from undersign.host.files import HostProblem
from undersign.protocol.asks import ASKS_MOST, STEPS_MOST
from undersign.protocol.boxes import K_LEAST
from undersign.protocol.drafts import TEXT_MOST
from undersign.protocol.encoding import b64
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.demands import access as demands
from undersign.web.demands.drafts import access, actions, templates_of_asks, threads, times
from undersign.web.demands.models import DraftBox
from undersign.web.pages.answers import Stopped, done, json_view
from undersign.web.pages.views import stopped
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.record import access as record
from undersign.web.workplaces import access as workplaces


def _page(request: HttpRequest, name: str, found: DraftBox, **more: Any) -> HttpResponse:  # noqa: ANN401 - for templates
    """Show a page about one box; `now` is what a phone counts times from."""
    here, box_id = home.current(), bytes(found.box.box_id)
    given = {"drafts": found, "place": found.workplace.home, "hex": box_id.hex(), "box_written": b64(box_id)}
    given |= {"origin": here.origin, "now": int(home.now()), "tick": here.tick_seconds}
    return render(request, f"demands/drafts/{name}.html", given | more)


@require_GET
@members_only
def place(request: MemberRequest, written: str) -> HttpResponse:
    """Show somebody of a workplace its boxes for drafts, and its demands."""
    found = workplaces.for_coworker(request.member, written)
    boxes = access.boxes_of(request.member, found)
    now = [each for each in boxes if access.is_open(each)]
    shown: dict[str, Any] = {"place": found, "earlier": [each for each in boxes if each not in now]}
    shown |= {"standing": [each for each in now if not each.room], "rooms": [each for each in now if each.room]}
    shown |= {"demands": access.demands_of(request.member, found), "fixed_before": access.has_standing(found)}
    shown |= {"enough": access.workers(found) >= K_LEAST, "keyholders": record.team() is not None}
    return render(request, "demands/drafts/place.html", shown | access.next_begins())


@require_POST
@members_only
def open_room(request: MemberRequest, written: str) -> HttpResponse:
    """Open a box for drafts of people who sit together, or find the one that is open."""
    found = workplaces.for_coworker(request.member, written)
    try:
        return redirect("demands:drafts", actions.open_room(found).box.hex)
    except Stopped as problem:
        error, say = problem.error, str(problem.say)
    except Refused:
        error = "keyholders_too_few"
        say = gettext(
            "Too few keyholders may open it, as too many of them work for this employer. "
            "Tell the people who run this site: it needs keyholders from elsewhere."
        )
    except HostProblem:
        error = "host_problem"
        say = gettext(
            "The keyholders are not ready for this. Wait some minutes, then open the room again. "
            "If it stays like this, tell the people who run this site."
        )
    back = request.POST.get("back", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    here = back if ours else reverse("demands:place", args=[found.written])
    return stopped(request, error, gettext("No room was opened"), say, 409, here)


@require_GET
@members_only
def box(request: MemberRequest, written: str) -> HttpResponse:
    """Show what stands in a box for drafts to everybody on its list."""
    found = demands.draft_box(request.member, written)
    about = access.about(found, request.member)
    shown = {"threads": threads.threads(found), "state": access.state(found, request.member)}
    return _page(request, "box", found, **about, **shown)


@require_GET
@members_only
@json_view
def state(request: MemberRequest, written: str) -> HttpResponse:
    """Return a text that changes whenever the page of a box does."""
    return done(state=access.state(demands.draft_box(request.member, written), request.member))


@require_GET
@members_only
def write(request: MemberRequest, written: str, on: str = "") -> HttpResponse:
    """Let somebody write plain words, or a comment on a draft."""
    found = demands.draft_box(request.member, written)
    item = access.item(found, on, "words", "comment", "proposal", "put_up", "ask_first") if on else None
    return _page(request, "write", found, item=item, most=TEXT_MOST, **access.about(found, request.member))


@require_GET
@members_only
def propose(request: MemberRequest, written: str, amends: str = "") -> HttpResponse:
    """Let somebody propose a demand, or another form of one that was proposed."""
    found = demands.draft_box(request.member, written)
    item = access.item(found, amends, "proposal") if amends else None
    most = {"most": TEXT_MOST, "asks_most": ASKS_MOST, "steps_most": STEPS_MOST, "least": K_LEAST}
    given = {"times": times.standard(), "templates": templates_of_asks.ASKS, "surveys": access.surveys(request.member)}
    return _page(request, "propose", found, item=item, **most, **given, **access.about(found, request.member))


@require_GET
@members_only
def put_up(request: MemberRequest, written: str, proposal: str) -> HttpResponse:
    """Show what would stand fixed, before a proposal is put up for signing."""
    found = demands.draft_box(request.member, written)
    item = access.proposal(found, proposal)
    return _page(request, "put_up", found, item=item, **access.about(found, request.member))
