"""Plain forms in a browser: it says to this site that they come from here, and to others nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web import start
from tests.web.alone.test_hours_offline_browser import Host, running
from undersign.web import client

DONE = "Your pay next to public figures"
POSTS = """async ([file, to, out]) => {
  const { post, postOut } = await import(file);
  await (out ? postOut : post)(to, {}).catch(() => null);
}"""


@dataclass
class Old(Host):
    """The site as a browser reaches it that sends no Sec-Fetch-Site, such as Safari 15; it remembers what came."""

    came: list[dict[str, str | None]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        names = {"origin": "HTTP_ORIGIN", "referer": "HTTP_REFERER", "cookie": "HTTP_COOKIE"}
        told = {name: environ.get(key) for name, key in names.items()}
        self.came.append({"asked": f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}", **told})
        origin = {"HTTP_ORIGIN": start.ADDRESS} if told["origin"] == self.address else {}
        left = {key: value for key, value in environ.items() if not key.startswith("HTTP_SEC_FETCH_")}
        return super().__call__({**left, **origin}, start_response)

    def told(self, asked: str) -> dict[str, str | None]:
        """Return what came with the last request to an address."""
        return next(each for each in reversed(self.came) if each["asked"] == asked)


@dataclass
class Other(Host):
    """Another site, which remembers from where people came."""

    came: list[str | None] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] == "/":
            self.came.append(environ.get("HTTP_REFERER"))
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<!doctype html><title>-</title>"]


@pytest.fixture
def old() -> Iterator[Old]:
    """Run the site."""
    found = Old()
    with running(found):
        yield found


@pytest.fixture
def page(browser: Browser, old: Old) -> Iterator[Page]:
    """Return a page of somebody who has not signed in."""
    context = browser.new_context(base_url=old.address)
    yield context.new_page()
    context.close()


def test_a_browser_that_sends_no_sec_fetch_site_can_send_a_form(page: Page, old: Old) -> None:
    page.goto("/pay")
    page.select_option("#state", "NY")
    page.fill("#pay", "17")
    page.click("main form [type=submit]")
    page.get_by_text(DONE).wait_for()
    assert old.told("POST /pay")["origin"] == old.address


def test_other_sites_are_told_nothing_by_a_page_with_a_form(page: Page, old: Old) -> None:
    other = Other()
    with running(other):
        page.goto("/es/pay")
        page.evaluate("where => { location.href = where; }", other.address)
        page.wait_for_url(f"{other.address}/**")
    assert other.came == [None]
    assert old.told("GET /es/pay")["referer"] is None


def test_a_page_without_a_form_tells_this_site_nothing_either(page: Page, old: Old) -> None:
    page.goto("/rights")
    page.click("main a[href='/pay']")
    page.wait_for_url("**/pay")
    assert [each for each in old.came if each["referer"] is not None and each["referer"].endswith("/rights")] == []


@pytest.mark.parametrize("out", [False, True])
def test_what_a_script_sends_names_no_page_but_comes_from_here(page: Page, old: Old, *, out: bool) -> None:
    page.goto("/es/pay")
    page.evaluate(POSTS, [client.prefix() + "site/page.js", f"/door/{'0' * 64}", out])
    told = old.told(f"POST /door/{'0' * 64}")
    assert (told["origin"], told["referer"]) == (old.address, None)
