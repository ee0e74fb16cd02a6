"""Links what a demand says of a survey to the survey itself."""

from __future__ import annotations

from typing import Any

from django import template

from undersign.web.surveys import access

register = template.Library()


@register.inclusion_tag("surveys/_evidence.html", takes_context=True)
def evidence(context: template.Context, box: bytes) -> dict[str, Any]:
    """Lead to an opened survey, by the id of its box, so that its figures can be compared with what was written."""
    return {"survey": access.opened(context["request"].member, box)}
