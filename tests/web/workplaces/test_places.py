"""Adding, finding and confirming workplaces, and who sees which."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web import network, start
from tests.web.network import NotDone, browser_of, member_of
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from undersign.protocol import vouches
from undersign.protocol.encoding import b64
from undersign.web.people import access as people_access
from undersign.web.people import actions as people_actions
from undersign.web.record import access as record
from undersign.web.workplaces import access, names
from undersign.web.workplaces.models import Note, Workplace

PAGES = ("", "/same", "/write")


def test_in_the_record_stands_only_a_number(cast: Network) -> None:
    entries = b"".join(bytes(leaf.entry) for leaf in record.leaves("members", 0, record.book("members").size))
    assert b64(cast.harbor).encode() in entries
    for word in (b"Harbor", b"Hill", b"Albany"):
        assert word not in entries


def test_a_place_is_ours_once_two_vouch_for_our_job_there(cast: Network) -> None:
    assert [each.name for each in access.mine(member_of(cast.ana))] == ["Harbor House"]
    assert [each.name for each in access.mine(member_of(cast.dee))] == ["Hill Street"]
    assert access.mine(member_of(cast.gil)) == []
    cast.ana.vouch(cast.fay.key, cast.hill)
    cast.bo.vouch(cast.fay.key, cast.harbor)
    assert access.mine(member_of(cast.fay)) == []
    cast.dee.vouch(cast.fay.key, cast.hill)
    assert [each.name for each in access.mine(member_of(cast.fay))] == ["Hill Street"]


@pytest.mark.parametrize("more", PAGES)
def test_coworkers_see_a_place_and_others_find_no_page(cast: Network, more: str) -> None:
    assert places.page(cast.ana, cast.harbor, more)[0] == 200
    for other in (cast.dee, cast.gil):
        assert places.page(other, cast.harbor, more)[0] == 404
    assert places.page(cast.ana, cast.hill, more)[0] == 404


def test_the_page_names_coworkers_and_nobody_else(cast: Network) -> None:
    shown = places.page(cast.ana, cast.harbor)[1]
    assert all(name in shown for name in ("Ana", "Bo", "Chi"))
    assert not any(f">{name}<" in shown for name in ("Dee", "Eve", "Gil"))


def test_who_left_is_not_on_the_page(cast: Network) -> None:
    people_actions.write(vouches.left_document(cast.chi.secret, start.ORIGIN, people_access.today()))
    assert [each.nickname for each in access.people_of(access.by_id(b64(cast.harbor)))] == ["Ana", "Bo"]


def test_no_page_for_the_public_has_the_name_of_a_place(cast: Network, visitor: Client) -> None:
    for path in ("/", "/who", "/record", "/sign-in", "/how-to-come-in", "/es/who", "/record/about.json"):
        answer = visitor.get(path)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, path
        assert not any(
            word in content for word in (b"Harbor House", b"Hill Street", b"Albany", b64(cast.harbor).encode())
        )


@pytest.mark.parametrize("path", ["", "/add", "/find?q=harbor", "/{id}", "/{id}/confirm", "/{id}/same", "/{id}/write"])
def test_the_public_is_sent_to_sign_in(cast: Network, visitor: Client, path: str) -> None:
    answer = visitor.get(f"/workplaces{path.format(id=b64(cast.harbor))}")
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer["Location"].startswith("/sign-in?next=")


def test_the_public_posts_nothing(cast: Network, visitor: Client) -> None:
    for path in ("added", f"{b64(cast.harbor)}/confirmed", f"{b64(cast.harbor)}/written"):
        answer = visitor.post(f"/workplaces/{path}", {}, content_type="application/json")
        assert answer.status_code == 401


def test_who_does_not_stand_any_more_finds_and_adds_nothing(cast: Network) -> None:
    late = network.let_in([cast.ana, cast.bo], network.phone("Late"), cast.harbor)
    assert browser_of(late).get("/workplaces/find?q=harbor").status_code == 200
    people_actions.write(
        vouches.taken_back_document(cast.bo.secret, start.ORIGIN, late.key, people_access.today()), member_of(cast.bo)
    )
    assert browser_of(late).get("/workplaces").status_code == 200
    assert browser_of(late).get("/workplaces/find?q=harbor").status_code == 404
    assert browser_of(late).get("/workplaces/add").status_code == 404
    assert places.page(late, cast.harbor)[0] == 404
    with pytest.raises(NotDone, match="vouch_missing"):
        places.add(late, "Third Place")
    assert not Workplace.objects.filter(name="Third Place").exists()


def test_members_find_places_by_a_part_of_their_name(cast: Network) -> None:
    for asked, found in (("harb", True), ("HOUSE", True), ("hill serv", True), ("nowhere", False)):
        page = browser_of(cast.gil).get("/workplaces/find", {"q": asked}).content.decode()
        assert ("Harbor House" in page) is found


def test_similar_places_are_shown_before_one_is_added(cast: Network) -> None:
    typed = {"name": "Harbour-House Center", "employer": "Hill Services", "state": "NY", "kind": "private"}
    page = browser_of(cast.dee).post("/workplaces/add", typed).content.decode()
    assert "Harbor House, Hill Services Inc." in page
    assert 'data-name="Harbour-House Center"' in page
    other = browser_of(cast.dee).post("/workplaces/add", {**typed, "name": "Lakeside", "employer": "Lake Inc"})
    assert "Harbor House" not in other.content.decode()
    assert Workplace.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 101), ("name", "a\u200bb"), ("state", "ZZ"), ("kind", "boss")]
)
def test_a_wrong_field_comes_back_with_what_was_typed(cast: Network, field: str, value: str) -> None:
    typed = {"name": "Lakeside", "employer": "Lake Inc", "state": "NY", "kind": "private"} | {field: value}
    page = browser_of(cast.dee).post("/workplaces/add", typed).content.decode()
    assert 'class="error"' in page
    assert "Lake Inc" in page


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Centro de Apoyo M\u00e9dico", "centro de apoyo medico"),
        ("Hill Services, Inc.", "HILL SERVICES"),
        ("St. Mary\u2019s Centre", "St Marys Center"),
        ("House Harbor", "Harbor House"),
    ],
)
def test_spelling_alone_makes_no_other_place(one: str, other: str) -> None:
    assert names.normalised(one) == names.normalised(other)


def test_the_same_place_is_not_added_twice(cast: Network) -> None:
    with pytest.raises(NotDone, match="there_already"):
        places.add(cast.dee, "The Harbor-House", "Hill Services")
    assert Workplace.objects.count() == 2
    places.add(cast.dee, state="OH")


@pytest.mark.parametrize("wrong", [{"name": " Harbor"}, {"state": "Nowhere"}, {"name": ""}])
def test_a_device_that_skips_the_form_is_refused(cast: Network, wrong: dict[str, str]) -> None:
    with pytest.raises(NotDone, match="document_field"):
        places.add(cast.dee, **{"name": "Lakeside", "employer": "Lake Inc", "state": "NY", **wrong})


def test_a_word_about_another_place_is_refused(cast: Network) -> None:
    entry = {"v": 1, "kind": "workplace", "salt": b64(bytes(32)), "name": "Lakeside", "employer": "Lake", "state": "NY"}
    word = vouches.workplace_hash_document(cast.ana.secret, start.ORIGIN, cast.hill, people_access.today())
    with pytest.raises(NotDone, match="document_field"):
        cast.ana.web.post("/workplaces/added", {"kind": "private", "entry": entry, "word": word})
    before = record.book("members").size
    with pytest.raises(NotDone, match="bad_body"):
        cast.ana.web.post("/workplaces/added", {"kind": "private", "word": word})
    assert record.book("members").size == before


def test_a_second_member_confirms(cast: Network) -> None:
    assert [each.name for each in access.unconfirmed(member_of(cast.ana))] == ["Hill Street"]
    assert "one member has named this place" in places.page(cast.ana, cast.harbor)[1]
    with pytest.raises(NotDone, match="own_workplace"):
        places.confirm(cast.ana, cast.harbor)
    with pytest.raises(NotDone, match="not_found"):
        places.confirm(cast.gil, cast.harbor)
    places.confirm(cast.dee, cast.harbor)
    assert "Two members have named this place" in places.page(cast.ana, cast.harbor)[1]
    with pytest.raises(NotDone, match="confirmed_already"):
        places.confirm(cast.eve, cast.harbor)


def test_a_browser_that_cannot_check_the_people_has_a_sentence_of_its_own(cast: Network) -> None:
    page = places.page(cast.ana, cast.harbor)[1]
    said = page.split('data-say="unable"')[1].split("</p>")[0]
    assert "Your browser could not do the check. Nothing was found out." in said


def test_what_a_phone_needs_to_check_a_name_stands_on_the_page(cast: Network) -> None:
    page = places.page(cast.dee, cast.harbor, "/confirm")[1]
    salt = b64(bytes(Workplace.objects.get(id_hash=cast.harbor).salt))
    named = {"name": "Harbor House", "employer": "Hill Services Inc.", "state": "NY"}
    assert all(
        f'data-{name}="{value}"' in page for name, value in {"salt": salt, "id": b64(cast.harbor), **named}.items()
    )
    assert vouches.workplace_id({"v": 1, "kind": "workplace", "salt": salt, **named}) == cast.harbor


def test_name_and_number_are_shown_together_only_until_a_place_is_confirmed(cast: Network) -> None:
    """The members' book says which keys work at which number: who has name and number has the list."""
    place = places.add(cast.fay, "Lakeside", "Lake Inc")
    salt, waits = b64(bytes(Workplace.objects.get(id_hash=place).salt)), "/confirm"
    assert salt in places.page(cast.dee, place, waits)[1]
    assert places.page(cast.gil, place, waits)[0] == 404  # does not stand, so may not confirm it
    places.confirm(cast.ana, place)
    for who in (cast.dee, cast.eve, cast.bo, cast.gil):
        status, text = places.page(who, place, waits)
        assert (status, "Lakeside" in text, salt in text) == (404, False, False)
    for who in (cast.fay, cast.ana):
        assert "Lakeside" in places.page(who, place, waits)[1]
    places.confirm(cast.fay, cast.harbor)
    assert [places.page(who, cast.harbor, waits)[0] for who in (cast.bo, cast.dee)] == [200, 404]


