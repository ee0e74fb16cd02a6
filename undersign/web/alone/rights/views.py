"""The page about rights. It is the same for everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersign.reference.routes import texts
from undersign.reference.routes.routes import route
from undersign.web.alone.where.steps import shown

LAWS = {"board": "labor_board", "cover": "coverage_test", "state": "state_board", "federal": "federal_labor_board"}
"""What the page rests on, by lines of the list."""


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Say what the law lets people say to each other at work, and what a supervisor may do."""
    laws = {name: shown(route(key)) for name, key in LAWS.items()}
    return render(request, "alone/rights/rights.html", {**laws, "texts": texts})
