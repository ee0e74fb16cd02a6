"""A browser's tab of one of the evening's coworkers: real scripts, answered by the site of the test."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, Page, Route

from tests.journeys.people import AXE, PHONE, WIDER_THAN_SCREEN
from tests.web import reading, start
from tests.web.boxes.evening import Evening
from tests.web.network import browser_of
from undersign.protocol import phrase
from undersign.protocol.encoding import b64
from undersign.rehearsal import network
from undersign.web import client

CLIENT = re.compile(r"/client/[0-9a-f]+/([A-Za-z0-9_/.-]+)")
TYPES = {".js": "text/javascript", ".css": "text/css"}
ENTROPY_BYTES = 16


class Drawn:
    """Keeps what phones draw at random, so that a browser can have the words of one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.found: dict[bytes, bytes] = {}
        patch.setattr(network, "secrets", self)

    def token_bytes(self, size: int) -> bytes:
        """Return random bytes."""
        drawn = secrets.token_bytes(size)
        if size == ENTROPY_BYTES:
            self.found[phrase.seed(phrase.phrase_of(drawn))] = drawn
        return drawn


class Tab:
    """An unlocked tab on a phone. What is kept in it goes when it closes."""

    def __init__(self, browser: Browser, evening: Evening, who: int, drawn: Drawn) -> None:
        self.client = browser_of(evening.people[who])
        self.away = False  # whether the door cannot be reached
        options = {name: value for name, value in PHONE.items() if name != "name"}
        self.page: Page = browser.new_context(base_url=start.ADDRESS, **options).new_page()
        self.broken: list[str] = []
        self.page.on("pageerror", lambda problem: self.broken.append(str(problem)))
        self.page.context.route(re.compile("http"), self.answer)
        seed = evening.people[who].seed
        held = {"entropy": b64(drawn.found[seed]), "seed": b64(seed), "mine": False}
        kept = f"JSON.stringify({{...{json.dumps(held)}, touched: Date.now()}})"
        # A test that waits for the tab to lock names the window: the next page must not find it unlocked again.
        self.page.add_init_script(f"if (window.name !== 'locked') sessionStorage.undersign ??= {kept}")

    def answer(self, route: Route) -> None:
        """Answer what the browser asks for: files of the client from the disk, all else from the site."""
        asked, path = route.request, route.request.url.removeprefix(start.ADDRESS)
        file = CLIENT.fullmatch(path)
        if file:
            found = Path(client.SERVED) / file[1]
            route.fulfill(body=found.read_bytes(), content_type=TYPES[found.suffix])
            return
        if self.away and "/door/" in path:
            route.abort()
            return
        headers = {"accept": asked.headers.get("accept", "")}
        kind, body = asked.headers.get("content-type", ""), asked.post_data_buffer or b""
        given: HttpResponseBase = self.client.generic(asked.method, path, body, content_type=kind, headers=headers)
        content = given.getvalue() if isinstance(given, StreamingHttpResponse | HttpResponse) else b""
        connection.close()  # inside the browser's loop it is another one than the test's
        named = {name: value for name, value in given.headers.items() if name.lower() != "content-length"}
        route.fulfill(status=given.status_code, body=content, headers=named)

    def look(self) -> None:
        """Check the page as it stands: for who hears it, for who reads it, on a narrow screen."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]] == []
        reading.check(self.page.content(), "en")
        assert not self.page.evaluate(WIDER_THAN_SCREEN)
        assert self.broken == []

    def shows(self, name: str) -> None:
        """Wait until the page says something; fail on anything else that it could say."""
        parts = f"[data-say={name}], .error"
        self.page.locator(parts).filter(visible=True).first.wait_for()
        assert self.page.locator(f"[data-say={name}]").is_visible(), self.page.locator(".error").inner_text()

    def link(self, ending: str) -> str:
        """Return the last link of the page whose address ends so."""
        links = self.page.locator(f"a[href$='{ending}']")
        return str(links.last.get_attribute("href"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Keep what phones draw."""
    return Drawn(monkeypatch)


@pytest.fixture
def tabs(browser: Browser, evening: Evening, drawn: Drawn) -> Iterator[Callable[[int], Tab]]:
    """Open tabs of coworkers, and close them at the end."""
    opened: list[Tab] = []

    def open_tab(who: int) -> Tab:
        opened.append(Tab(browser, evening, who, drawn))
        return opened[-1]

    yield open_tab
    for each in opened:
        each.page.context.unroute_all(behavior="ignoreErrors")  # what is on its way is answered no more
        each.page.context.close()
