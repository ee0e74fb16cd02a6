"""The page that asks, and shows what came of it; the receipt. Who is not on the list finds no page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from undersign.protocol.encoding import b64
from undersign.web import home
from undersign.web.boxes.models import Box
from undersign.web.boxes.passes import access as passes
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.questions import access


def _question(member: MemberRequest, written: str) -> Box:
    box = passes.for_listed(member.member, written)
    if not access.is_question(box):
        raise Http404
    return box


def _page(request: MemberRequest, name: str, box: Box, **more: Any) -> HttpResponse:  # noqa: ANN401 - for templates
    """Show a page about a question, with what a phone needs to find its books."""
    here, found = home.current(), access.about(box)
    given: dict[str, Any] = {"box": box, "hex": box.hex, "box_written": b64(bytes(box.box_id)), "found": found}
    given |= {"title": access.title(box), "origin": here.origin, "now": int(home.now()), "tick": here.tick_seconds}
    given |= {"of_written": b64(bytes(box.of.box_id)) if box.of else "", "back": access.back(box)}
    about = "" if found is None else found.get("about", found["kind"])
    return render(request, f"questions/{name}.html", given | {"about": about} | access.figures(box) | more)


@require_GET
@members_only
def question(request: MemberRequest, written: str) -> HttpResponse:
    """Ask, while answers come in; afterwards show what came of it."""
    box = _question(request, written)
    shown = {"totals": access.totals(box), "says": access.says(access.about(box))}
    return _page(request, "question", box, **shown, **access.keyholders(box))


@require_GET
@members_only
def receipt(request: MemberRequest, written: str) -> HttpResponse:
    """Show the place where a phone shows its receipts, which the site does not have."""
    return _page(request, "receipt", _question(request, written))
