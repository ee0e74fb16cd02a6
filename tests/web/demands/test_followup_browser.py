"""The pages of what follows, in a real browser as wide as a phone: they fit, axe finds nothing, they sign and send.

The browser's requests are answered by the site under test, in this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from tests.journeys.people import AXE, SMALL_TARGETS, SMALLEST_TARGET, WIDER_THAN_SCREEN
from tests.web import reading
from tests.web.boxes import evening as evenings
from tests.web.boxes.evening import Evening
from tests.web.days import ahead
from tests.web.demands.following import Signer, nobody, opened, send
from tests.web.demands.node_phone import entropy_of, known_phones
from tests.web.network import browser_of
from tests.web.people.clock import standing
from undersign.protocol import phrase
from undersign.protocol.encoding import b64
from undersign.web import client
from undersign.web.demands.followup import letters, public
from undersign.web.demands.models import Demand
from undersign.web.home import Home

CLIENT = client.SERVED
KINDS = {".js": "text/javascript", ".css": "text/css"}
ADDRESS = "http://localhost"


@pytest.fixture
def evening(site: Home, monkeypatch: pytest.MonkeyPatch) -> Evening:  # noqa: ARG001 - there must be a record
    """Return six people whose words are known."""
    monkeypatch.setattr(evenings, "founders", known_phones)
    return Evening.of_six(standing(monkeypatch))


@pytest.fixture
def demand(evening: Evening) -> Demand:
    """Return a demand whose five names have opened."""
    return opened(evening)


class Screen:
    """A page that the site under test answers, as one person who has signed in and unlocked, or as nobody."""

    def __init__(self, page: Page, who: Client | None, entropy: bytes = b"") -> None:
        self.page, self.who, self.problems = page, who or nobody(), list[str]()
        self.database = connections["default"]
        page.on("pageerror", lambda problem: self.problems.append(str(problem)))
        page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" else None)
        page.route("**/*", self._answer)
        if entropy:
            seed = b64(phrase.seed(phrase.phrase_of(entropy)))
            held = f'{{entropy: "{b64(entropy)}", seed: "{seed}", mine: true, touched: Date.now()}}'
            page.add_init_script(f'sessionStorage.setItem("undersign", JSON.stringify({held}))')

    def _answer(self, route: Route) -> None:
        connections["default"] = self.database  # the browser's own loop has none
        path = urlsplit(route.request.url)
        if path.path.startswith(client.prefix()):
            file = CLIENT / path.path.removeprefix(client.prefix())
            route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"))
            return
        asker = self.who if route.request.headers.get("cookie") or route.request.method == "GET" else nobody()
        where = path.path + (f"?{path.query}" if path.query else "")
        kind = route.request.headers.get("content-type", "application/octet-stream")
        data = route.request.post_data_buffer or b""
        answer = asker.generic(route.request.method, where, data, content_type=kind)
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    def go(self, path: str) -> None:
        """Open a page and check it."""
        self.page.goto(ADDRESS + path)
        self.check()

    def check(self) -> None:
        """Check that the page is fit for everybody."""
        self.page.evaluate(AXE)
        rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
        found = self.page.evaluate(f"axe.run(document, {rules})")
        wrong = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]
        assert wrong == [], self.page.url
        reading.check(self.page.content(), str(self.page.locator("html").get_attribute("lang")))
        assert not self.page.evaluate(WIDER_THAN_SCREEN), f"{self.page.url} is wider than the screen"
        assert self.page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == []
        assert self.problems == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page of the width of a phone."""
    found = browser.new_page(viewport={"width": 360, "height": 740})
    yield found
    found.close()


def test_a_signer_writes_down_what_came_of_it(evening: Evening, demand: Demand, page: Page) -> None:
    screen, here = Screen(page, browser_of(evening.people[0]), entropy_of(0)), f"/demands/{demand.box.hex}/after"
    screen.go(here)
    screen.go(f"{here}/delivered")
    page.get_by_role("button", name="Sign and write down").click()
    page.wait_for_url(f"**{here}")
    screen.check()
    screen.go(f"{here}/answer")
    page.get_by_label("What came of it?").select_option("partly")
    page.get_by_label("What was said (may stay empty)").fill("They offer $20.")
    page.get_by_role("button", name="Sign and write down").click()
    page.wait_for_url(f"**{here}")
    screen.go(f"{here}/promise")
    page.get_by_label("What did the employer promise?").fill("$22 by May")
    page.get_by_label("By which day?").fill(ahead(152))
    page.get_by_role("button", name="Sign and write down").click()
    page.wait_for_url(f"**{here}")
    screen.go(f"{here}/promise_outcome")
    page.get_by_label("What became of it?").select_option("broken")
    page.get_by_role("button", name="Sign and write down").click()
    page.wait_for_url(f"**{here}")
    [employer] = public.employers()
    assert employer.fates["broken"] == 1
    screen.go(f"/employers/{employer.slug}")
    screen.go(f"/es/employers/{employer.slug}")


def test_who_did_not_sign_is_told_so(evening: Evening, demand: Demand, page: Page) -> None:
    screen = Screen(page, browser_of(evening.people[5]), entropy_of(5))
    screen.go(f"/demands/{demand.box.hex}/after/delivered")
    page.get_by_role("button", name="Sign and write down").click()
    page.get_by_text("Your twelve words did not sign this demand").wait_for()
    assert public.stories() == []


def test_the_addressee_replies_and_everybody_looks(evening: Evening, demand: Demand, page: Page) -> None:
    send(Signer(evening, demand).delivers())
    screen, name = Screen(page, None), letters.named(demand).hex()
    for path in ("/employers", "/did-it-work", f"/check/{name}", f"/es/check/{name}"):
        screen.go(path)
    screen.go(f"/reply/{name}#{b64(letters.reply_secret(demand))}")
    page.get_by_label("Your reply").fill("We will look into it.")
    page.get_by_role("button", name="Reply in public").click()
    page.wait_for_url(f"**/check/{name}")
    page.get_by_text("We will look into it.").wait_for()


def test_who_was_punished_answers_on_the_phone_alone(evening: Evening, demand: Demand, page: Page) -> None:
    screen = Screen(page, browser_of(evening.people[0]), entropy_of(0))
    screen.go(f"/demands/{demand.box.hex}/after")
    page.get_by_role("link", name="Where to take it, and until when").click()
    page.get_by_text("What were you punished or threatened for?").wait_for()
    page.wait_for_load_state("networkidle")
    # A member's page looks by itself, 1.5 seconds after it came; without an answer it asks for nothing more.
    page.route("**/boxes/mine.json", lambda route: route.abort())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    for label in ("For acting with coworkers, or for talking about pay", "A company or a nonprofit", "No"):
        page.get_by_role("link", name=label, exact=True).filter(visible=True).click()
    page.get_by_text("On which day did it happen?").wait_for()
    screen.check()
    assert page.url == f"{ADDRESS}/where"
    assert {url.removeprefix(ADDRESS) for url in sent} <= {"/boxes/mine.json"}
