"""Pages on which somebody on a list reports a text of it."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from undersign.web.boxes.passes import access as passes
from undersign.web.demands import access as demands
from undersign.web.demands.drafts import access as drafts
from undersign.web.demands.models import First
from undersign.web.demands.striking import access, actions
from undersign.web.people.access import MemberRequest, members_only
from undersign.web.workplaces.forms import ReportForm

KINDS: Final = ("words", "comment", *access.PUT)


@require_http_methods(["GET", "POST"])
@members_only
def draft(request: MemberRequest, written: str, on: str) -> HttpResponse:
    """Let somebody on the list of a box for drafts say that a draft must not stay."""
    found = demands.draft_box(request.member, written)
    item = drafts.item(found, on, *KINDS)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        actions.report(request.member, found.box, item.draft.digest, form.cleaned_data["why"])
        return redirect("demands:drafts", found.box.hex)
    shown = {"texts": access.said(item.fields or {}), "form": form, "drafts": found}
    return render(request, "demands/striking/report.html", shown)


@require_http_methods(["GET", "POST"])
@members_only
def demand(request: MemberRequest, written: str) -> HttpResponse:
    """Let somebody on the list of a demand say that its words must not stay."""
    found = demands.demand(request.member, written)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        actions.report(request.member, found.box, b"", form.cleaned_data["why"])
        return redirect("demands:demand", found.box.hex)
    return render(request, "demands/striking/report.html", {"form": form, "demand": found})


@require_http_methods(["GET", "POST"])
@members_only
def question(request: MemberRequest, written: str) -> HttpResponse:
    """Let somebody on the list of a question who would sign report the draft that asks it, even one taken back."""
    box = passes.for_listed(request.member, written)
    first = get_object_or_404(First.objects.select_related("drafts__box"), box=box)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        actions.report(request.member, first.drafts.box, bytes(first.draft), form.cleaned_data["why"])
        return redirect("questions:question", box.hex)
    shown = {"texts": access.asked(box), "form": form, "question": box}
    return render(request, "demands/striking/report.html", shown)