def test_no_list_of_names_says_a_number(cast: Network) -> None:
    for place in (cast.harbor, cast.hill):
        places.confirm(cast.fay, place)
    typed = {"name": "Harbour-House", "employer": "Hill Services", "state": "NY", "kind": "private"}
    browser = browser_of(cast.dee)
    answers = [browser.get(f"/workplaces{path}") for path in ("", "/find?q=h", "/add")]
    answers += [browser.post("/workplaces/add", typed), browser.get(f"/workplaces/{b64(cast.hill)}/same?q=h")]
    pages = [each.content.decode() for each in answers]
    assert any("Harbor House" in page for page in pages)
    salts = [b64(bytes(each.salt)) for each in Workplace.objects.all()]
    assert not any(secret in page for page in pages for secret in (b64(cast.harbor), *salts))


def test_who_added_or_confirmed_a_place_may_be_the_first_to_let_people_in(cast: Network) -> None:
    place = places.add(cast.fay, "Lakeside", "Lake Inc")
    places.confirm(cast.ana, place)
    assert people_access.places(member_of(cast.fay)) == [place]
    assert people_access.places(member_of(cast.ana)) == [cast.harbor, place]
    assert place not in people_access.places(member_of(cast.dee))


def test_other_pages_are_told_what_a_place_is_called(cast: Network) -> None:
    member = member_of(cast.gil)
    assert people_access.place_name(cast.harbor, member) == "Harbor House, Hill Services Inc."
    assert people_access.place_name(bytes(32), member) == ""


