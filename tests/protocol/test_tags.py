"""Tags by the counts of a list. Ways of being wrong, one file each: vectors/tags."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from undersign.protocol.tags import LEVELS, Place, check_levels, make_tags

PLACES = st.builds(
    Place,
    st.sampled_from([bytes([number]) * 32 for number in range(5)]),
    st.just(""),
    st.sampled_from(["", "Peers United", "Hope Inc"]),
    st.sampled_from(["", "NY", "VT"]),
)
PEOPLE = st.lists(PLACES, max_size=60).map(lambda found: {bytes([i]) * 32: place for i, place in enumerate(found)})
CHOSEN = st.sets(st.sampled_from(LEVELS[:-1])).map(lambda some: [level for level in LEVELS if level in {*some, "all"}])


@given(PEOPLE, CHOSEN, st.integers(5, 8))
def test_every_tag_below_the_top_has_at_least_2k_people(people: dict[bytes, Place], levels: list[str], k: int) -> None:
    tags, of = make_tags(people, levels, k)
    counts = Counter(of.values())
    assert [counts[number] for number in range(len(tags))] == [tag.members for tag in tags]
    assert all(tag.members >= 2 * k for tag in tags[1:])
    assert set(of) == set(people)


@given(PEOPLE, CHOSEN, st.integers(5, 8))
def test_nobody_is_left_with_fewer_than_2k_at_the_top(people: dict[bytes, Place], levels: list[str], k: int) -> None:
    tags, _ = make_tags(people, levels, k)
    assert len(tags) == 1 or tags[0].members == 0 or tags[0].members >= 2 * k


@given(PEOPLE, CHOSEN, st.integers(5, 8))
def test_everyone_is_in_the_group_that_their_tag_names(people: dict[bytes, Place], levels: list[str], k: int) -> None:
    tags, of = make_tags(people, levels, k)
    assert tags[0].level == "all"
    for member, number in of.items():
        at = number
        while at:
            assert people[member].at(tags[at].level) == tags[at].of
            assert LEVELS.index(tags[tags[at].parent].level) > LEVELS.index(tags[at].level)
            at = tags[at].parent


@given(PEOPLE, CHOSEN, st.integers(5, 8))
def test_no_group_of_2k_is_left_at_a_coarser_tag(people: dict[bytes, Place], levels: list[str], k: int) -> None:
    tags, of = make_tags(people, levels, k)
    for level in levels[:-1]:
        coarser = [m for m, number in of.items() if number and LEVELS.index(tags[number].level) > LEVELS.index(level)]
        left = Counter(people[member].at(level) for member in coarser if people[member].at(level))
        assert all(count < 2 * k for count in left.values())


@given(PEOPLE, CHOSEN, st.integers(5, 8), st.randoms(use_true_random=False))
def test_tags_do_not_depend_on_the_order_of_the_list(
    people: dict[bytes, Place], levels: list[str], k: int, source: random.Random
) -> None:
    again = dict(source.sample(sorted(people.items()), len(people)))
    assert make_tags(people, levels, k) == make_tags(again, levels, k)


@given(st.lists(st.sampled_from([*LEVELS, "city"]), max_size=5))
def test_levels_go_from_the_finest_to_all(levels: list[str]) -> None:
    fine = levels == [level for level in LEVELS if level in levels] and levels[-1:] == ["all"]
    assert outcome(lambda: check_levels(levels))[0] == ("ok" if fine else "rule_impossible")
