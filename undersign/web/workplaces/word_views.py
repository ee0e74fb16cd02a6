"""What devices send about workplaces: signed words, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from undersign.web.pages.answers import body, done, json_view, refuse
from undersign.web.people import access as people_access
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.workplaces import access, actions
from undersign.web.workplaces.models import Workplace

Arguments = ParamSpec("Arguments")


def word_view(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Take a POST by a member, and answer a refusal with a sentence."""

    @require_POST
    @json_view
    @members_only
    @wraps(view)
    def taking(request: MemberRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return refuse("not_found", gettext("There is nothing here for you. Nothing was written down."), 404)

    return taking


def _address(place: Workplace) -> str:
    return reverse("workplaces:place", args=[place.written])


@word_view
def added(request: MemberRequest) -> HttpResponse:
    """Add a place."""
    sent = body(request, "kind", entry=dict, word=dict)
    place = actions.add(request.member, sent["entry"], sent["kind"], sent["word"])
    return done(id=place.written, next=reverse("workplaces:index"))


@word_view
def confirmed(request: MemberRequest, written: str) -> HttpResponse:
    """Confirm a place."""
    if not people_access.stands(bytes(request.member.key)):
        raise Http404
    actions.confirm(request.member, access.by_id(written), body(request, word=dict)["word"])
    return done(next=reverse("workplaces:index"))


@word_view
def merged(request: MemberRequest, written: str) -> HttpResponse:
    """Join a place with another."""
    sent = body(request, "into", word=dict)
    place, into = access.by_id(written), access.by_id(sent["into"])
    actions.merge(request.member, place, into, sent["word"])
    return done(next=reverse("workplaces:index"))


@word_view
def parted(request: MemberRequest, written: str) -> HttpResponse:
    """Say that two places are not the same after all."""
    sent = body(request, "into", word=dict)
    actions.part(request.member, access.by_id(written), access.by_id(sent["into"]), sent["word"])
    return done(next=reverse("workplaces:index"))


@word_view
def written(request: MemberRequest, written: str) -> HttpResponse:
    """Keep a note."""
    place = access.for_coworker(request.member, written)
    sent = body(request, text=dict, word=dict)
    actions.write_note(request.member, place, sent["text"], sent["word"])
    return done(next=_address(place))
