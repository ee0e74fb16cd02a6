"""A demand rehearsed from its list to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demanded import DemandAt, demand_at, receipts
from undersign.host import folder
from undersign.host.files import HostProblem
from undersign.rehearsal import demand
from undersign.rehearsal.demand import Wanted
from undersign.verifier.report import verify

__all__ = ["demand_at"]


@pytest.mark.parametrize(("levels", "opened"), [([5] * 5, 1), ([5] * 4, 0), ([10] * 10, 1)])
def test_a_whole_demand_passes_every_claim(demand_at: DemandAt, levels: list[int], opened: int) -> None:
    path = demand_at("met")
    with folder.opened(path) as host:
        definition = demand.play(host, Wanted(), levels, listed=12)
        assert len(demand.examined(host, definition).entries.results) == opened
    found = {claim.name: verdict.outcome for claim, verdict in verify(path, receipts(path))}
    assert set(found.values()) == {"pass"}


def test_a_second_demand_on_the_same_record_has_its_own_people_and_keys(demand_at: DemandAt) -> None:
    path = demand_at("ended")
    with folder.opened(path) as host:
        demand.play(host, Wanted(title="Again", levels=(5,)), [5] * 6, listed=8)
    assert not [claim.name for claim, verdict in verify(path) if verdict.outcome == "FAIL"]


@pytest.mark.parametrize("rule", ["employer", "state", "all"])
def test_every_rule_of_a_list_can_be_rehearsed(demand_at: DemandAt, rule: str) -> None:
    with folder.opened(demand_at("met")) as host:
        definition = demand.new_demand(host, Wanted(), 6, rule)
        assert demand.examined(host, definition).unsound == ""


def test_without_keyholders_there_is_no_demand(tmp_path: Path) -> None:
    folder.create(tmp_path / "host", "example.org/x", rehearsal=True)
    with folder.opened(tmp_path / "host") as host, pytest.raises(HostProblem, match="no keyholders"):
        demand.new_demand(host, Wanted(), 5)
