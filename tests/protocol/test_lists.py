"""Lists: chains of vouches, members. Ways of being wrong, one file each: vectors/lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.people import (
    DAY,
    FOUNDERS,
    HARBOR,
    HILL,
    ORIGIN,
    key,
    listed,
    moved,
    reader_of,
    rule,
    secret,
    signer,
    staff,
    taken_back,
    vouch,
    whole,
)
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused
from undersign.protocol.lists import ListReader

START = [rule(), HARBOR, HILL]
NAMES = [f"person {number}" for number in range(8)]

WORDS = st.lists(st.tuples(st.sampled_from([*FOUNDERS, *NAMES]), st.sampled_from(NAMES)), unique=True, max_size=40)


def takes(*entries: Document) -> str:
    """Return "ok", or why a list with these entries is refused."""
    return outcome(lambda: reader_of([*START, *entries]).check_whole())[0]


def test_a_list_reads_back_who_is_on_it_and_where() -> None:
    reader = reader_of(whole(staff(12), staff(5, HILL)))
    reader.check_whole()
    assert Counter(reader.listed.values()) == {vouches.workplace_id(HARBOR): 12, vouches.workplace_id(HILL): 5}


def test_a_request_is_not_for_the_list_to_read() -> None:
    assert not reader_of(START).take({"v": 1, "kind": "request"})


def test_a_list_has_only_the_words_on_which_it_rests() -> None:
    reader = reader_of(START)
    place, day = vouches.workplace_id(HARBOR), DAY
    assert not reader.take(vouches.workplace_hash_document(secret("founder 1"), ORIGIN, place, day))
    assert {kind for kind in vouches.SHAPES if kind in vouches.WORDS} == {
        "vouch",
        "taken_back",
        "moved",
        "stayed",
        "left",
        "workplace_merged",
        "workplace_parted",
    }


def test_an_invented_member_without_vouches_is_refused() -> None:
    assert takes(listed("Ghost")) == "vouch_missing"


def test_an_invented_member_with_vouches_by_invented_members_is_refused() -> None:
    assert takes(vouch("Ghost 2", "Ghost"), vouch("Ghost 3", "Ghost"), listed("Ghost")) == "vouch_missing"


@pytest.mark.parametrize("rings", [3, 5])
def test_invented_members_who_all_vouch_for_each_other_hold_nobody_up(rings: int) -> None:
    names = [f"Ghost {number}" for number in range(rings)]
    words = [vouch(giver, to) for giver in names for to in names if giver != to]
    assert takes(*words, listed(names[0])) == "vouch_missing"


def test_a_thirteenth_vouch_within_90_days_is_refused_and_a_day_later_taken() -> None:
    words = [vouch("founder 1", f"friend {number}") for number in range(12)]
    assert takes(*words, vouch("founder 1", "Ana", day=DAY + 89)) == "vouch_too_many"
    assert takes(*words, vouch("founder 1", "Ana", day=DAY + 90)) == "ok"


def test_moving_to_a_new_key_does_not_give_twelve_new_vouches() -> None:
    own = [vouch("founder 2", "Ana"), vouch("founder 3", "Ana")]
    words = [vouch("Ana", f"friend {number}") for number in range(12)]
    move = [moved("founder 2", "Ana", "new"), moved("founder 3", "Ana", "new")]
    assert takes(*own, *words, *move, vouch("new", "one more")) == "vouch_too_many"


def test_taking_back_one_vouch_takes_down_whoever_stood_on_it() -> None:
    words, people = staff(8)
    first = people[0]["member"]
    giver = next(word for word in words if word["to"] == first)["from"]
    who = {b64(key(name)): name for name in FOUNDERS}[giver]
    reader = reader_of([*START, *words, taken_back(who, "Harbor House 1"), *people[4:5]])
    assert outcome(lambda: reader.take(people[0]))[0] == "vouch_missing"


def test_a_founder_needs_vouches_for_a_job_to_be_listed_and_none_to_vouch() -> None:
    assert takes(vouch("founder 1", "Ana"), vouch("founder 2", "Ana"), listed("Ana")) == "ok"
    assert takes(listed("founder 1")) == "vouch_missing"
    assert takes(vouch("founder 2", "founder 1"), vouch("founder 3", "founder 1"), listed("founder 1")) == "ok"


def test_words_are_believed_unsigned_only_where_somebody_else_checks_them() -> None:
    forged = {**vouch("founder 1", "Ana"), "to": b64(key("Bo"))}
    assert outcome(lambda: reader_of([*START, forged]))[0] == "signature_wrong"
    reader = ListReader(ORIGIN, check_signatures=False)
    assert all(reader.take(entry) for entry in [*START, forged])


def test_a_list_of_signers_has_no_vouches_and_one_tag() -> None:
    keys = frozenset(key(f"envelope {number}") for number in range(6))
    entries = [rule("signers", b64(bytes(32))), *(signer(f"envelope {number}") for number in range(6))]
    reader = reader_of(entries, keys)
    reader.check_whole()
    tags, of = reader.tags(["all"], 5)
    assert [tag.members for tag in tags] == [6]
    assert set(of) == keys


@given(WORDS)
def test_whoever_is_listed_has_a_chain_of_vouches_to_the_founders(pairs: Sequence[tuple[str, str]]) -> None:
    standing = stands(pairs)
    for name in NAMES:
        words = [unsigned_vouch(giver, to) for giver, to in pairs if giver != to]
        reader = ListReader(ORIGIN, check_signatures=False)
        for entry in [*START, *words]:
            reader.take(entry)
        assert (outcome(lambda: reader.take(listed(name)))[0] == "ok") == (name in standing)  # noqa: B023 - called at once


def unsigned_vouch(giver: str, to: str) -> Document:
    """Return a vouch whose signature nobody looks at."""
    place = b64(vouches.workplace_id(HARBOR))
    word = {"v": 1, "kind": "vouch", "origin": ORIGIN, "from": b64(key(giver)), "to": b64(key(to))}
    return {**word, "role": "peer", "workplace": place, "day": DAY}


def stands(pairs: Sequence[tuple[str, str]]) -> set[str]:
    """Return who stands, found in the plainest way."""
    found = set(FOUNDERS)
    while True:
        more = {to for _, to in pairs if len({giver for giver, one in pairs if one == to and giver != to} & found) >= 2}
        if more <= found:
            return found
        found |= more


def test_an_entry_that_lacks_everything_is_refused_by_name() -> None:
    for kind in ("rule", "workplace", "vouch", "taken_back", "moved", "stayed", "left", "listed", "signer"):
        with pytest.raises(Refused):
            reader_of([*START, {"v": 1, "kind": kind}])
    with pytest.raises(Refused, match="says its rule"):
        reader_of([HARBOR])
