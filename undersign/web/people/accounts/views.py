"""Pages and addresses of a member's own account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersign.protocol.encoding import b64, octets
from undersign.web import home
from undersign.web.pages.answers import body, done, json_view
from undersign.web.people import access as people
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.people.accounts import access, actions, challenges


def given(**more: object) -> dict[str, object]:
    """Return what the scripts of these pages need."""
    site = home.current()
    return {"origin": site.origin, "today": people.signing_day(), **more}


def next_page(request: HttpRequest) -> str:
    """Return where to go after signing in: the page of this site that was asked for, else one's own page."""
    asked = request.GET.get("next", "")
    here = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here else reverse("people:me")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show how to sign in, or take the signed answer to a challenge."""
    if request.method == "POST":
        return _take_answer(request)
    return render(request, "people/sign_in.html", given(next=next_page(request)))


@json_view
def _take_answer(request: HttpRequest) -> HttpResponse:
    sent = body(request, "signature", document=dict, mine=bool)
    waiting = actions.sign_in(request, sent["document"], octets(64)(sent["signature"]), mine=sent["mine"])
    return done(waiting=waiting)


@require_safe
def challenge(_request: HttpRequest) -> HttpResponse:
    """Give a new challenge."""
    return done(nonce=b64(challenges.make(home.now())))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return done()


@require_safe
@members_only
def me(request: MemberRequest) -> HttpResponse:
    """Show members what the site keeps about them and what they can do."""
    member = request.member
    shown: dict[str, Any] = {"givers": access.givers(member), "vouched_for": access.vouched_for(member)}
    shown |= {"places": access.place_names(member), "my_moves": access.moves_of(member)}
    moves = [(move, access.step(move, member)) for move in access.moves_for(member)]
    shown |= {"moves": moves, "is_member": people.is_member(member)}
    return render(request, "people/me.html", given(**shown))


@require_safe
@members_only
def about_me(request: MemberRequest) -> HttpResponse:
    """Give members everything that the site keeps about them, as one file."""
    parts = {name: tell(request.member) for name, tell in people.ABOUT_ME.items()}
    answer = JsonResponse(parts, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = 'attachment; filename="me.json"'
    return answer


@require_safe
@members_only
def words(request: MemberRequest) -> HttpResponse:
    """Show members how to keep their twelve words; the words themselves come from their phone."""
    return render(request, "people/words.html", given())


@require_POST
@members_only
@json_view
def take_back(request: MemberRequest) -> HttpResponse:
    """Take a vouch back, which the member's phone has signed."""
    actions.take_back(request.member, body(request, word=dict)["word"])
    return done()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def leave(request: MemberRequest) -> HttpResponse:
    """Show what stays and what goes, or carry it out."""
    if request.method == "POST":
        return _leave(request)
    return render(request, "people/leave.html", given(vouched_for=access.vouched_for(request.member)))


@json_view
def _leave(request: HttpRequest) -> HttpResponse:
    actions.leave(request.member, body(request, word=dict)["word"])  # type: ignore[attr-defined]  # set by members_only
    request.session.flush()
    return done()
