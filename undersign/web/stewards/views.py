"""Who is behind this host, for everyone; what stewards see and do, for stewards; and for each member who looked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from undersign.host.files import HostProblem
from undersign.web.demands.followup import access as demands
from undersign.web.demands.followup import actions as demand_actions
from undersign.web.demands.striking import access as striking
from undersign.web.demands.striking import actions as striking_actions
from undersign.web.demands.striking.access import Reported
from undersign.web.pages.answers import Stopped
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.models import Member
from undersign.web.stewards import access, actions
from undersign.web.stewards.access import stewards_only
from undersign.web.stewards.forms import DecisionForm, StrikeForm
from undersign.web.workplaces import access as workplaces
from undersign.web.workplaces import actions as workplace_actions
from undersign.web.workplaces.models import Note


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - what a template takes
    return render(request, f"stewards/{name}.html", more)


@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Show who is behind this host, as the record says it."""
    entries = access.published()
    return _page(request, "who", found=entries[0] if entries else None, changes=access.changes())


@require_GET
@members_only
def looks(request: MemberRequest) -> HttpResponse:
    """Show a member which steward looked at what about them."""
    is_steward, found = bytes(request.member.key) in access.stewards(), access.looks(request.member)
    opened = any(each.what == actions.PERSON_PAGE for each in found)
    return _page(request, "looks", looks=found, opened=opened, is_steward=is_steward)


@require_GET
@stewards_only
def index(request: MemberRequest) -> HttpResponse:
    """Show a steward everybody with an account, and what there is to decide; the look is written down first."""
    actions.look(request.member, None, actions.LIST)
    shown = {"people": access.people(), "needed": access.needed(), "reports": len(workplaces.reported())}
    shown |= {"texts": len(striking.reported())}
    return _page(request, "index", **shown)


@require_GET
@stewards_only
def person(request: MemberRequest, number: int) -> HttpResponse:
    """Show a steward what the host holds about a member; that they looked is written down first."""
    found = get_object_or_404(Member, pk=number)
    actions.look(request.member, found, actions.PERSON_PAGE)
    return _page(request, "person", row=access.row(found), needed=access.needed())


@require_GET
@stewards_only
def reports(request: MemberRequest) -> HttpResponse:
    """Show a steward the notes that members reported."""
    return _page(request, "reports", reported=workplaces.shown(workplaces.reported()))


@require_http_methods(["GET", "POST"])
@stewards_only
def decide(request: MemberRequest, number: int) -> HttpResponse:
    """Let a steward strike a reported note, or show it again; that they read it is written down first."""
    note = next((each for each in workplaces.reported() if each.pk == number), None)
    if note is None:
        return _decided(request)
    form = DecisionForm(request.POST or None)
    if not form.is_valid():
        actions.read_note(request.member, note)
        return _page(request, "decide", shown=next(workplaces.shown([note])), form=form)
    try:
        _decide(request.member, note, form.cleaned_data["decision"])
    except Stopped:
        return _decided(request)
    return redirect("stewards:reports")


def _decide(steward: Member, note: Note, decision: str) -> None:
    if decision == DecisionForm.KEEP:
        workplace_actions.keep(note)
    else:
        workplace_actions.strike(note, bytes(steward.key), decision)


@require_GET
@stewards_only
def texts(request: MemberRequest) -> HttpResponse:
    """Show a steward which drafts and demands were reported, by whom and why, and not what they say."""
    return _page(request, "texts", reported=striking.reported())


@require_http_methods(["GET", "POST"])
@stewards_only
def decide_text(request: MemberRequest, number: int) -> HttpResponse:
    """Let a steward strike a reported draft or demand, or keep it; that they read it is written down first."""
    found = next((each for each in striking.reported() if each.number == number), None)
    if found is None:
        return _decided(request)
    form = DecisionForm(request.POST or None)
    if not form.is_valid():
        actions.look(request.member, None, actions.TEXT)
        return _page(request, "decide_text", found=found, texts=striking.texts(found), form=form)
    try:
        _decide_text(request.member, found, form.cleaned_data["decision"])
    except HostProblem:
        return _decided(request)
    return redirect("stewards:texts")


def _decide_text(steward: Member, found: Reported, decision: str) -> None:
    if decision == DecisionForm.KEEP:
        striking_actions.keep(found)
    else:
        striking_actions.strike(found, bytes(steward.key), decision)


@require_http_methods(["GET", "POST"])
@stewards_only
def said(request: MemberRequest) -> HttpResponse:
    """Let a steward strike a text of the public pages about demands; everybody can read it, so no look is kept."""
    form = StrikeForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "said", texts=demands.spoken(), form=form)
    try:
        struck = bytes.fromhex(form.cleaned_data["text"])
        demand_actions.strike(struck, bytes(request.member.key), form.cleaned_data["why"])
    except HostProblem:
        return _decided(request)
    return redirect("stewards:said")


def _decided(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing to decide about a note, or not any more."""
    answer = _page(request, "decided")
    answer.status_code = 404
    return answer


@require_GET
@stewards_only
def host(request: MemberRequest) -> HttpResponse:
    """Show a steward how the host is doing, and its backups."""
    return _page(request, "host", health=access.health(), backups=access.backups())
