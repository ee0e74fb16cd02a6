"""What the person who keeps a share is told before anything opens."""

from __future__ import annotations

import pyrage
import pytest

from tests.demanded import DemandAt, case, definition_in, demand_at, sign
from tests.rehearsed import box, own
from undersign.host import folder
from undersign.keyholder.explained import explain
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import encode
from undersign.rehearsal import demand
from undersign.rehearsal.demand import Wanted
from undersign.verifier.examination import BoxExamination

__all__ = ["box", "demand_at", "own"]


def test_it_says_what_opens_and_that_it_waits_for_approval(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        said = explain(found.own, found.box, found.sealed, found.now, None)
        assert said[:5] == [
            'This is a demand. Its title: "Paid supervision".',
            "Its text names nobody to whom it is addressed.",
            "Everybody who may read the box can read the names.",
            "8 names were signed and not taken back. 6 names would open, all at once, at level 5.",
            "Each of them asked for at most 5 people. Fewer than 5 never open.",
        ]
        assert said[6] == "12 members stand on the list, each vouched for by two others."
        assert said[-1] == "All checks have passed. It opens once you approve it."
        approved = explain(found.own, found.box, found.sealed, found.now, found.approved())
        assert approved == [*said[:-1], "All checks have passed, and you have approved it."]
        assert found.own.memory("opened") == {}


@pytest.mark.parametrize(
    ("stage", "seconds", "sentence"),
    [
        ("closed", 0, "It may not be opened. The site does not ask, in the record, for the set "),
        ("fixed", 0, "It may not be opened. Too few have signed "),
        ("asked", -(10**6), "It may not be opened. The time for it, "),
    ],
)
def test_it_says_which_check_speaks_against_it(demand_at: DemandAt, stage: str, seconds: int, sentence: str) -> None:
    with case(demand_at(stage)) as found:
        said = explain(found.own, found.box, found.sealed, found.now + seconds, None)
        assert said[-1].startswith(sentence)


def test_it_says_whose_names_are_not_there(demand_at: DemandAt) -> None:
    path = demand_at("closed")
    with case(path) as found:
        sealed = next((path / "sealed").iterdir())
        sealed.write_bytes(b"".join(sealed.read_bytes().splitlines(keepends=True)[1:]))
        demand.ask_to_open(found.host, found.definition)
        said = explain(found.own, found.box, found.sealed, found.now, None)
        assert "1 envelope would be left out: nobody has handed in a name." in said
        assert said[-1].startswith("It may not be opened. The site does not ask, in the record, for the set ")


def test_it_says_to_whom_a_demand_goes_and_who_reads_the_names(demand_at: DemandAt) -> None:
    path = demand_at("met")
    text = encode({"v": 1, "kind": "demand", "to": "The board of Harbor House"}).decode()
    with folder.opened(path) as host:
        reader = str(pyrage.x25519.Identity.generate().to_public())
        demand.new_demand(host, Wanted(text=text, readers=(reader,)), 6)
        sign(host, (5,) * 5)
        demand.close(host, definition_in(host))
    with case(path) as found:
        said = explain(found.own, found.box, found.sealed, found.now, None)
        assert 'It is addressed to: "The board of Harbor House".' in said
        assert "Only 1 reader named in its rules can read the names." in said


def test_a_survey_is_explained_too(box: BoxExamination, own: KeyholderFolder) -> None:
    assert box.definition
    said = explain(own, box, [], box.definition.fields["withdrawing_ends"] + 60, None)
    assert said[0] == 'This is a survey. Its title: "Supervision".'
    assert said[1].startswith("Totals of 3 groups would open, over 45 envelopes")
    assert said[-1] == "All checks passed."


def test_a_box_that_cannot_be_read_is_said_to_be_so(demand_at: DemandAt) -> None:
    with case(demand_at("asked")) as found:
        lines = next(found.host.path.glob("books/box-*/entries.jsonl"))
        lines.write_bytes(lines.read_bytes()[:-10])
        said = explain(found.own, found.box, [], found.now, None)
        assert said[-1].startswith(("It may not be opened.", "This box cannot be read:"))
