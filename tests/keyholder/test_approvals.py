"""Approvals: only a person gives them, for one box, from a time on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from undersign.host.files import HostProblem
from undersign.keyholder import approvals
from undersign.keyholder.approvals import Approval, NotApproved, check_approved
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.errors import Refused

BOX, OTHER = bytes(range(32)), bytes(32)


@pytest.fixture
def mine(tmp_path: Path) -> KeyholderFolder:
    """Give a keyholder who has approved nothing."""
    return KeyholderFolder.create(tmp_path / "keyholder", "Kim", "")


def test_what_was_approved_stands_until_it_is_taken_back(mine: KeyholderFolder) -> None:
    assert approvals.approvals(mine) == []
    assert approvals.approval(mine, BOX) is None
    first = approvals.approve(mine, BOX, 200, 100)
    second = approvals.approve(mine, OTHER, 150, 120)
    assert approvals.approvals(mine) == [second, first]
    assert approvals.approval(mine, BOX) == first == Approval(BOX, 200, 100)
    assert approvals.withdraw(mine, BOX)
    assert not approvals.withdraw(mine, BOX)
    assert approvals.approvals(mine) == [second]


def test_approving_again_sets_another_time(mine: KeyholderFolder) -> None:
    approvals.approve(mine, BOX, 200, 100)
    approvals.approve(mine, BOX, 300, 110)
    assert approvals.approvals(mine) == [Approval(BOX, 300, 110)]


def test_an_approval_holds_for_its_box_and_from_its_time_on() -> None:
    check_approved(Approval(BOX, 200, 100), BOX, 200)
    with pytest.raises(Refused) as problem:
        check_approved(Approval(BOX, 200, 100), BOX, 199)
    assert problem.value.reason == "too_early"
    for approved in (None, Approval(OTHER, 200, 100)):
        with pytest.raises(NotApproved):
            check_approved(approved, BOX, 300)


def test_a_time_that_cannot_be_is_refused(mine: KeyholderFolder) -> None:
    with pytest.raises(Refused):
        approvals.approve(mine, BOX, -1, 0)
    assert approvals.approvals(mine) == []


def test_a_file_that_was_changed_or_moved_opens_nothing(mine: KeyholderFolder) -> None:
    approvals.approve(mine, BOX, 200, 100)
    path = next((mine.path / "approvals").iterdir())
    moved = path.with_name(f"{OTHER.hex()}.json")
    moved.write_bytes(path.read_bytes())
    with pytest.raises(HostProblem, match="another box"):
        approvals.approval(mine, OTHER)
    path.write_bytes(b"{}")
    with pytest.raises(HostProblem, match="is broken"):
        approvals.approval(mine, BOX)


def test_only_what_a_person_does_approves() -> None:
    approving = set()
    for path in Path(approvals.__file__).parent.glob("*.py"):
        calls = [each.func for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.Call)]
        named = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}
        approving |= {path.name} if "approve" in named else set()
    assert approving == {"asked.py", "page.py"}  # the command and the button; no round of the program
