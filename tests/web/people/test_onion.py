"""A site with a second address, in Tor: people come in and sign in at either, and at no third one."""

from __future__ import annotations

import copy

import pytest
from django.test import Client

from tests.web import reading, start
from tests.web.network import PLACE, SITE, Browser, NotDone, Phone, found
from undersign.rehearsal.network import Place
from undersign.web import home

HOST = "u" * 56 + ".onion"
ONION = f"http://{HOST}"


@pytest.fixture
def three(site: home.Home, monkeypatch: pytest.MonkeyPatch) -> list[Phone]:  # noqa: ARG001 - there must be a record
    """Give the site an onion address, and found it at its first one."""
    both = copy.copy(start.HOME)
    both.__dict__["settings"] = {**start.HOME.settings, "onion": ONION}
    monkeypatch.setattr(home, "current", lambda: both)
    return found()


def phone(nickname: str, signs_for: str = ONION) -> Phone:
    """Return the phone of somebody who comes by Tor."""
    browser = Browser(Client(headers={"host": HOST, "origin": ONION}))
    return Phone(Place(start.ORIGIN, signs_for, SITE.day), browser, nickname)


def test_somebody_joins_and_signs_in_by_tor(three: list[Phone]) -> None:
    dee = phone("Dee")
    dee.join(three[0].invite(PLACE))
    assert dee.state() == "waiting"
    for each in three[:2]:
        each.vouch(dee.key, PLACE)
    dee.sign_in()
    assert dee.web.get("/me.json")["account"]["nickname"] == "Dee"


def test_a_sign_in_for_one_address_is_none_for_the_other(three: list[Phone]) -> None:
    ana = phone("Ana", signs_for=start.ADDRESS)
    ana.seed = three[0].seed
    with pytest.raises(NotDone) as problem:
        ana.sign_in()
    assert problem.value.error == "sign_in_other"


@pytest.mark.usefixtures("three")
def test_links_name_the_first_address_and_pages_know_both() -> None:
    page = Client(headers={"host": HOST}).get("/sign-in").content.decode()
    assert f'data-address="{ONION}"' in page
    assert f'data-addresses="{start.ADDRESS} {ONION}"' in page
    assert f'data-link-address="{start.ADDRESS}"' in page


@pytest.mark.usefixtures("three")
def test_one_address_is_another_site_for_the_other() -> None:
    browser = Client(headers={"host": HOST, "origin": start.ADDRESS})
    assert browser.post("/sign-in", {}, "application/json").json()["error"] == "other_origin"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("host", ["undersign.example", "localhost.undersign.example", HOST, "127.0.0.1", ""])
@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/es/sign-in", "es"), ("/record/checkpoint", "en")])
def test_nothing_is_shown_at_a_third(host: str, path: str, language: str) -> None:
    answer = Client(headers={"host": host}).get(path)
    assert answer.status_code == 421
    page = answer.content.decode()
    assert start.ADDRESS in page
    reading.check(page, language)
    assert Client(headers={"host": host}).post("/sign-in", {}, "application/json").json()["error"] == "other_address"
