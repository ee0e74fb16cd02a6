"""The page with every question and every route. It is the same for all, and nothing chosen on it is sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from undersign.reference.routes import texts
from undersign.web.alone.rendering import lean
from undersign.web.alone.where import letters, steps


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Show the questions; what somebody answers stays on their phone."""
    shown = {
        "questions": steps.questions(),
        "joints": steps.joints(),
        "routes": steps.routes(),
        "rules": steps.rules(),
        "starts": texts.STARTS,
        "texts": texts,
    }
    return HttpResponse(lean("alone/where/where.html", shown, request))


@require_safe
def letter_parts(_request: HttpRequest) -> JsonResponse:
    """Give the parts of all letters. Every visitor's phone asks for them, so it says nothing about anybody."""
    return JsonResponse(letters.letters())
