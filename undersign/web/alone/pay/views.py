"""The pay check: a form, and the answer to it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from undersign.reference.standings import narrowest
from undersign.reference.wages import PERCENTS
from undersign.reference.yardstick import compare
from undersign.web import home
from undersign.web.alone.pay import access, chart
from undersign.web.alone.pay.forms import PayForm


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Ask, or answer in the same moment; wrong input comes back with all that was typed."""
    request.session.modified = False  # the one trace that would stay: a borrowed phone's session lasting longer
    form = PayForm(request.POST) if request.method == "POST" else PayForm()
    if not form.is_valid():
        return render(request, "alone/pay/ask.html", {"form": form})
    return render(request, "alone/pay/answer.html", _answer(form))


def _answer(form: PayForm) -> dict[str, Any]:
    said = form.asked()
    rows, readable = access.living_wages()
    found = compare(said, rows)
    return {
        "form": form.kept(),
        "found": found,
        "said": said,
        "living_readable": readable,
        "chart": chart.drawn(found),
        "percents": PERCENTS,
        "standings": list(
            zip_longest(narrowest(found.standings), narrowest(found.worth.standings if found.worth else ()))
        ),
        "from_line": said.yearly - found.poverty.guideline.dollars if found.poverty else None,
        "today": datetime.fromtimestamp(home.now(), UTC).date(),
    }
