"""Two names for one place: proposed by name, joined once somebody of the other place agrees, and parted again."""

from __future__ import annotations

import pytest

from tests.web.network import NotDone, Phone, browser_of, member_of
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from undersign.protocol.encoding import b64
from undersign.web.record import access as record
from undersign.web.workplaces import access
from undersign.web.workplaces.models import Workplace


def seen_by(who: Phone, place: bytes, more: str = "") -> str | None:
    """Return what somebody reads on the page of a place, or None if they find no page."""
    status, text = places.page(who, place, more)
    return text if status == 200 else None


def test_one_side_alone_does_not_merge_its_way_in(cast: Network) -> None:
    assert places.propose(cast.dee, cast.hill, cast.harbor) == 302
    assert seen_by(cast.dee, cast.harbor) is None
    for who in (cast.dee, cast.eve):
        with pytest.raises(NotDone, match="merge_waits"):
            places.merge(who, cast.hill, cast.harbor)
    assert "waits for a person from each" in (seen_by(cast.ana, cast.harbor) or "")


def test_a_proposal_is_made_by_name_and_no_number_is_given(cast: Network) -> None:
    """The members' book says which keys work at which number, so a name must not lead to the number."""
    size = record.book("members").size
    for page in (seen_by(cast.dee, cast.hill, "/same?q=harbor"), seen_by(cast.dee, cast.hill, "/same")):
        assert b64(cast.harbor) not in (page or "")
    assert "Same as Harbor House" in (seen_by(cast.dee, cast.hill, "/same?q=harbor") or "")
    places.propose(cast.dee, cast.hill, cast.harbor)
    waiting = seen_by(cast.dee, cast.hill, "/same") or ""
    assert "the same place as Harbor House" in waiting
    assert b64(cast.harbor) not in waiting
    assert record.book("members").size == size


def test_numbers_are_not_tried_out_against_a_proposal(cast: Network) -> None:
    other = places.add(cast.fay, "Lakeside", "Lake Inc")
    places.propose(cast.dee, cast.hill, cast.harbor)
    said = set()
    for tried in (cast.harbor, other):
        with pytest.raises(NotDone) as caught:
            places.merge(cast.dee, cast.hill, tried)
        said.add(str(caught.value))
    assert len(said) == 1


