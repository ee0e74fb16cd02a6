"""As for boxes: six coworkers of one workplace; and tabs of their phones."""

from __future__ import annotations

from tests.web.boxes.conftest import begun, evening
from tests.web.demands.tab import drawn, tabs

__all__ = ["begun", "drawn", "evening", "tabs"]
