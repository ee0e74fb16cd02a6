"""Boxes: definitions, groups, openings, promises. Ways of being wrong, one file each: vectors/boxes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.definitions import TOP, definition, head, question
from tests.vectors.people import HARBOR, HILL, reader_of, secret, staff, whole
from undersign.protocol import boxes
from undersign.protocol.boxes import OPENING_REQUEST, Group, read_definition
from undersign.protocol.encoding import Document, b64, decode, encode, read
from undersign.protocol.envelopes import Head, counted
from undersign.protocol.errors import Refused
from undersign.protocol.record import ENTRY_BYTES, entry_bytes
from undersign.protocol.signatures import public_key, signed
from undersign.protocol.tags import Tag
from undersign.protocol.vouches import workplace_id

PARENTS = st.integers(1, 12).flatmap(
    lambda size: st.tuples(st.just(0), *(st.integers(0, number - 1) for number in range(1, size)))
)
TREES = PARENTS.flatmap(
    lambda parents: st.tuples(
        st.just(parents), st.lists(st.integers(0, 12), min_size=len(parents), max_size=len(parents)), st.integers(5, 9)
    )
)
HEADS = st.lists(
    st.builds(
        Head,
        st.binary(min_size=2, max_size=2),
        st.sampled_from([b"Ana", b"Bo", b"Chi", b"Dee", b"Eli"]),
        st.integers(0, 3),
        st.just(0),
        st.booleans(),
    ),
    unique_by=lambda one: one.digest,
    max_size=20,
)
STATE = Tag("state", "NY", 0, 18)


def descent(parents: tuple[int, ...], tag: int) -> set[int]:
    """Return a tag and everything above it."""
    found = {tag}
    while parents[tag] != tag:
        tag = parents[tag]
        found.add(tag)
    return found


@given(TREES)
def test_every_envelope_is_in_at_most_one_group_and_none_is_lost(tree: tuple[tuple[int, ...], list[int], int]) -> None:
    parents, counts, k = tree
    opened, shut = boxes.make_groups(parents, counts, k)
    tags = Counter(tag for group in (*opened, *shut) for tag in group.tags)
    assert all(times == 1 for times in tags.values())
    assert {tag for tag, count in enumerate(counts) if count} <= set(tags)
    for group in (*opened, *shut):
        assert group.count == sum(counts[tag] for tag in group.tags)


@given(TREES)
def test_every_group_has_at_least_k(tree: tuple[tuple[int, ...], list[int], int]) -> None:
    parents, counts, k = tree
    opened, shut = boxes.make_groups(parents, counts, k)
    assert all(group.count >= k for group in opened)
    assert all(0 < group.count < k for group in shut)


@given(TREES)
def test_nothing_is_left_that_could_join(tree: tuple[tuple[int, ...], list[int], int]) -> None:
    parents, counts, k = tree
    _, shut = boxes.make_groups(parents, counts, k)
    assert len(shut) <= 1
    assert all(0 in group.tags for group in shut)


@given(TREES)
def test_a_tag_with_k_of_its_own_never_joins_its_parent(tree: tuple[tuple[int, ...], list[int], int]) -> None:
    parents, counts, k = tree
    opened, _ = boxes.make_groups(parents, counts, k)
    for group in opened:
        top = min(group.tags)
        assert all(counts[tag] < k for tag in group.tags if tag != top)
        assert all(top in descent(parents, tag) for tag in group.tags)


@given(HEADS)
def test_of_one_key_the_highest_seq_counts_and_of_equals_the_smaller_hash(heads: list[Head]) -> None:
    kept = counted(heads)
    assert len({one.key for one in kept}) == len(kept)
    for one in {each.key for each in heads}:
        own = [each for each in heads if each.key == one]
        last = [each for each in own if each.seq == max(each.seq for each in own)]
        best = min(last, key=lambda each: each.digest)
        assert [each for each in kept if each.key == one] == ([] if best.withdraws else [best])


@given(HEADS, st.randoms(use_true_random=False))
def test_the_set_does_not_depend_on_the_order_of_the_book(heads: list[Head], source: object) -> None:
    mixed = list(heads)
    source.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert counted(mixed) == counted(heads)
    assert boxes.set_hash(bytes(32), mixed) == boxes.set_hash(bytes(32), heads)


@given(HEADS, HEADS)
def test_two_sets_have_one_hash_only_if_they_are_one(heads: list[Head], others: list[Head]) -> None:
    same = {one.digest for one in heads} == {one.digest for one in others}
    assert (boxes.set_hash(bytes(32), heads) == boxes.set_hash(bytes(32), others)) == same


def test_a_definition_changed_afterwards_is_not_the_one_that_names_the_box() -> None:
    identity = boxes.box_id(definition())
    assert read_definition(definition(), identity).box_id == identity
    for change in ({"k": 6}, {"signing_ends": 1}, {"questions": [question("pay", 4)]}, {"quorum": 1}):
        assert outcome(lambda: read_definition(definition(**change), identity))[0] == "definition_changed"  # noqa: B023 - called at once


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"k":5', b'"k":5,"k":500', "document_not_canonical"),
        (b'"k":5', b'"k":500,"k":5', "document_not_canonical"),
        (b'"k":5', b'"k":NaN', "document_not_json"),
        (b'"k":5', b'"k":Infinity', "document_not_json"),
        (b'"k":5', b'"k":1e1', "document_not_canonical"),
        (b'"k":5', b'"k":10000000000', "document_field"),
        (b'"k":5', b'"k":"5"', "document_field"),
        (b'"k":5', b'"k":true', "document_field"),
    ],
)
def test_a_definition_has_one_form(old: bytes, new: bytes, reason: str) -> None:
    data = encode(definition())
    assert data.count(old) == 1
    assert outcome(lambda: read_definition(decode(data.replace(old, new))))[0] == reason


def test_a_number_that_python_holds_and_a_document_does_not_is_refused() -> None:
    for value in (float("nan"), float("inf"), 5.0, None, b"5"):
        assert outcome(lambda: read_definition(definition(k=value)))[0] == "document_field"  # noqa: B023 - called at once


def test_ten_gigabytes_announced_are_never_taken() -> None:
    ten = 10**10
    found = read_definition(definition("vote"))
    heads = [head(f"voter {number}") for number in range(9)]
    count = boxes.count_box(found, heads)
    request = boxes.opening_request_document(found, count, (ten, bytes(32)), 9, 9, 9)
    assert boxes.check_opening_request(request, found, count)["size"] == ten
    huge = {**request, "groups": [{"tags": [0], "count": ten}]}
    assert outcome(lambda: boxes.check_opening_request(huge, found, count))[0] == "group_counts_wrong"
    assert outcome(lambda: read({**request, "size": 2**53}, OPENING_REQUEST))[0] == "document_field"
    part = {"v": 1, "kind": "part", "box": b64(bytes(32)), "request": b64(bytes(32)), "keyholder": 1}
    large = signed(secret("Ana"), "part", {**part, "groups": ["A" * 2**21]})
    keys = {1: public_key(secret("Ana"))}
    assert outcome(lambda: boxes.read_part(large, bytes(32), bytes(32), keys))[0] == "size_wrong"


@given(st.integers(0, 20), st.integers(0, 20))
def test_no_opening_below_k_or_below_the_quorum(envelopes: int, quorum: int) -> None:
    found = read_definition(definition("vote", quorum=quorum))
    heads = [head(f"voter {number}") for number in range(envelopes)]
    reason, count = outcome(lambda: boxes.count_box(found, heads))
    assert reason == ("ok" if envelopes >= max(5, quorum) else "below_k")
    if count:
        assert count.groups == (Group((0,), envelopes),)


def test_two_bodies_with_one_seq_give_one_vote_the_smaller_hash() -> None:
    found = read_definition(definition("vote"))
    heads = [head(f"voter {number}") for number in range(5)]
    twin = Head(bytes(32), heads[0].key, 0, 0, withdraws=False)
    count = boxes.count_box(found, [*heads, twin])
    assert twin in count.heads
    assert heads[0] not in count.heads


@pytest.mark.parametrize(
    "questions",
    [
        [question(f"q{number}", 63) for number in range(63)],
        [question(f"q{number}", 64, most=64) for number in range(64)],
    ],
    ids=["more sums than a part can hold", "an envelope above a megabyte"],
)
def test_a_definition_whose_opening_could_not_be_recorded_is_refused(questions: list[Document]) -> None:
    tags = [TOP, STATE] if questions[0]["most"] == 1 else [TOP]
    assert outcome(lambda: read_definition(definition(tags=tags, questions=questions)))[0] == "rule_impossible"


def test_the_largest_part_that_a_definition_allows_fits_into_an_entry() -> None:
    sums, tags = 40, boxes.SUMS_MOST // 40
    part = boxes.part_document(secret("Ana"), bytes(32), bytes(32), 25, [bytes(96 * sums)] * tags)
    assert len(entry_bytes(part)) <= ENTRY_BYTES


def small_and_large(options: int, *, people: int) -> str:
    """Return what becomes of a question with so many options where the second workplace has so many people."""
    entries = whole(staff(21), staff(people, HILL))
    sizes = {b64(workplace_id(HARBOR)): 21} | ({b64(workplace_id(HILL)): people} if people else {})
    tags = [Tag("all", "", 0, 0), *(Tag("workplace", of, 0, members) for of, members in sorted(sizes.items()))]
    found = read_definition(definition(tags=tags, k=5, questions=[question("pay", options)]))
    return outcome(lambda: boxes.check_against_list(found, reader_of(entries)))[0]


def test_a_group_of_under_twenty_allows_five_options_and_no_more() -> None:
    assert small_and_large(5, people=19) == "ok"
    assert small_and_large(6, people=19) == "rule_impossible"


def test_an_empty_top_does_not_count_as_a_small_group() -> None:
    assert small_and_large(24, people=0) == "ok"


def test_an_employer_is_named_by_a_salted_hash_and_a_state_plainly() -> None:
    assert boxes.tag_of(bytes(32), "state", "NY") == "NY"
    assert boxes.tag_of(bytes(32), "employer", "Peers United") != boxes.tag_of(b"1" * 32, "employer", "Peers United")
    assert "Peers" not in boxes.tag_of(bytes(32), "employer", "Peers United")


def test_a_promise_is_the_hosts_word_and_nobody_elses() -> None:
    promise = boxes.promise_document(secret("host"), bytes(32), bytes(32), 7)
    assert boxes.read_promise(promise, public_key(secret("host")))["tick"] == 7
    with pytest.raises(Refused):
        boxes.read_promise(promise, public_key(secret("Ana")))
