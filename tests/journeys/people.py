"""Somebody with a browser: visits pages, reads what stands there, and every page they see is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request

from tests.journeys import spanish
from tests.journeys.server import Server
from tests.web import reading
from undersign.web.home import Home

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
SHOTS = Path(__file__).parent / "shots"
SMALLEST_TARGET = 24
PIN = "271828"

PHONE: dict[str, Any] = {
    "name": "phone",
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "reduced_motion": "reduce",
}
DESKTOP: dict[str, Any] = {"name": "desktop", "viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}

LOOKS_MOST = 4
INTERRUPTED = "interrupted by another navigation"
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """least => [...document.querySelectorAll("button, a.button, input:not([type=hidden]), select")]
    .filter(each => each.checkVisibility())
    .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
    .filter(([_, box]) => box.height < least || box.width < 13).map(([html]) => html)"""


def examine(page: Page, shot: Path) -> None:
    """Keep a picture of a page, and check it for who hears it, for who reads it, and on a narrow screen."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=shot, full_page=True)
    page.evaluate("scrollTo(0, 0)")  # after a picture of a long page Chromium would jump under the next tap
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    wrong = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]]
    assert wrong == [], shot.name
    reading.check(page.content(), str(page.locator("html").get_attribute("lang")))
    assert not page.evaluate(WIDER_THAN_SCREEN), f"{shot.name} is wider than the screen"
    assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == [], shot.name


def told(said: ConsoleMessage) -> str:
    """Return what the browser complains of, and about which address."""
    return f"{said.text} {said.location.get('url', '')}"


@dataclass
class Site:
    """The running site, and what everybody's browser asked for."""

    server: Server
    founding: str
    browser: Browser
    screen: dict[str, Any]
    name: str
    asked: list[str] = field(default_factory=list)
    shots: int = 0
    language: str = "en"
    people: list[Somebody] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it is."""
        return self.server.address

    @property
    def home(self) -> Home:
        """Its folder."""
        return Home(self.server.home)

    def name_steward(self, key: str) -> None:
        """Write a member's key into who.toml, as the people who run a host do, and start the site again."""
        path = self.server.home / "who.toml"
        before = path.read_text()
        assert 'key = ""' in before
        path.write_text(before.replace('key = ""', f'key = "{key}"'))
        self.server.restart()

    def show_where_all_stand(self) -> None:
        """Keep a picture of everybody's page, since the journey ended there."""
        for each in self.people:
            if not each.page.is_closed():
                each.page.screenshot(path=SHOTS / f"{self.name}-failed-{each.nickname}.png", full_page=True)

    def new_page(self, base_url: str | None = None) -> Page:
        """Return a page of a device of its own."""
        options = {name: value for name, value in self.screen.items() if name != "name"}
        page = self.browser.new_context(base_url=base_url, **options).new_page()
        page.set_default_timeout(30_000)
        return page

    def person(self, nickname: str) -> Somebody:
        """Return somebody with a device of their own."""
        page = self.new_page(self.address)
        somebody = Somebody(self, nickname, page)
        self.people.append(somebody)
        page.on("request", somebody.note)
        page.on("pageerror", lambda problem: somebody.broken.append(str(problem)))
        page.on("console", lambda said: somebody.broken.append(told(said)) if said.type == "error" else None)
        return somebody


@dataclass
class Somebody:
    """A person with a browser."""

    site: Site
    nickname: str
    page: Page
    broken: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Keep what the browser asks for: nothing goes anywhere else, and no secret stands in an address."""
        self.site.asked.append(request.url)

    def look(self, what: str) -> None:
        """Check the page as it stands, and keep a picture of it."""
        page, site = self.page, self.site
        site.shots += 1
        shot = SHOTS / f"{site.name}-{site.shots:02}-{self.nickname}-{what}.png"
        for left in reversed(range(LOOKS_MOST)):
            try:
                examine(page, shot)
                break
            except Error:  # the page looked for news meanwhile, and loaded itself again
                if not left:
                    raise
                page.wait_for_load_state()
        assert self.broken == [], f"{page.url} ({what}): {self.broken}"
        others = [url for url in site.asked if not url.startswith((site.address, "data:", "blob:"))]
        assert others == []

    def text(self) -> str:
        """Return what stands on the page, once it is whole."""
        self.page.wait_for_load_state()
        return self.page.inner_text("main")

    def said(self, words: str) -> str:
        """Return how the site says something in the person's language."""
        return words if self.site.language == "en" else spanish.said(words)

    def go(self, path: str) -> None:
        """Visit an address, from its beginning even if only its last part differs, in the person's language."""
        here = path if self.site.language == "en" else spanish.address(path.removeprefix(self.site.address))
        for address in ("about:blank", here):
            try:
                self.page.goto(address)
            except Error as problem:  # the page looked for news meanwhile, and was loading itself again
                if INTERRUPTED not in str(problem):
                    raise
                self.page.goto(address)

    def tap(self, label: str) -> None:
        """Tap a button or a link that people see."""
        name = self.said(label)
        button = self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        )
        self.press(button.filter(visible=True).first)

    def press(self, button: Locator) -> None:
        """Press what stands on the page once it is whole: before that, its script may not listen yet."""
        button.wait_for()
        self.page.wait_for_load_state()
        button.click()

    def tap_summary(self, label: str) -> None:
        """Open what stands folded under a line."""
        self.page.locator("summary", has_text=self.said(label)).filter(visible=True).click()

    def sees(self, words: str) -> None:
        """Wait until something stands on the page, and the page is whole."""
        self.page.get_by_text(self.said(words)).filter(visible=True).first.wait_for()
        self.page.wait_for_load_state()

    def introduces(self, *, mine: bool = True) -> None:
        """Say who one is at a door, and choose a PIN where the phone is one's own."""
        self.page.locator("#nickname").wait_for()
        self.look("about-you")
        self.page.fill("#nickname", self.nickname)
        self.page.check("input[name=employer][value=private]")
        self.page.check("input[name=supervisor][value=no]")
        self.page.check(f"input[name=whose][value={'mine' if mine else 'other'}]")
        self.tap("Next")
        if mine:
            self.page.fill("#pin-1", PIN)
            self.page.fill("#pin-2", PIN)
            self.look("pin")
            self.tap("Keep my words on this phone")

    def words(self) -> list[str]:
        """Open the twelve words and read them."""
        self.page.locator("summary").filter(visible=True).click()
        found = self.page.locator("#words li")
        found.nth(11).wait_for()
        return [word.strip() for word in found.all_inner_texts()]

    def unlocks(self) -> None:
        """Type the PIN where a page asks for it."""
        self.page.fill("#pin", PIN)
        self.tap("Unlock")
