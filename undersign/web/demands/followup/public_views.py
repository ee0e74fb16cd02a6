"""What everybody sees of demands, and what comes without an account: words signed by an envelope key, and the reply."""

from __future__ import annotations

import hmac
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from undersign.protocol.encoding import b64
from undersign.web.boxes import access as boxes
from undersign.web.demands.followup import access, actions, exports, holding, letters, public
from undersign.web.pages.answers import body, done, json_view
from undersign.web.record import access as record


def _page(request: HttpRequest, page: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - what a template takes
    return render(request, f"demands/followup/{page}.html", more)


@require_POST
@json_view
def enter(request: HttpRequest) -> HttpResponse:
    """Enter what a signer or the addressee says. It comes without a cookie: no account is tied to an envelope key."""
    given = body(request, document=dict, texts=list)
    actions.enter(given["document"], given["texts"])
    return done()


@require_safe
@holding.told
def employers(request: HttpRequest) -> HttpResponse:
    """Show the employers to whom demands were delivered."""
    return _page(request, "employers", employers=public.employers())


@require_safe
@holding.told
def employer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was demanded of an employer, what was answered and promised, what was kept."""
    return _page(request, "employer", employer=public.employer(slug), today=access.today())


@require_safe
@holding.told
def did_it_work(request: HttpRequest) -> HttpResponse:
    """Show every delivered demand of this host by number with what came of it, and all that ended in totals."""
    told = public.stories()
    return _page(request, "did_it_work", stories=told, sums=public.sums(told), periods=public.periods())


@require_safe
@holding.told
def check(request: HttpRequest, name: str) -> HttpResponse:
    """Show whoever holds a letter what the record shows of it, and how to check it: read anew, each time."""
    found = access.by_name(name)
    holding.check(record.book("host"), found.box.list_book, found.box.book)
    course = access.course(found)
    shown = {"count": len(access.signer_keys(found)), "listed": found.box.listed.count()}
    shown |= {"level": max(each for each in boxes.definition(found.box).fields["levels"] if each <= shown["count"])}
    story = access.story(course) if course else None
    return _page(request, "check", name=name, day=letters.opened_on(found), story=story, **shown)


@require_safe
def public_export(_request: HttpRequest) -> HttpResponse:
    """Give what everybody may check, as one file."""
    return exports.answer("public")


@require_safe
@holding.told
def reply(request: HttpRequest, name: str) -> HttpResponse:
    """Let whoever holds the delivered letter reply once, and fetch what they may check."""
    found = access.by_name(name)
    course = access.course(found)
    used = course is not None and course.reply is not None
    shown = {"day": access.today().isoformat(), "demand": b64(letters.named(found)), "delivered": course is not None}
    return _page(request, "reply", name=name, used=used, most=actions.SAYS_MOST, **shown)


@require_POST
def recipient_export(request: HttpRequest, name: str) -> HttpResponse:
    """Give whoever holds the link of a delivered letter what they may check, as one file."""
    found = access.by_name(name)
    if not hmac.compare_digest(request.POST.get("secret", "").encode(), b64(letters.reply_secret(found)).encode()):
        raise Http404
    return exports.answer("recipient", found)
