"""How pages look: dark and light on both screens, without motion for whoever wants none, and on paper."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from tests.journeys.network import WORKPLACE, add_workplace, found, settle, visit_workplace
from tests.journeys.people import DESKTOP, PHONE, PIN, SHOTS, Site, Somebody

PAGES = ("/", "/how-to-come-in", "/who", "/record", "/me", "/workplaces", "/vouch", "/invite", "/room")
CROSSES: tuple[tuple[Literal["dark", "light"], dict[str, Any]], ...] = (("dark", PHONE), ("light", DESKTOP))
BOTH: tuple[Literal["dark", "light"], ...] = ("dark", "light")
MOVING = """() => [...document.querySelectorAll("*")].filter(each => ["", "::before", "::after"].some(part => {
  const style = getComputedStyle(each, part || null);
  return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior === "smooth";
})).map(each => each.outerHTML.slice(0, 80))"""
ON_SCREEN_ONLY = """() => [...document.querySelectorAll(".away, .foot, nav, .skip, .on-screen, button, .button")]
  .filter(each => each.checkVisibility()).map(each => each.outerHTML.slice(0, 80))"""
NOT_BLACK = """() => [...document.querySelectorAll("body, body *")].filter(each => {
  if (!each.checkVisibility()) return false;
  const said = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  const {color, backgroundColor, opacity} = getComputedStyle(each);
  const white = ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(backgroundColor);
  return !white || opacity !== "1" || (said && color !== "rgb(0, 0, 0)");
}).map(each => each.outerHTML.slice(0, 80))"""
DARKER = """() => {
  const light = each => each.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  const {color, backgroundColor} = getComputedStyle(document.body);
  return light(backgroundColor) < light(color);
}"""


def still(somebody: Somebody) -> None:
    """Fail if anything on the page moves, or would."""
    assert somebody.page.evaluate("document.getAnimations().length") == 0
    assert somebody.page.evaluate(MOVING) == [], somebody.page.url


def crossed(somebody: Somebody) -> None:
    """Look at pages on a phone in the dark and on a large screen in the light, with no motion wanted."""
    for scheme, screen in CROSSES:
        somebody.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        somebody.page.set_viewport_size(screen["viewport"])
        for path in PAGES:
            somebody.go(path)
            somebody.page.wait_for_load_state("networkidle")
            assert somebody.page.evaluate(DARKER) == (scheme == "dark")
            somebody.look(f"{scheme}-{screen['name']}{path.replace('/', '-')}")
            still(somebody)
        visit_workplace(somebody)
        somebody.look(f"{scheme}-{screen['name']}-workplace")
        still(somebody)


def on_paper(somebody: Somebody, what: str) -> None:
    """Check the page as it would be printed, from a dark screen and from a light one."""
    page, site = somebody.page, somebody.site
    for scheme in BOTH:
        page.emulate_media(media="print", color_scheme=scheme)
        assert page.evaluate(ON_SCREEN_ONLY) == [], what
        assert page.evaluate(NOT_BLACK) == [], what
        assert page.locator("h1").filter(visible=True).count() == 1
    page.screenshot(path=SHOTS / f"{site.name}-paper-{what}.png", full_page=True)
    page.emulate_media(media="screen")


@pytest.mark.parametrize("site", [PHONE], indirect=True, ids=["phone"])
def test_dark_light_still_and_on_paper(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    crossed(ana)
    for path, what in (("/", "first"), ("/who", "who")):
        ana.go(path)
        on_paper(ana, what)
    visit_workplace(ana)
    on_paper(ana, "workplace")
    assert WORKPLACE in ana.text()
    ana.go("/me/words")
    ana.page.fill("#pin", PIN)
    ana.tap("Show my words")
    words = ana.page.locator("#words li")
    words.nth(11).wait_for()
    on_paper(ana, "twelve-words")
    ana.page.emulate_media(media="print")
    assert words.filter(visible=True).count() == 12
