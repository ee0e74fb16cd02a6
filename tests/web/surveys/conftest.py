"""Six coworkers and a survey of their hours; made once for a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.boxes.conftest import begun, evening
from tests.web.boxes.evening import Evening
from tests.web.demands.tab import drawn, tabs
from tests.web.surveys.asking import Asked

__all__ = ["begun", "drawn", "evening", "tabs"]


@pytest.fixture(scope="module")
def made(begun: Evening) -> Asked:
    """Let it come so far."""
    return Asked.of(begun)


@pytest.fixture
def asked(made: Asked, db: None) -> Iterator[Asked]:  # noqa: ARG001 - what a test does there is taken back
    """Return that moment."""
    with made.evening.lent() as found:
        yield made.fresh(found)
