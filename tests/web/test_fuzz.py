"""Whatever is sent to whatever address: the site does not break, and what it refuses leaves everything as it was."""

from __future__ import annotations

import pytest

from tests.web import fuzz
from undersign.web.pages.answers import Stopped
from undersign.web.people.models import Vouch
from undersign.web.record import actions

EACH = 200
KNOWN = {"people:sign_in", "people:leave", "people:founding_fix", "workplaces:report", "workplaces:written"}
KNOWN |= {"record_files:cosignatures", "stewards:decide", "people:give_vouch", "people:arrive"}
REFUSING = {"record_files:cosignatures", "people:founding_fix"}  # no key meeting was held; the list is fixed already


@pytest.mark.usefixtures("site")
def test_every_address_that_takes_something_is_tried() -> None:
    named = {endpoint.name for endpoint in fuzz.endpoints()}
    assert len(named) > 30
    assert named >= KNOWN
    assert not named & {"pages:first", "record_files:tile", "people:me", "stewards:index"}


@pytest.mark.usefixtures("site")
def test_nothing_breaks_it_and_what_is_refused_is_not_kept() -> None:
    before = fuzz.snapshot()
    outcome = fuzz.run(EACH, "tests")
    assert outcome.inputs == EACH * outcome.endpoints
    assert outcome.errors == []
    assert outcome.written == []
    assert outcome.accepted >= KNOWN - REFUSING
    assert fuzz.snapshot() == before


@pytest.mark.usefixtures("site")
def test_a_fault_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_size: int, _line: bytes) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "cosign", broken)
    assert any("record_files:cosignatures " in each for each in fuzz.run(8, "fault").errors)


@pytest.mark.usefixtures("site")
def test_what_is_kept_of_a_refused_input_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(_size: int, _line: bytes) -> str:
        Vouch.objects.create(giver=b"g", member=b"m", workplace=b"w", role="peer", day=1)
        raise Stopped("door_over", "no")

    monkeypatch.setattr(actions, "cosign", careless)
    outcome = fuzz.run(8, "careless")
    assert any("record_files:cosignatures " in each for each in outcome.written)
    assert outcome.errors == []
