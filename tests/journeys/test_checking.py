"""What a check asks the site for says nothing of who asks; and a phone notices members whom the host made up."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request

from tests.journeys.behind import do
from tests.journeys.keyholders import size, until
from tests.journeys.network import add_workplace, found, settle, visit_workplace
from tests.journeys.people import DESKTOP, Site, Somebody
from undersign.protocol.encoding import unb64

INVENTED = 20
BOOK = "/record/books/{}/(proofs[.]jsonl|leaves|entries[.]jsonl|head[.]json)"  # the head is asked for by the checkpoint
TREE = r"/record/(checkpoint|checkpoints/witnessed|tile/([0-9]{1,2}|entries)/(x[0-9]{3}/)*[0-9]{3}([.]p/[0-9]{1,3})?)"


def asked_by(somebody: Somebody, button: str, then: str) -> list[str]:
    """Press a button that checks the record; return what the browser asks for until the answer stands there."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).path.startswith("/record/"):
            asked.append(request.url.removeprefix(somebody.site.address))

    somebody.page.on("request", note)
    somebody.tap(button)
    somebody.sees(then)
    somebody.page.remove_listener("request", note)
    return asked


def checks(somebody: Somebody) -> list[str]:
    somebody.go("/record")
    return asked_by(somebody, "Check now", "The record holds")


def only_whole(asked: list[str], ticks: int, *books: str) -> None:
    """Fail unless books and tiles are asked for as they are, each once, and nothing besides."""
    may = re.compile("|".join([TREE, *(BOOK.format(each) for each in books)]))
    assert [each for each in asked if not may.fullmatch(urlsplit(each).path)] == []
    heads = [each for each in asked if urlsplit(each).query]
    assert heads == [f"/record/books/{book}/head.json?size={ticks}" for book in books]
    assert len(set(asked)) == len(asked)
    wanted = {f"/record/books/{book}/{file}" for book in books for file in ("proofs.jsonl", "leaves", "entries.jsonl")}
    assert wanted <= set(asked)


def checked_whole(site: Site, ana: Somebody, bo: Somebody) -> None:
    """Let an outsider and two members check the record while it stands still; the members also their coworkers."""
    outsider = site.person("outsider")
    outside = checks(outsider)
    ticks = size(site)
    only_whole(outside, ticks, "host")
    members = [checks(ana), checks(bo)]
    only_whole(members[0], ticks, "host", "members")
    assert members[0] == members[1]
    assert set(outside) < set(members[0])
    visit_workplace(ana)
    assert asked_by(ana, "Check these people", "Two vouches or more") == members[0]
    assert checks(ana) == members[0]  # the same, whatever the phone saw before


@pytest.mark.parametrize("site", [DESKTOP], indirect=True, ids=["desktop"])
def test_a_check_asks_for_whole_books_and_finds_invented_members(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    begun = size(site) + 1  # the next tick may have begun before the last words came
    until("the last words are in a tick", lambda: size(site) > begun)
    for each in (ana, bo, chi):
        each.page.goto("about:blank")
    do(site, "hold")
    checked_whole(site, ana, bo)
    visit_workplace(ana)
    real = ana.page.locator("#coworkers li").evaluate_all("all => all.map(each => each.dataset.key)")
    place = unb64(ana.page.url.rstrip("/").rsplit("/", 1)[1])
    assert len(real) == 3
    do(site, "invent", str(INVENTED), place.hex(), *(unb64(each).hex() for each in real[:2]))
    visit_workplace(ana)
    assert ana.page.locator("#coworkers li").count() == 3 + INVENTED
    ana.tap("Check these people")
    ana.sees("Somebody here is not in the record")
    marked = ana.page.locator("#coworkers li").filter(has=ana.page.locator("[data-mark]:not([hidden])"))
    assert marked.count() == INVENTED
    assert all("Nobody" in each for each in marked.all_inner_texts())
    ana.look("invented-coworkers")
    ana.go("/record")
    ana.tap("Check now")
    ana.sees("The site counts more people than the record shows")
    assert ana.page.inner_text("main [data-fill=stand]") == "3"
    assert ana.page.inner_text("main [data-fill=claimed]") == str(3 + INVENTED)
    ana.look("invented-members")
    held = size(site)
    do(site, "go-on")
    until("the record goes on", lambda: size(site) > held + 1)
    for each, button in ((bo, "Check now"), (ana, "Check these people")):
        if each is bo:
            each.go("/record")
        else:
            visit_workplace(each)
        each.tap(button)
        each.sees("Something is wrong")
        each.look("forged-vouches")
