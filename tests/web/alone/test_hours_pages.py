"""The pages of My hours: the same for everybody, in both languages, and listed whole for the phone that keeps them."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest
from django.test import Client

from tests.web import reading
from tests.web.network import browser_of, found
from tests.web.weight import files as loaded
from undersign.web import client
from undersign.web.alone.hours import views

LANGUAGES = [("en", ""), ("es", "/es")]
ADDRESSES = list(views.PAGES.values())
CODE = re.compile(r'"([a-z]+(?:_[a-z]+)*)"')
SENTENCE = re.compile(r'data-reason="([a-z_]+)"')
NO_REASONS = {"in_if_incidental", "start_fold", "end_fold", "by_peer"}  # what codes of other things look like
MADE_UP = "9f3a"  # a part of an address that somebody made up


def seen(visitor: Client, path: str) -> str:
    """Return a page that is there."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def listing(visitor: Client, prefix: str = "") -> dict[str, str]:
    """Return the files that a phone is to keep: the hash of each, by address."""
    said = json.loads(seen(visitor, f"{prefix}/hours/files.json"))
    assert re.fullmatch("[0-9a-f]{16}", said["version"])
    return {each["address"]: each["hash"] for each in said["files"]}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("language", "prefix"), LANGUAGES)
def test_a_page_is_there_in_both_languages(visitor: Client, address: str, language: str, prefix: str) -> None:
    page = seen(visitor, f"{prefix}/{address}")
    assert f'<html lang="{language}">' in page
    assert f'data-scope="{prefix}/hours"' in page
    reading.check(page, language)


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_signed_in_gets_the_same_page_as_anybody(visitor: Client, address: str) -> None:
    member = browser_of(found()[0])
    assert "site/lock.js" in seen(member, "/")
    assert seen(member, f"/{address}") == seen(visitor, f"/{address}?{MADE_UP}")
    assert MADE_UP not in seen(visitor, f"/{address}?{MADE_UP}")


def test_no_cookie_is_set(visitor: Client) -> None:
    for path in [*(f"/{address}" for address in ADDRESSES), "/hours/files.json", "/hours-worker.js"]:
        assert not visitor.get(path).cookies


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES)
def test_the_list_names_every_page_and_all_that_it_comes_to_load(visitor: Client, language: str, prefix: str) -> None:
    listed = listing(visitor, prefix)
    pages = {f"{prefix}/{address}": seen(visitor, f"{prefix}/{address}") for address in ADDRESSES}
    wanted = {client.prefix() + path for page in pages.values() for path in loaded(page, views.RARE)}
    assert set(listed) == {*pages, *wanted, f"{prefix}/hours/duties.json"}, language
    for address, page in pages.items():
        assert listed[address] == sha256(page.encode()).hexdigest()
    for address in wanted:
        assert listed[address] == client.files()[address.removeprefix(client.prefix())].hex()


def test_another_text_makes_another_version(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = json.loads(seen(visitor, "/hours/files.json"))["version"]
    assert json.loads(seen(visitor, "/hours/files.json"))["version"] == before
    monkeypatch.setattr(views, "LENGTHS", (5,))
    assert json.loads(seen(visitor, "/hours/files.json"))["version"] != before


def test_each_language_has_its_own_pages_and_tasks(visitor: Client) -> None:
    assert {path for path in listing(visitor, "/es") if path.startswith("/es/")} >= {"/es/hours", "/es/hours/log"}
    assert not [path for path in listing(visitor) if path.startswith("/es/")]
    english, spanish = (json.loads(seen(visitor, f"{each}/hours/duties.json"))["duties"] for each in ("", "/es"))
    assert [each["id"] for each in english] == [each["id"] for each in spanish]
    assert not {each["name"] for each in english} & {each["name"] for each in spanish}
    assert {each["inferred"] for each in english} == {True, False}


def test_the_worker_is_the_file_that_the_record_names_at_an_address_above_the_pages(visitor: Client) -> None:
    for prefix in ("", "/es"):
        answer = visitor.get(f"{prefix}/hours-worker.js")
        assert sha256(answer.content).digest() == client.files()[views.WORKER]
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("prefix", "name"), [("", "Hours"), ("/es", "Horas")])
def test_the_manifest_has_a_neutral_name_and_the_pages_colours(visitor: Client, prefix: str, name: str) -> None:
    said = json.loads(seen(visitor, f"{prefix}/hours/app.webmanifest"))
    assert (said["name"], said["short_name"]) == (name, name)
    assert "ndersign" not in json.dumps({**said, "icons": []})
    assert said["start_url"] == said["scope"] == f"{prefix}/hours"
    assert said["display"] == "standalone"
    look = (client.SERVED / "look/tokens.css").read_text()
    assert f"--paper: {said['background_color']};" in look[: look.index("@media")]
    for icon in said["icons"]:
        assert icon["src"].removeprefix(client.prefix()) in client.files()


def test_every_reason_to_refuse_has_its_sentence(visitor: Client) -> None:
    named = {code for path in (client.FOLDER / "hours").glob("*.js") for code in CODE.findall(path.read_text())}
    said = set(SENTENCE.findall(seen(visitor, "/hours/keep")))
    assert said >= {"overlaps", "no_storage", "passphrase_wrong"}
    assert {code for code in named if "_" in code} - said <= NO_REASONS
    assert said <= named
    of_entries = set(SENTENCE.findall(seen(visitor, "/hours")))
    assert of_entries >= {"overlaps", "no_storage", "time_twice", "not_kept", "no_network", "other"}


def test_without_scripts_a_page_says_why_it_needs_them_and_offers_paper(visitor: Client) -> None:
    page = seen(visitor, "/hours")
    inside = page[page.index("<noscript>") : page.index("</noscript>")]
    assert "leaves your phone" in inside
    assert 'href="/hours/log"' in inside
    log = seen(visitor, "/hours/log")
    assert log[log.rindex("<noscript>") : log.rindex("</noscript>")].count('<th scope="row">') == 31