def test_a_member_takes_along_what_is_held_about_them(cast: Network) -> None:
    places.note(cast.ana, cast.harbor, "The break room is cold.")
    held = access.about_me(member_of(cast.ana))
    assert [each["name"] for each in held["workplaces"]] == ["Harbor House"]  # type: ignore[attr-defined]  # a list
    assert [each["text"] for each in held["notes"]] == ["The break room is cold."]  # type: ignore[attr-defined]  # the same


def test_what_a_member_confirmed_and_reported_is_in_their_file(cast: Network) -> None:
    places.confirm(cast.bo, cast.harbor)
    written = places.note(cast.ana, cast.harbor, "The break room is cold.")
    note = Note.objects.get()
    assert browser_of(cast.bo).post(f"/workplaces/notes/{note.pk}/report", {"why": "harm"}).status_code == 302
    places.propose(cast.dee, cast.hill, cast.harbor)
    held = browser_of(cast.bo).get("/me.json").json()["workplaces"]
    assert [each["name"] for each in held["workplaces_added"]] == ["Hill Street"]
    assert [each["name"] for each in held["workplaces_confirmed"]] == ["Harbor House"]
    assert held["reports"] == [{"note": written["hash"], "note_day": note.day, "why": "harm", "own": False}]
    assert held["merges_asked_for"] == []
    asked = browser_of(cast.dee).get("/me.json").json()["workplaces"]
    assert [each["name"] for each in asked["merges_asked_for"]] == ["Hill Street"]
    others = browser_of(cast.chi).get("/me.json").json()["workplaces"]
    assert (others["workplaces_confirmed"], others["reports"]) == ([], [])
