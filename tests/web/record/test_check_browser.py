"""The check of the record in a real browser that lacks what old ones lack, and in one that lacks more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from tests.web import start
from undersign.web import client

OLD = """
  const lacks = [
    [Array.prototype, "toSorted", "toReversed", "toSpliced", "with"],
    [String.prototype, "isWellFormed", "toWellFormed"],
    [Map, "groupBy"], [Object, "groupBy"],
    [AbortSignal, "timeout", "any"], [AbortSignal.prototype, "throwIfAborted"],
    [HTMLFormElement.prototype, "requestSubmit"],
  ];
  for (const [from, ...names] of lacks) for (const name of names) delete from[name];
"""
TOO_OLD = OLD + "delete Array.prototype.at;"
ASKED = [
    "/sign-in",
    "/record",
    *(f"/record/{path}" for path in ("checkpoints/witnessed", "checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1")),
    *(f"/record/books/host/{path}" for path in ("proofs.jsonl", "leaves", "entries.jsonl", "head.json?size=1")),
]
Opened = Callable[..., AbstractContextManager[Page]]


def given(visitor: Client, path: str) -> tuple[int, dict[str, str], bytes]:
    """Return what the site answers: status, headers, body."""
    answer = visitor.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, dict(answer.headers), body


@pytest.fixture
def opened(browser: Browser, visitor: Client) -> Opened:
    """Return what opens a page in a browser with a script before all others; `of`: what the host's leaves end in."""
    found = {urlsplit(path).path: given(visitor, path) for path in ASKED}  # now: a browser is answered elsewhere

    def answer(route: Route, of: bytes) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith(client.prefix()):
            route.fulfill(path=client.SERVED / path.removeprefix(client.prefix()))
            return
        status, headers, body = found[path]
        if path.endswith("/leaves"):
            body = body[: len(body) - len(of)] + of
        route.fulfill(status=status, headers=headers, body=body)

    @contextmanager
    def opening(before: str, of: bytes = b"") -> Iterator[Page]:
        context = browser.new_context(base_url=start.ADDRESS)
        context.route("**", lambda route: answer(route, of))
        context.add_init_script(before)
        yield context.new_page()
        context.close()

    return opening


def check(page: Page) -> None:
    """Press the button of the check."""
    page.goto("/record")
    expect(page.get_by_text("If nothing happens then")).to_be_visible()
    page.get_by_role("button", name="Check now").click()


def test_an_old_browser_checks_the_record(opened: Opened) -> None:
    with opened(OLD) as page:
        check(page)
        expect(page.get_by_text("The record holds")).to_be_visible()
        expect(page.get_by_text("If nothing happens then")).to_be_hidden()


def test_a_browser_that_is_too_old_does_not_call_an_honest_site_wrong(opened: Opened) -> None:
    with opened(TOO_OLD) as page:
        check(page)
        expect(page.get_by_text("Your browser could not do the check")).to_be_visible()
        expect(page.get_by_text("Something is wrong")).to_be_hidden()


@pytest.mark.parametrize("before", ["", OLD], ids=["new", "old"])
def test_a_record_that_is_wrong_is_called_so(opened: Opened, before: str) -> None:
    with opened(before, b"?") as page:
        check(page)
        expect(page.get_by_text("Something is wrong")).to_be_visible()
        expect(page.get_by_text("Your browser could not do the check")).to_be_hidden()


def test_an_old_browser_shows_where_to_sign_in_and_no_hint(opened: Opened) -> None:
    with opened(OLD) as page:
        page.goto("/sign-in")
        expect(page.get_by_label("Your twelve words")).to_be_visible()
        expect(page.get_by_text("If nothing more appears here")).to_be_hidden()
