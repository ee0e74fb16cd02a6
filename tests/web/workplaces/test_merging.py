"""Two names for one place: joined by people of both, and parted again."""

from __future__ import annotations

import pytest

from tests.web.network import NotDone, Phone, browser_of, member_of
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from undersign.web.workplaces import access
from undersign.web.workplaces.models import Workplace


def seen_by(who: Phone, place: bytes) -> str | None:
    """Return what somebody reads on the page of a place, or None if they find no page."""
    status, text = places.page(who, place)
    return text if status == 200 else None


def test_one_side_alone_does_not_merge_its_way_in(cast: Network) -> None:
    assert places.merge(cast.dee, cast.hill, cast.harbor) is False
    assert seen_by(cast.dee, cast.harbor) is None
    with pytest.raises(NotDone, match="merge_waits"):
        places.merge(cast.eve, cast.hill, cast.harbor)
    assert "waits for a person from each" in (seen_by(cast.ana, cast.harbor) or "")


def test_people_of_both_places_join_them(cast: Network) -> None:
    places.merge(cast.dee, cast.hill, cast.harbor)
    assert places.merge(cast.ana, cast.hill, cast.harbor) is True
    for who in (cast.ana, cast.dee):
        for place in (cast.harbor, cast.hill):
            page = seen_by(who, place) or ""
            assert all(f">{name}<" in page for name in ("Ana", "Bo", "Chi", "Dee", "Eve"))
    assert [each.name for each in access.mine(member_of(cast.dee))] == ["Harbor House"]


def test_who_added_a_place_twice_joins_the_two(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    assert places.merge(cast.ana, twice, cast.harbor) is True
    assert Workplace.objects.get(id_hash=twice).into == Workplace.objects.get(id_hash=cast.harbor)


def test_vouches_for_two_names_of_one_place_count_together(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    places.merge(cast.ana, twice, cast.harbor)
    cast.ana.vouch(cast.fay.key, cast.harbor)
    cast.bo.vouch(cast.fay.key, twice)
    assert [each.name for each in access.mine(member_of(cast.fay))] == ["Harbor House"]
    assert ">Fay<" in (seen_by(cast.chi, cast.harbor) or "")
    places.part(cast.bo, twice, cast.harbor)
    assert access.mine(member_of(cast.fay)) == []


def test_either_side_parts_them_again(cast: Network) -> None:
    places.merge(cast.dee, cast.hill, cast.harbor)
    places.merge(cast.ana, cast.hill, cast.harbor)
    places.part(cast.eve, cast.hill, cast.harbor)
    assert seen_by(cast.dee, cast.harbor) is None
    assert seen_by(cast.dee, cast.hill) is not None
    with pytest.raises(NotDone, match="parted_already"):
        places.part(cast.ana, cast.hill, cast.harbor)
    assert places.merge(cast.bo, cast.hill, cast.harbor) is False


def test_a_merge_that_waits_is_turned_down(cast: Network) -> None:
    places.merge(cast.dee, cast.hill, cast.harbor)
    places.part(cast.chi, cast.hill, cast.harbor)
    assert Workplace.objects.get(id_hash=cast.hill).wants is None


def test_chains_are_refused(cast: Network) -> None:
    first, second = places.add(cast.ana, "First Place", "Lake"), places.add(cast.ana, "Second Place", "Pond")
    assert places.merge(cast.ana, first, cast.harbor)
    with pytest.raises(NotDone, match="merged_already"):
        places.merge(cast.ana, cast.harbor, cast.hill)
    with pytest.raises(NotDone, match="merged_already"):
        places.merge(cast.ana, first, second)
    with pytest.raises(NotDone, match="merged_already"):
        places.merge(cast.ana, cast.harbor, first)
    assert places.merge(cast.ana, second, cast.harbor)


def test_places_in_two_states_are_not_the_same(cast: Network) -> None:
    away = places.add(cast.ana, "Harbor House", "Hill Services", "OH")
    with pytest.raises(NotDone, match="not_the_same"):
        places.merge(cast.ana, away, cast.harbor)


def test_who_works_at_neither_joins_and_parts_nothing(cast: Network) -> None:
    twice = places.add(cast.ana, "Harbor Home", "Hill Serv.")
    for act in (places.merge, places.part):
        with pytest.raises(NotDone, match="not_found"):
            act(cast.dee, twice, cast.harbor)
    with pytest.raises(NotDone, match="not_found"):
        places.merge(cast.gil, cast.hill, cast.harbor)


def test_the_page_offers_places_with_a_name_like_it(cast: Network) -> None:
    places.add(cast.dee, "Harbor Home", "Hill Serv.")
    assert "Same as Harbor Home" in places.page(cast.ana, cast.harbor, "/same")[1]
    found = browser_of(cast.ana).get(
        f"/workplaces/{Workplace.objects.get(id_hash=cast.harbor).written}/same", {"q": "hill st"}
    )
    assert "Same as Hill Street" in found.content.decode()
    places.merge(cast.dee, cast.hill, cast.harbor)
    assert "Yes, the same place" in places.page(cast.ana, cast.harbor, "/same")[1]
    assert "Somebody here says" in places.page(cast.eve, cast.hill, "/same")[1]
