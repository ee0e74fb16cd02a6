"""Every page of workplaces and stewards, in both languages: easy to read, and nothing left in the other language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.promises.test_plain_words import NEVER
from tests.web import reading
from tests.web.network import Phone, browser_of, member_of
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from undersign.protocol.encoding import b64
from undersign.web import home
from undersign.web.stewards import access
from undersign.web.workplaces.models import Note

WEB = Path(home.__file__).parent
TYPED = {"name": "Harbor Home", "employer": "Hill Services", "state": "NY", "kind": "private"}


def pages_of(cast: Network) -> dict[str, Phone]:
    """Make something of everything; return each page, and who reads it."""
    places.note(cast.ana, cast.harbor, "The break room is cold.")
    places.note(cast.bo, cast.harbor, "The heating is fixed.")
    first, second = Note.objects.order_by("pk")
    browser_of(cast.bo).post(f"/workplaces/notes/{first.pk}/report", {"why": "harm"})
    places.propose(cast.dee, cast.hill, cast.harbor)
    harbor, hill = (f"/workplaces/{b64(place)}" for place in (cast.harbor, cast.hill))
    workplaces = {"/workplaces": cast.ana, "/workplaces/find?q=h": cast.ana, "/workplaces/add": cast.ana}
    one = {harbor: cast.ana, f"{harbor}/same": cast.ana, f"{hill}/same": cast.dee, f"{harbor}/write": cast.ana}
    more = {f"{harbor}/confirm": cast.dee, f"/workplaces/notes/{second.pk}/report": cast.ana}
    stewards = dict.fromkeys(
        ["/steward", "/steward/reports", f"/steward/reports/{first.pk}", "/steward/host"], cast.chi
    )
    looks = {f"/steward/people/{member_of(cast.dee).pk}": cast.chi, "/me/looks": cast.dee, "/who": cast.dee}
    return {**workplaces, **one, **more, **stewards, **looks}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_can_be_read_by_most(steered: Network, language: str) -> None:
    prefix = "" if language == "en" else "/es"
    for path, reader in pages_of(steered).items():
        answer = browser_of(reader).get(prefix + path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert not NEVER.search(reading.sentences(page)), path
        reading.check(page, language)


@pytest.mark.usefixtures("steered")
def test_the_first_page_names_the_stewards_without_asking_each_time(
    visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    access.nicknames_in.cache_clear()
    assert "Made-up steward" in visitor.get("/").content.decode()
    with django_assert_max_num_queries(1):  # a new minute may begin between
        for _ in range(5):
            visitor.get("/es/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_on_which_a_new_place_is_looked_at_can_be_read(steered: Network, language: str) -> None:
    prefix = "" if language == "en" else "/es"
    for typed in (TYPED, {**TYPED, "name": "Lakeside", "employer": "Lake"}, {}):
        page = browser_of(steered.dee).post(f"{prefix}/workplaces/add", typed).content.decode()
        reading.check(page, language)


def written(app: str) -> set[str]:
    """Return every sentence of an app that has a translation to be found."""
    found: set[str] = set()
    for path in (WEB / app).rglob("*.html"):
        text = path.read_text()
        found |= set(re.findall(r'{% translate "([^"]+)"', text))
        for block in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.DOTALL):
            found |= {_key(each) for each in re.split(r"{% plural %}", block)}
    for path in (WEB / app).glob("*.py"):
        found |= set(re.findall(r'\b(?:gettext|_)\("([^"]+)"\)', path.read_text()))
    return found


def _key(block: str) -> str:
    lines = " ".join(line.strip() for line in block.strip().splitlines())
    return re.sub(r"{{ ?(\w+) ?}}", r"%(\1)s", lines)


@pytest.mark.parametrize("app", ["workplaces", "stewards"])
def test_every_sentence_has_its_spanish_and_none_is_left_over(app: str) -> None:
    catalogue = (WEB / app / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text()
    spanish = set(re.findall(r'^msgid(?:_plural)? "(.+)"$', catalogue, re.MULTILINE))
    assert written(app) == spanish
    assert 'msgstr ""' not in catalogue.split("\n\n", 1)[1]
