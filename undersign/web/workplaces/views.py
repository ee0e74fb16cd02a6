"""Pages about workplaces. Who does not belong to a place finds no page there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from undersign.protocol.encoding import b64
from undersign.web import home
from undersign.web.people import access as people_access
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.models import Member
from undersign.web.workplaces import access, actions, names
from undersign.web.workplaces.forms import STATES, OtherForm, ReportForm, WorkplaceForm
from undersign.web.workplaces.models import Workplace


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - what a template takes
    """Show a page; `origin` and `today` are what a device needs to sign a word."""
    given = {"origin": home.current().origin, "today": people_access.signing_day(), **more}
    return render(request, f"workplaces/{name}.html", given)


def _standing(member: Member) -> Member:
    """Return a member who stands; others find no page here."""
    if not people_access.stands(bytes(member.key)):
        raise Http404
    return member


@require_GET
@members_only
def index(request: MemberRequest) -> HttpResponse:
    """Show the reader's workplaces, and what waits for a second member."""
    member = request.member
    stands = people_access.stands(bytes(member.key))
    waiting = access.unconfirmed(member) if stands else []
    shown = {"mine": access.mine(member), "added": access.added_by(member), "waiting": waiting}
    shown["empty"] = access.spoken_for(member)
    return _page(request, "index", stands=stands, is_member=people_access.is_member(member), **shown)


@require_GET
@members_only
def find(request: MemberRequest) -> HttpResponse:
    """Show the places whose names fit what a member looks for."""
    if not people_access.is_member(request.member):
        raise Http404
    asked = request.GET.get("q", "")[:100]
    found = names.containing(asked, access.all_places())[:20]
    return _page(request, "find", asked=asked, found=found)


@require_http_methods(["GET", "POST"])
@members_only
def add(request: MemberRequest) -> HttpResponse:
    """Ask for the names of a new place; then show what is like it, before anything is written down."""
    _standing(request.member)
    form = WorkplaceForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "add", form=form)
    typed = form.cleaned_data
    found = names.similar(typed["name"], typed["employer"], typed["state"], access.all_places())
    labels = {"state": dict(STATES)[typed["state"]], "kind": _kind(typed["kind"])}
    return _page(request, "review", typed=typed, labels=labels, found=found)


def _kind(kind: str) -> str:
    return str(dict(Workplace.EMPLOYERS)[kind])


@require_GET
@members_only
def confirm(request: MemberRequest, written: str) -> HttpResponse:
    """Ask a second member whether a place is what it says it is."""
    place = access.to_confirm(request.member, written)
    own = place in access.added_by(request.member)
    return _page(request, "confirm", place=place, own=own)


@require_GET
@members_only
def place(request: MemberRequest, written: str) -> HttpResponse:
    """Show a workplace to its people: who belongs here, and their notes."""
    found = access.for_coworker(request.member, written)
    merged, waiting = access.joined_with(found)
    people = [(b64(bytes(each.key)), each.nickname) for each in access.people_of(found)]
    shown = {"people": people, "notes": access.notes(found), "merged": merged, "waiting": waiting}
    return _page(request, "place", place=found, **shown)


@require_GET
@members_only
def same(request: MemberRequest, written: str) -> HttpResponse:
    """Let who speaks for a place say which other place is the same, and take that back."""
    found = access.for_speaker(request.member, written)
    asked = request.GET.get("q", "")[:100]
    others = access.mergeable(request.member, found)
    alike = names.similar(found.name, found.employer, found.state, others)
    likely = names.containing(asked, others) if asked else alike
    merged, waiting = access.joined_with(found)
    shown = {"merged": merged, "waiting": waiting, "likely": likely[:20], "asked": asked}
    alone, coworker = access.speaks_for_both(request.member, found), found.pk in access.homes(request.member)
    return _page(request, "same", place=found, alone=alone, coworker=coworker, **shown)


def _other(request: HttpRequest) -> dict[str, str]:
    """Return the names of another place that a form names. Raises Http404."""
    form = OtherForm(request.POST)
    if not form.is_valid():
        raise Http404
    return dict(form.cleaned_data)


@require_POST
@members_only
def propose(request: MemberRequest, written: str) -> HttpResponse:
    """Let who speaks for a place say which other place is the same, by its names."""
    found = access.for_speaker(request.member, written)
    actions.propose(request.member, found, **_other(request))
    return redirect("workplaces:same", found.written)


@require_POST
@members_only
def turn_down(request: MemberRequest, written: str) -> HttpResponse:
    """Let who speaks for a place say that another is not the same, although somebody said so."""
    found = access.for_speaker(request.member, written)
    actions.turn_down(request.member, found, **_other(request))
    return redirect("workplaces:same", found.written)


@require_GET
@members_only
def write(request: MemberRequest, written: str) -> HttpResponse:
    """Let somebody of a place write a note."""
    found = access.for_coworker(request.member, written)
    return _page(request, "write", place=found, most=actions.NOTE_MOST)


@require_http_methods(["GET", "POST"])
@members_only
def report(request: MemberRequest, number: int) -> HttpResponse:
    """Let somebody of a place say that a note must not stay."""
    note = access.note_for_coworker(request.member, number)
    form = ReportForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "report", form=form, shown=next(access.shown([note])))
    actions.report(request.member, note, form.cleaned_data["why"])
    return redirect(reverse("workplaces:place", args=[note.workplace.home.written]))