def test_nothing_is_joined_that_nobody_proposed(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    for place, into in ((twice, cast.harbor), (cast.harbor, cast.hill), (cast.hill, cast.harbor)):
        with pytest.raises(NotDone, match="merge_waits"):
            places.merge(cast.bo, place, into)


def test_people_of_both_places_join_them(cast: Network) -> None:
    places.join(cast.dee, cast.ana, cast.hill, cast.harbor)
    for who in (cast.ana, cast.dee):
        for place in (cast.harbor, cast.hill):
            page = seen_by(who, place) or ""
            assert all(f">{name}<" in page for name in ("Ana", "Bo", "Chi", "Dee", "Eve"))
    assert [each.name for each in access.mine(member_of(cast.dee))] == ["Harbor House"]


def test_who_added_a_place_twice_joins_the_two(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    assert b64(twice) not in (seen_by(cast.bo, cast.harbor, "/same") or "")
    places.propose(cast.bo, cast.harbor, twice)
    assert "You speak for both" not in (seen_by(cast.bo, cast.harbor, "/same") or "")
    shown = seen_by(cast.ana, cast.harbor, "/same") or ""
    assert "You speak for both" in shown
    assert f'data-into="{b64(twice)}"' in shown
    with pytest.raises(NotDone, match="merge_waits"):
        places.merge(cast.bo, cast.harbor, twice)
    places.merge(cast.ana, cast.harbor, twice)
    assert Workplace.objects.get(id_hash=cast.harbor).into == Workplace.objects.get(id_hash=twice)
    assert [each.name for each in access.mine(member_of(cast.chi))] == ["Harbor Home"]


def test_vouches_for_two_names_of_one_place_count_together(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    places.join(cast.ana, cast.ana, cast.harbor, twice)
    cast.ana.vouch(cast.fay.key, cast.harbor)
    cast.bo.vouch(cast.fay.key, twice)
    assert [each.name for each in access.mine(member_of(cast.fay))] == ["Harbor Home"]
    assert ">Fay<" in (seen_by(cast.chi, cast.harbor) or "")
    places.part(cast.bo, cast.harbor, twice)
    assert access.mine(member_of(cast.fay)) == []


def test_either_side_parts_them_again(cast: Network) -> None:
    places.join(cast.dee, cast.ana, cast.hill, cast.harbor)
    places.part(cast.eve, cast.hill, cast.harbor)
    assert seen_by(cast.dee, cast.harbor) is None
    assert seen_by(cast.dee, cast.hill) is not None
    with pytest.raises(NotDone, match="parted_already"):
        places.part(cast.ana, cast.hill, cast.harbor)
    assert places.propose(cast.ana, cast.harbor, cast.hill) == 302
    assert seen_by(cast.dee, cast.harbor) is None


@pytest.mark.parametrize("own_side", [True, False])
def test_either_side_turns_a_proposal_down(cast: Network, *, own_side: bool) -> None:
    places.propose(cast.dee, cast.hill, cast.harbor)
    who, place, other = (cast.eve, cast.hill, cast.harbor) if own_side else (cast.chi, cast.harbor, cast.hill)
    size = record.book("members").size
    assert places.form(who, place, "turn-down", other) == 302
    assert Workplace.objects.get(id_hash=cast.hill).wants is None
    assert record.book("members").size == size
    assert places.form(who, place, "turn-down", other) == 404
    with pytest.raises(NotDone, match="merge_waits"):
        places.merge(cast.ana, cast.hill, cast.harbor)


def test_chains_are_refused(cast: Network) -> None:
    first, second = places.add(cast.ana, "First Place", "Lake"), places.add(cast.ana, "Second Place", "Pond")
    places.join(cast.ana, cast.ana, cast.harbor, first)
    assert places.propose(cast.ana, cast.harbor, second) == 404  # the place is the first one now
    assert places.propose(cast.dee, cast.hill, cast.harbor) == 404
    assert places.propose(cast.dee, cast.hill, first) == 302
    assert places.propose(cast.ana, first, second) == 404


def test_places_in_two_states_are_not_the_same(cast: Network) -> None:
    away = places.add(cast.ana, "Harbor House", "Hill Services", "OH")
    assert places.propose(cast.ana, cast.harbor, away) == 404
    assert Workplace.objects.get(id_hash=cast.harbor).wants is None


def test_who_works_at_neither_joins_and_parts_nothing(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    for act in (places.merge, places.part):
        with pytest.raises(NotDone, match="not_found"):
            act(cast.dee, cast.harbor, twice)
    with pytest.raises(NotDone, match="not_found"):
        places.merge(cast.gil, cast.hill, cast.harbor)
    for who in (cast.dee, cast.gil, cast.fay):
        assert places.propose(who, cast.harbor, twice) == 404
        assert places.form(who, cast.harbor, "turn-down", twice) == 404


@pytest.mark.parametrize("fields", [{}, {"name": "Hill Street"}, {"name": "x" * 101, "employer": "y"}])
def test_a_name_that_nobody_has_proposes_nothing(cast: Network, fields: dict[str, str]) -> None:
    for act in ("propose", "turn-down"):
        assert browser_of(cast.ana).post(f"/workplaces/{b64(cast.harbor)}/{act}", fields).status_code == 404


def test_the_page_offers_places_with_a_name_like_it(cast: Network) -> None:
    places.add(cast.dee, "Harbor Home", "Hill Serv.")
    assert "Same as Harbor Home" in places.page(cast.ana, cast.harbor, "/same")[1]
    assert "Same as Hill Street" in places.page(cast.ana, cast.harbor, "/same?q=hill%20st")[1]
    places.propose(cast.dee, cast.hill, cast.harbor)
    assert "Yes, the same place" in places.page(cast.ana, cast.harbor, "/same")[1]
    assert "Somebody here says" in places.page(cast.eve, cast.hill, "/same")[1]
