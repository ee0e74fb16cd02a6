"""My page: what is kept about a member, and taking a vouch back."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web import reading
from tests.web.network import PLACE, NotDone, Phone, browser_of, found, let_in, member_of, phone
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.web import home
from undersign.web.people import access
from undersign.web.people.models import Vouch
from undersign.web.record import access as record


@pytest.fixture
def three(site: home.Home) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


def taken_back(giver: Phone, to: bytes) -> Document:
    return vouches.taken_back_document(giver.secret, giver.site.origin, to, giver.site.day())


def page(who: Phone, path: str = "/me") -> str:
    shown = browser_of(who).get(path)
    assert shown.status_code == 200
    return shown.content.decode()


def test_it_shows_nickname_vouches_and_role(three: list[Phone]) -> None:
    dee = let_in(three, phone("Dee"))
    shown = page(dee)
    for each in ("Dee", "Ana, Bo", "peer worker"):
        assert each in shown
    assert "Dee" in page(three[0])
    assert "Dee" not in page(three[2])


def test_it_exists_in_spanish(three: list[Phone]) -> None:
    assert "Mi p\u00e1gina" in page(three[0], "/es/me")


def test_an_ally_is_called_family_or_friend(three: list[Phone]) -> None:
    assert "family or friend" in page(let_in(three, phone("Eli", "ally")))


def test_a_vouch_is_taken_back(three: list[Phone]) -> None:
    dee = let_in(three, phone("Dee"))
    three[0].web.post("/me/take-back", {"word": taken_back(three[0], dee.key)})
    assert not Vouch.objects.filter(giver=three[0].key, member=dee.key).exists()
    assert not access.is_member(member_of(dee))
    assert "fewer than two vouches" in page(dee)
    assert "Dee" not in page(three[0])


def test_the_page_says_what_follows_when_a_vouch_is_taken_back(three: list[Phone]) -> None:
    let_in(three, phone("Dee"))
    shown = " ".join(page(three[0]).split())
    assert "Dee can lose their place on new lists by this, and so can the people who count on Dee." in shown
    assert "Lists that are fixed stay as they are. The record keeps both of your words." in shown
    assert "Take back my vouch for Dee" in shown
    assert "Dee puede perder" in " ".join(page(three[0], "/es/me").split())
    assert "Take back my vouch" not in page(let_in(three, phone("Eli")))


def test_only_ones_own_vouch_is_taken_back(three: list[Phone]) -> None:
    dee = let_in(three, phone("Dee"))
    before = record.book("members").size
    with pytest.raises(NotDone):
        three[1].web.post("/me/take-back", {"word": taken_back(three[0], dee.key)})
    with pytest.raises(NotDone) as problem:
        three[2].web.post("/me/take-back", {"word": taken_back(three[2], dee.key)})
    assert problem.value.error == "vouch_missing"
    assert record.book("members").size == before
    assert access.is_member(member_of(dee))


def test_another_word_takes_nothing_back(three: list[Phone]) -> None:
    word = vouches.left_document(three[0].secret, three[0].site.origin, three[0].site.day())
    with pytest.raises(NotDone):
        three[0].web.post("/me/take-back", {"word": word})
    assert access.is_member(member_of(three[0]))


def test_everything_about_a_member_comes_in_one_file(three: list[Phone]) -> None:
    dee = let_in(three, phone("Dee"))
    answer = browser_of(dee).get("/me.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="me.json"'
    account = answer.json()["account"]
    assert (account["nickname"], account["employer"], account["supervisor"]) == ("Dee", "private", False)
    assert account["keys"] == [b64(dee.key)]
    assert {each["from"] for each in account["vouches"]} == {b64(each.key) for each in three[:2]}
    assert {each["workplace"] for each in account["vouches"]} == {b64(PLACE)}
    assert "workplaces" in answer.json()


def test_the_file_holds_nobody_elses_vouches(three: list[Phone]) -> None:
    let_in(three, phone("Dee"))
    account = browser_of(three[2]).get("/me.json").json()["account"]
    assert all(b64(three[2].key) in (each["from"], each["to"]) for each in account["vouches"])
    assert len(account["vouches"]) == 4


@pytest.mark.parametrize("path", ["/me", "/me.json", "/me/words", "/leave", "/lost", "/lost/1"])
def test_nobody_else_sees_these_pages(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/me/take-back", "/me/stop-move", "/leave", "/lost", "/lost/1"])
def test_nobody_else_writes_there(visitor: Client, path: str) -> None:
    refused = visitor.post(path, {"word": {}}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]) == (401, "sign_in")


def test_the_words_never_come_from_the_site(three: list[Phone]) -> None:
    shown = page(three[0], "/me/words")
    assert shown.split('<ol class="words" id="words">')[1].split("</ol>")[0].strip() == ""
    assert "so it asks for your words again" in shown
    assert "You typed your words" not in shown


@pytest.mark.parametrize("path", ["/sign-in", "/come-back", "/me", "/me/words", "/leave", "/lost"])
def test_every_page_is_plain_in_both_languages(three: list[Phone], path: str) -> None:
    dee = let_in(three, phone("Dee"))
    for each in (dee, three[0]):
        reading.check(page(each, path), "en")
        reading.check(page(each, f"/es{path}"), "es")
