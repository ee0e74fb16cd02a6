"""Six coworkers, the demand that five of them signed, and what they are asked; made once for a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.boxes.conftest import begun
from tests.web.boxes.evening import Evening
from tests.web.demands.tab import drawn, tabs
from tests.web.questions.asking import Asked

__all__ = ["begun", "drawn", "tabs"]


@pytest.fixture(scope="module")
def made(begun: Evening) -> Asked:
    """Let six come so far."""
    return Asked.of(begun)


@pytest.fixture
def asked(made: Asked, db: None) -> Iterator[Asked]:  # noqa: ARG001 - what a test does there is taken back
    """Return that moment."""
    with made.evening.lent() as found:
        yield made.fresh(found)
