"""What follows once names have opened, for those who stand on the list: the letter, the course of it, the dates."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersign.protocol.encoding import b64
from undersign.reports.letters.page import letter_page
from undersign.reports.letters.pdf import letter_pdf as set_pdf
from undersign.reports.letters.text import letter_text
from undersign.web.demands import calendars
from undersign.web.demands.followup import access, exports, holding, letters, showing
from undersign.web.demands.followup.forms import HOWS, OUTCOMES, STATUSES
from undersign.web.pages.answers import done
from undersign.web.people.access import MemberRequest, members_only


def _page(request: MemberRequest, page: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - what a template takes
    return render(request, f"demands/followup/{page}.html", more)


def _file(data: bytes | str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=kind, headers=headers)


@require_safe
@members_only
def letter(request: MemberRequest, written: str) -> HttpResponse:
    """Show the letter as a page to print. It carries its style; the policy in its head lets nothing else in."""
    page = letter_page(letters.letter(access.opened(request.member, written), deliver=False))
    return HttpResponse(page, headers={"Content-Security-Policy": letters.POLICY})


@require_safe
@members_only
def letter_pdf(request: MemberRequest, written: str) -> HttpResponse:
    """Give the letter as a PDF file, to keep or to show: it has no link for the reply."""
    found = letters.letter(access.opened(request.member, written), deliver=False)
    return _file(set_pdf(found), "application/pdf", "letter.pdf")


@require_safe
@members_only
def letter_to_deliver(request: MemberRequest, written: str) -> HttpResponse:
    """Give the letter as a PDF file with the link for the reply, for the addressee alone."""
    found = letters.letter(access.opened(request.member, written), deliver=True)
    return _file(set_pdf(found), "application/pdf", "letter-to-deliver.pdf")


@require_safe
@members_only
def letter_txt(request: MemberRequest, written: str) -> HttpResponse:
    """Give the letter as plain text."""
    found = letters.letter(access.opened(request.member, written), deliver=False)
    return _file(letter_text(found), "text/plain; charset=utf-8", "letter.txt")


@require_safe
@members_only
@holding.told
def after(request: MemberRequest, written: str) -> HttpResponse:
    """Show what came of a demand, and what its signers can write down."""
    found = access.opened(request.member, written)
    return _page(request, "after", **showing.after(found))


@require_safe
@members_only
def keys(request: MemberRequest, written: str) -> HttpResponse:
    """Return the envelope keys whose names opened: a phone finds its own among them."""
    found = access.opened(request.member, written)
    return done(keys=[b64(each) for each in access.signer_keys(found)])


@require_safe
@members_only
def dates(request: MemberRequest, written: str) -> HttpResponse:
    """Give the days of a demand as a calendar file."""
    found = access.opened(request.member, written)
    data = calendars.file(letters.named(found), calendars.dates(found))
    return _file(data, "text/calendar; charset=utf-8", "dates.ics")


@require_safe
@members_only
@holding.told
def write(request: MemberRequest, written: str, kind: str) -> HttpResponse:
    """Let a signer write down what came of a demand; the phone signs it."""
    found = access.opened(request.member, written)
    course = access.course(found)
    if (course is None) != (kind == "delivered"):
        raise Http404
    given = {"hows": HOWS, "statuses": STATUSES, "outcomes": OUTCOMES, "kind": kind}
    return _page(request, f"write_{kind}", **showing.write(found, course), **given)


@require_safe
@members_only
def signers_export(request: MemberRequest, written: str) -> HttpResponse:
    """Give all that those on the list may check, as one file."""
    found = access.opened(request.member, written)
    return exports.answer("signers", found)


@require_safe
@members_only
def readers_export(request: MemberRequest, written: str) -> HttpResponse:
    """Give what those need who alone can open the names: who is on the list takes it to them."""
    found = access.opened(request.member, written)
    return exports.answer("recipient", found)
