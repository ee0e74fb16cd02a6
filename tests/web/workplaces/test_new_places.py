"""Places at which nobody works yet: who fills them, who speaks for them, and that nobody else sees into them."""

from __future__ import annotations

import pytest

from tests.web import reading, start
from tests.web.network import NotDone, Phone, browser_of, let_in, member_of, phone
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from tests.web.workplaces.test_merging import seen_by
from undersign.protocol import vouches
from undersign.web.people import access as people_access
from undersign.web.workplaces import access
from undersign.web.workplaces.models import Workplace

LAKE = ("Lake House", "City of Albany", "NY", "public")


def lake_of(cast: Network) -> bytes:
    """Return a new place, added by Dee and confirmed by Eve."""
    lake = places.add(cast.dee, *LAKE)
    places.confirm(cast.eve, lake)
    return lake


def may_let_in(who: Phone, place: bytes) -> bool:
    return place in access.may_let_in(member_of(who))


def waits_for(who: Phone) -> list[str]:
    return [each["nickname"] for each in who.web.get("/vouch/waiting")["people"]]


def place_of(identity: bytes) -> Workplace:
    return Workplace.objects.get(id_hash=identity)


# Who fills a new place


def test_who_began_a_place_lets_in_its_first_two_people_and_nobody_after(cast: Network) -> None:
    lake, ivy, jo = lake_of(cast), phone("Ivy"), phone("Jo")
    assert [may_let_in(each, lake) for each in (cast.dee, cast.eve, cast.ana)] == [True, True, False]
    ivy.join(cast.dee.invite(lake))
    assert waits_for(cast.eve) == ["Ivy"]
    for giver in (cast.dee, cast.eve):
        giver.vouch(ivy.key, lake)
    ivy.sign_in()
    jo.join(ivy.invite(lake))
    assert waits_for(cast.eve) == ["Jo"]  # or nobody could be the second
    for giver in (ivy, cast.eve):
        giver.vouch(jo.key, lake)
    late = phone("Kim")
    late.join(ivy.invite(lake))
    jo.sign_in()
    assert waits_for(jo) == ["Kim"]
    for began in (cast.dee, cast.eve):
        assert not may_let_in(began, lake)
        assert waits_for(began) == []
        with pytest.raises(NotDone, match="workplace"):
            began.invite(lake)


def test_who_no_longer_stands_lets_nobody_in_where_they_began(cast: Network) -> None:
    spy = let_in([cast.ana, cast.bo], phone("Spy"), cast.harbor)
    lake = places.add(cast.dee, *LAKE)
    places.confirm(spy, lake)
    phone("Ivy").join(cast.dee.invite(lake))
    assert waits_for(spy) == ["Ivy"]
    for giver in (cast.ana, cast.bo):
        word = vouches.taken_back_document(giver.secret, start.ORIGIN, spy.key, people_access.today())
        giver.web.post("/me/take-back", {"word": word})
    assert not may_let_in(spy, lake)
    assert waits_for(spy) == []
    assert access.spoken_for(member_of(spy)) == []


# Who speaks for a new place


def test_nobody_joins_an_empty_place_to_their_own_alone(cast: Network) -> None:
    lake = lake_of(cast)
    assert places.propose(cast.ana, lake, cast.harbor) == 404
    assert places.propose(cast.ana, cast.harbor, lake) == 302
    with pytest.raises(NotDone, match="merge_waits"):
        places.merge(cast.bo, cast.harbor, lake)
    assert place_of(cast.harbor).into is None
    cast.dee.invite(lake)
    assert places.form(cast.dee, lake, "turn-down", cast.harbor) == 302
    assert place_of(cast.harbor).wants is None


@pytest.mark.parametrize("who", ["dee", "eve"])
def test_who_added_or_confirmed_an_empty_place_speaks_for_it(cast: Network, who: str) -> None:
    lake, began = lake_of(cast), getattr(cast, who)
    places.join(cast.ana, began, cast.harbor, lake)
    assert place_of(cast.harbor).into == place_of(lake)
    assert seen_by(began, cast.harbor) is None
    places.part(began, cast.harbor, lake)
    assert place_of(cast.harbor).into is None


def test_who_began_an_empty_place_asks_and_the_people_of_the_other_answer(cast: Network) -> None:
    lake = lake_of(cast)
    places.join(cast.dee, cast.ana, lake, cast.harbor)
    assert place_of(lake).into == place_of(cast.harbor)


@pytest.mark.parametrize("turned", [False, True])
def test_what_was_joined_while_empty_parts_when_somebody_works_there(cast: Network, *, turned: bool) -> None:
    lake, ivy = lake_of(cast), phone("Ivy")
    ivy.join(cast.dee.invite(lake))
    pair = (cast.harbor, lake) if turned else (lake, cast.harbor)
    places.join(*((cast.ana, cast.dee) if turned else (cast.dee, cast.ana)), *pair)
    cast.dee.vouch(ivy.key, lake)
    assert place_of(pair[0]).into is not None
    cast.eve.vouch(ivy.key, lake)
    ivy.sign_in()
    assert place_of(pair[0]).into is None
    assert ">Ivy<" not in (seen_by(cast.ana, cast.harbor) or "")
    assert ">Ana<" not in (seen_by(ivy, lake) or "")
    assert ">Ivy<" in (seen_by(ivy, lake) or "")


def test_what_people_of_both_have_joined_stays_joined(cast: Network) -> None:
    places.join(cast.dee, cast.ana, cast.hill, cast.harbor)
    let_in([cast.dee, cast.eve], phone("Ivy"), cast.harbor)
    assert place_of(cast.hill).into == place_of(cast.harbor)


def test_who_began_a_place_speaks_no_more_once_somebody_works_there(cast: Network) -> None:
    lake, ivy = lake_of(cast), phone("Ivy")
    ivy.join(cast.dee.invite(lake))
    for giver in (cast.dee, cast.eve):
        giver.vouch(ivy.key, lake)
    ivy.sign_in()
    for act in (places.merge, places.part):
        with pytest.raises(NotDone, match="not_found"):
            act(cast.fay, lake, cast.harbor)
    assert places.propose(cast.ana, cast.harbor, lake) == 302
    for began in (cast.dee, cast.eve):
        with pytest.raises(NotDone, match="not_found"):
            places.merge(began, cast.harbor, lake)
        assert places.propose(began, lake, cast.hill) == 404
    places.merge(ivy, cast.harbor, lake)
    assert place_of(cast.harbor).into == place_of(lake)


def test_pages_of_an_empty_place_are_plain_and_for_who_began_it(cast: Network) -> None:
    lake = lake_of(cast)
    assert places.propose(cast.dee, lake, cast.harbor) == 302
    assert "Lake House" in browser_of(cast.dee).get("/workplaces").content.decode()
    for joined in (False, True):
        if joined:
            places.merge(cast.ana, lake, cast.harbor)
        status, page = places.page(cast.dee, lake, "/same")
        assert status == 200
        assert ("Part them again" in page) is joined
        assert not any(f">{name}<" in page for name in ("Ana", "Bo", "Chi"))
        reading.check(page, "en")
        spanish = browser_of(cast.dee).get(f"/es/workplaces/{place_of(lake).written}/same").content.decode()
        reading.check(spanish, "es")
    assert places.page(cast.dee, lake)[0] == 404
    assert places.page(cast.fay, lake, "/same")[0] == 404
    for prefix, language in (("", "en"), ("/es", "es")):
        reading.check(browser_of(cast.dee).get(f"{prefix}/workplaces").content.decode(), language)
