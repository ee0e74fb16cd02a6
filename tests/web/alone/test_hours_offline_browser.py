"""How a phone keeps My hours: whole, without a network, and a new version only once all of it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import Browser, Page

from undersign.web import client
from undersign.web.alone.hours import views
from undersign.web.wsgi import application

NEW = "f" * 16
OLD = client.version()
CONTROLLED = "navigator.serviceWorker.controller !== null"
KEPT = """() => navigator.serviceWorker.controller !== null || new Promise(resolve =>
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true)))"""
PREFIX = "document.querySelector('script[src*=page_]').src.split('/')[4]"
WHOLE = """async count => {
    for (let tried = 0; tried < 600; tried += 1) {
        const caches_ = await Promise.all((await caches.keys()).map(each => caches.open(each)));
        const whole = await Promise.all(caches_.map(each => each.match("/hours/whole")));
        if (whole.filter(Boolean).length === count) return caches_.length;
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error("not kept");
}"""


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class Threaded(ThreadingMixIn, WSGIServer):
    """Answers several requests at once, as browsers send them."""

    daemon_threads = True


@dataclass
class Host:
    """The site, with files of another version once it has one; what is `broken` never comes, what is `held` late."""

    address: str = ""
    broken: set[str] = field(default_factory=set)
    held: dict[str, threading.Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path in self.held:
            self.held[path].wait(30)
        if path in self.broken:
            start("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"broken"]
        found: Iterable[bytes] = application(
            {**environ, "HTTP_HOST": "localhost", "PATH_INFO": path.replace(NEW, OLD)}, start
        )
        return found


@contextmanager
def running(host: Host) -> Iterator[None]:
    """Answer at an address of this machine."""
    with make_server("localhost", 0, host, Threaded, Quiet) as server:
        host.address = f"http://localhost:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def host() -> Iterator[Host]:
    """Run the site."""
    found = Host()
    with running(found):
        yield found


@pytest.fixture
def page(browser: Browser, host: Host) -> Iterator[Page]:
    """Return a phone whose first visit has ended: its browser keeps the pages."""
    context = browser.new_context(base_url=host.address)
    found = context.new_page()
    found.goto("/hours")
    assert found.evaluate(KEPT)
    yield found
    context.close()


def lengths(page: Page) -> int:
    """Return how many buttons with a length stand on the page, which differs between the versions."""
    return page.locator("[data-minutes]").count()


def offer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site have a new version: other files, and another page."""
    monkeypatch.setattr(client, "version", lambda: NEW)
    monkeypatch.setattr(views, "LENGTHS", (5,))


def open_all(page: Page, version: str) -> None:
    """Open each page without a network: all of it is of one version."""
    page.context.set_offline(True)
    for address in views.PAGES.values():
        page.goto(f"/{address}")
        assert page.evaluate(PREFIX) == version
        page.locator("#entry, #totals, #choose, #all").wait_for()  # each page shows its own once its script has run
    page.context.set_offline(False)


def test_after_one_visit_every_page_opens_without_a_network(page: Page) -> None:
    open_all(page, OLD)


def test_a_new_version_takes_the_place_of_the_old_one_as_a_whole(
    page: Page, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lengths(page)
    offer(monkeypatch)
    page.goto("/hours")
    assert lengths(page) == before  # what is kept comes first
    assert page.evaluate(WHOLE, 2) == 2
    page.goto("/hours")
    assert (lengths(page), page.evaluate(PREFIX)) == (1, NEW)
    open_all(page, NEW)
    assert f"/client/{NEW}/hours/tasks.js" in host.asked


def waits(page: Page, host: Host, path: str) -> None:
    """Wait until the phone has asked for something."""
    for _ in range(600):
        if path in host.asked:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it did not happen: {path} was not asked for")


def test_of_a_version_that_does_not_come_whole_nothing_is_used(
    page: Page, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, last = lengths(page), f"/client/{NEW}/hours/tasks.js"
    offer(monkeypatch)
    host.broken.add(last)
    page.goto("/hours")
    waits(page, host, last)
    page.goto("/hours")
    assert (lengths(page), page.evaluate(PREFIX)) == (before, OLD)
    open_all(page, OLD)
    host.broken.clear()
    page.goto("/hours")
    page.evaluate(WHOLE, 2)
    open_all(page, NEW)


def test_a_file_that_is_not_the_one_in_the_list_is_not_kept(
    page: Page, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch)
    name = "hours/tasks.js"
    monkeypatch.setitem(client.files(), name, bytes(32))
    page.goto("/hours")
    waits(page, host, f"/client/{NEW}/{name}")
    page.wait_for_timeout(500)
    open_all(page, OLD)


def test_what_is_on_its_way_while_all_is_erased_is_not_kept(browser: Browser, host: Host) -> None:
    host.held["/hours/files.json"] = threading.Event()
    context = browser.new_context(base_url=host.address)
    page = context.new_page()
    page.goto("/hours/keep")
    waits(page, host, "/hours/files.json")
    page.click("#erase")
    page.click("#erase-sure")
    page.locator("[data-done=erased]:not([hidden])").wait_for()
    host.held["/hours/files.json"].set()
    page.wait_for_timeout(1500)
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    context.close()


def test_a_phone_may_put_it_among_its_programs(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    wrong = [each["errorId"] for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [each for each in wrong if each != "in-incognito"] == []  # as every window of a test is
    assert devtools.send("Page.getAppManifest")["errors"] == []


def test_other_pages_are_left_alone(page: Page, host: Host) -> None:
    host.asked.clear()
    page.goto("/what-can-go-wrong")
    assert page.evaluate(CONTROLLED) is False
    assert "/what-can-go-wrong" in host.asked
    assert not [path for path in host.asked if path.endswith("files.json")]


def test_the_two_languages_keep_pages_of_their_own(page: Page) -> None:
    page.goto("/es/hours")
    assert page.evaluate(KEPT)
    page.context.set_offline(True)
    page.goto("/es/hours/log")
    assert page.locator("html").get_attribute("lang") == "es"
    page.goto("/hours/log")
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.set_offline(False)


def test_who_comes_back_after_erasing_has_the_pages_again(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/hours")  # its worker goes on as long as it is open
    page.goto("/hours/keep")
    page.click("#erase")
    page.click("#erase-sure")
    page.locator("[data-done=erased]:not([hidden])").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("caches.keys()") == []
    page.goto("/hours")
    page.wait_for_timeout(500)
    page.goto("/hours")  # the browser may wake the old worker, which looks when the next page is opened
    page.evaluate(WHOLE, 1)
    other.goto("/hours/totals")
    open_all(page, OLD)
