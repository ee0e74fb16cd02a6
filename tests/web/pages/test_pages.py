"""The pages that need no account: short, plain, in both languages, and the same without scripts."""

from __future__ import annotations

import gzip
import html
import re

import pytest
from django.test import Client

from tests.web import reading
from undersign.web import client as served
from undersign.web import home
from undersign.web.pages import views

PAGES = ["", "how-to-come-in", "what-can-go-wrong"]
LANGUAGES = [("en", "/"), ("es", "/es/")]
FIRST_PAGE_WORDS = 150
FIRST_VIEW_BYTES = 15_000
LOOK_BYTES = 6_000


def page(visitor: Client, address: str) -> str:
    """Return a page that must be there."""
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "prefix"), LANGUAGES)
def test_a_page_is_there_in_both_languages(visitor: Client, name: str, language: str, prefix: str) -> None:
    found = page(visitor, prefix + name)
    assert f'<html lang="{language}">' in found
    reading.check(found, language)


@pytest.mark.parametrize("name", PAGES)
def test_each_language_leads_to_the_other(visitor: Client, name: str) -> None:
    assert f'href="/es/{name}"' in page(visitor, f"/{name}")
    assert f'href="/{name}"' in page(visitor, f"/es/{name}")


@pytest.mark.parametrize("prefix", ["/", "/es/"])
def test_the_first_page_has_under_150_words(visitor: Client, prefix: str) -> None:
    assert 20 < reading.words(page(visitor, prefix)) < FIRST_PAGE_WORDS


@pytest.mark.parametrize("prefix", ["/", "/es/"])
def test_the_first_page_names_who_runs_it(visitor: Client, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Somebody <{number}>" for number in range(7)]
    monkeypatch.setattr(views, "RUNNERS", [lambda: names])
    found = page(visitor, prefix)
    assert [html.escape(name) in found for name in names] == [True] * 5 + [False] * 2
    assert ("and others" in found) != ("y más personas" in found)
    assert reading.words(found.replace("data-own", "")) < FIRST_PAGE_WORDS
    monkeypatch.setattr(views, "RUNNERS", [lambda: names[:1]])
    assert "Somebody &lt;0&gt;</span>." in page(visitor, prefix)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_site_leads_somewhere(visitor: Client, name: str) -> None:
    links = {link for link in re.findall(r'href="(/[^"]*)"', page(visitor, f"/{name}")) if "/client/" not in link}
    assert len(links) > 4
    assert {link: visitor.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_a_page_names_is_served(visitor: Client, name: str) -> None:
    named = re.findall(r'(?:href|src)="(/client/[^"]+)"', page(visitor, f"/{name}"))
    assert len(named) > 3
    assert {path.removeprefix(served.prefix()) for path in named} <= set(served.files())


def test_no_page_asks_anything_of_another_site(visitor: Client) -> None:
    for name in PAGES:
        outside = set(re.findall(r'(?:src|href|action)="(https?:[^"]*)"', page(visitor, f"/{name}")))
        assert outside == {"https://www.weather.gov/"}


def test_the_first_view_is_small(visitor: Client) -> None:
    text = page(visitor, "/")
    named = re.findall(r'(?:href|src)="(/client/[^"]+)"', text)
    files = [(served.FOLDER / path.removeprefix(served.prefix())).read_bytes() for path in named]
    assert sum(len(gzip.compress(each)) for each in [text.encode(), *files]) < FIRST_VIEW_BYTES
    look = b"".join(path.read_bytes() for path in sorted((served.FOLDER / "look").glob("*.css")))
    assert len(gzip.compress(look)) < LOOK_BYTES


def test_leaving_works_without_scripts(visitor: Client) -> None:
    found = page(visitor, "/")
    link = re.search(r"<a class=\"leave\"[^>]*>", found)
    assert link
    assert 'href="https://www.weather.gov/"' in link[0]
    assert "noreferrer" in link[0]


@pytest.mark.parametrize(("prefix", "words"), [("/", "Nobody here is real."), ("/es/", "Aquí nadie es real.")])
def test_a_rehearsal_says_so_on_every_page(visitor: Client, prefix: str, words: str) -> None:
    for name in [*PAGES, "not-there"]:
        assert words in visitor.get(prefix + name).content.decode()


def test_a_real_site_does_not(visitor: Client, real_site: home.Home) -> None:
    assert not real_site.rehearsal
    for name in PAGES:
        assert "Nobody here is real" not in page(visitor, f"/{name}")


def test_the_title_of_the_site_stands_on_top(visitor: Client) -> None:
    assert '<a class="name" href="/">Harbor peers</a>' in page(visitor, "/")
    assert '<a class="name" href="/es/">Harbor peers</a>' in page(visitor, "/es/")


def test_search_engines_are_asked_to_stay_away(visitor: Client) -> None:
    assert page(visitor, "/robots.txt") == "User-agent: *\nDisallow: /\n"
    assert '<meta name="robots" content="noindex">' in page(visitor, "/")


def test_the_host_can_ask_whether_all_is_well(visitor: Client) -> None:
    assert page(visitor, "/health") == "ok\n"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_takes_nothing(visitor: Client, method: str) -> None:
    assert getattr(visitor, method)("/").status_code == 405


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_every_page_leads_to_what_employers_answered_and_what_worked(visitor: Client, prefix: str) -> None:
    foot = page(visitor, f"{prefix}/").partition("<footer")[2]
    for address in ("employers", "did-it-work"):
        assert f'href="{prefix}/{address}"' in foot
