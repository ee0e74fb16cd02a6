"""What came of a demand. Ways of being wrong: vectors/outcomes. tests/client/outcomes.test.js has the same names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.outcomes import PROMISE, entry
from undersign.protocol.encoding import encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.outcomes import Outcomes, place_of, signers_root
from undersign.protocol.tree import leaf_hash, verify_inclusion


@given(st.sets(st.binary(min_size=32, max_size=32), min_size=1, max_size=40))
def test_every_key_that_opened_is_found_below_the_root(keys: set[bytes]) -> None:
    for each in keys:
        index, path = place_of(list(keys), each)
        verify_inclusion(index, len(keys), leaf_hash(each), path, signers_root(keys))


def test_a_broken_promise_stays_beside_its_repair() -> None:
    found = Outcomes()
    for each in [entry("delivered"), PROMISE, entry("promise_outcome")]:
        assert found.take(each)
    course = next(iter(found.courses.values()))
    promise = sha256(encode(PROMISE))
    assert course.fate(promise) == ["broken"]
    found.take(entry("promise_outcome", "Chi", outcome="repaired"))
    assert course.fate(promise) == ["broken", "repaired"]


def test_signers_who_disagree_are_both_heard() -> None:
    found = Outcomes()
    for each in [entry("delivered"), entry("answer", "Ana"), entry("answer", "Bo", status="met")]:
        found.take(each)
    course = next(iter(found.courses.values()))
    assert course.statuses(1) == ["met", "refused"]
    assert course.statuses(2) == []


def test_no_secret_of_a_host_makes_an_entry_about_a_delivered_demand() -> None:
    found = Outcomes()
    found.take(entry("delivered"))
    with pytest.raises(Refused) as refused:
        found.take(entry("answer", signer="host"))
    assert refused.value.reason == "outcome_signer"
