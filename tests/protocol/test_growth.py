"""How a demand's list grows. Ways of being wrong, one file each: vectors/growth."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.definitions import DAY_SECONDS, ENDS, definition
from tests.vectors.people import HARBOR, key, listed, reader_of, rule, secret, staff, vouch, whole
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import Document, b64
from undersign.protocol.growth import Growth, saying_document
from undersign.protocol.vouches import workplace_id

DEMAND = read_definition(definition("demand"))
START = ENDS - 9 * DAY_SECONDS
FIXED = whole(staff(8), first=rule("workplace", b64(workplace_id(HARBOR))))
STAFF = [f"Harbor House {number}" for number in range(1, 9)]
VOUCHERS = STAFF[:2]
LATE = [vouch(VOUCHERS[0], "Late"), vouch(VOUCHERS[1], "Late"), listed("Late")]
SAYINGS = st.lists(
    st.tuples(st.sampled_from([*STAFF, "Late", "Ghost"]), st.sampled_from(["objection", "confirmation"])), max_size=9
)


def grown(*late: Document) -> Growth:
    """Return a list that has grown by these entries at its start."""
    found = Growth(DEMAND, reader_of(FIXED))
    for entry in late:
        found.take(entry, START)
    return found


def says(who: str, kind: str, member: str = "Late") -> Document:
    """Return an objection or a confirmation."""
    return saying_document(secret(who), kind, DEMAND.box_id, key(member))


@given(SAYINGS)
def test_an_entry_is_stopped_from_the_first_objection_until_two_others_who_did_not_vouch_confirm(
    said: Sequence[tuple[str, str]],
) -> None:
    found = grown(*LATE)
    objectors: set[str] = set()
    confirmers: set[str] = set()
    for who, kind in said:
        if outcome(lambda: found.take(says(who, kind), START + 60))[0] != "ok":  # noqa: B023 - called at once
            continue
        (objectors if kind == "objection" else confirmers).add(who)
    assert not (objectors | confirmers) & {"Late", "Ghost"}
    assert not confirmers & (objectors | set(VOUCHERS))
    assert not confirmers or objectors
    stopped = objectors and len(confirmers) < 2
    reason, _ = outcome(lambda: found.check_asker(key("Late"), START + DAY_SECONDS))
    assert reason == ("member_objected" if stopped else "ok")


@given(SAYINGS, st.sampled_from(STAFF))
def test_an_objection_stops_that_entry_only(said: Sequence[tuple[str, str]], other: str) -> None:
    found = grown(*LATE)
    for who, kind in said:
        outcome(lambda: found.take(says(who, kind), START + 60))  # noqa: B023 - called at once
    assert outcome(lambda: found.check_asker(key(other), START + 61))[0] == "ok"


@given(st.integers(0, 2 * DAY_SECONDS))
def test_a_late_entry_waits_24_hours(after: int) -> None:
    reason, _ = outcome(lambda: grown(*LATE).check_asker(key("Late"), START + after))
    assert reason == ("ok" if after >= DAY_SECONDS else "too_early")


def test_growing_changes_no_level_and_no_fixed_entry() -> None:
    found = grown(*LATE)
    assert found.definition.fields["levels"] == [5, 10]
    assert set(found.entries) == {key(name) for name in (*STAFF, "Late")}


def test_a_request_is_not_for_the_list_to_read() -> None:
    assert not grown().take({"v": 1, "kind": "request"}, START)
    assert not grown().take({"v": 1, "kind": "signer", "member": b64(key("Ghost"))}, START)


def test_a_second_late_entry_cannot_confirm_before_its_own_wait_is_over() -> None:
    pair = [vouch(VOUCHERS[0], "Second"), vouch(VOUCHERS[1], "Second"), listed("Second")]
    found = grown(*LATE, *pair, says(STAFF[4], "objection"))
    assert outcome(lambda: found.take(says("Second", "confirmation"), START + 60))[0] == "too_early"
    assert outcome(lambda: found.take(says("Second", "confirmation"), START + DAY_SECONDS))[0] == "ok"
