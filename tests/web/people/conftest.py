"""Three founders and one member, on a clock that the tests move."""

from __future__ import annotations

import pytest

from tests.web.network import Phone, found, let_in, phone
from tests.web.people.clock import Clock, standing
from undersign.web import home


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return standing(monkeypatch)


@pytest.fixture
def three(site: home.Home, clock: Clock) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


@pytest.fixture
def dee(three: list[Phone]) -> Phone:
    return let_in(three, phone("Dee"))
