"""Somebody without a mouse: joins, keeps the words, opens the workplace and checks the record by keys alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.journeys.network import TWO_WORDS, WORKPLACE, add_workplace, found, row_of, settle
from tests.journeys.people import DESKTOP, PIN, Site, Somebody
from tests.journeys.test_invitation import invite

STEPS_MOST = 80
FOCUSED = """() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    html: at.outerHTML.slice(0, 120),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && box.width > 1 && box.height > 1,
    inView: box.bottom > 0 && box.top < innerHeight,
    label: (at.labels?.[0] ?? at).innerText?.trim().replace(/\\s+/g, " ") ?? "",
    id: at.id, kind: at.type ?? "", name: at.name ?? "", value: at.value ?? "",
  };
}"""
STOPS = """() => {
  const found = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(each => each.checkVisibility() && !each.disabled && each.tabIndex >= 0);
  const groups = new Set();
  return found.filter(each => {
    if (each.type !== "radio") return true;
    const known = groups.has(each.name);
    groups.add(each.name);
    return !known;
  }).length;
}"""


@dataclass
class Keys:
    """The keyboard of somebody who uses nothing else."""

    who: Somebody

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.who.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.who.page.keyboard.type(text)

    def focused(self) -> dict[str, str] | None:
        """Return what has the focus, which must be seen; None if it is outside the page."""
        found: dict[str, str] | None = self.who.page.evaluate(FOCUSED)
        if found is not None:
            assert found["seen"], f"{self.who.page.url}: no focus is seen on {found['html']}"
            assert found["inView"], f"{self.who.page.url}: out of sight: {found['html']}"
        return found

    def to(self, label: str, key: str = "Tab", **more: str) -> None:
        """Press Tab until something with this label has the focus."""
        for _ in range(STEPS_MOST):
            self.press(key)
            found = self.focused()
            if found and re.search(label, found["label"]) and all(found[name] == more[name] for name in more):
                return
        raise AssertionError(f"{self.who.page.url}: {key} does not reach {label!r}")

    def around(self) -> None:
        """Go through the whole page with Tab and back with Shift+Tab: every stop is reached, and nothing holds one."""
        self.who.page.wait_for_load_state()
        self.who.page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
        self.to("Skip to the text", key="Shift+Tab" if self.focused() else "Tab")
        stops = self.who.page.evaluate(STOPS)
        for key in ("Tab", "Shift+Tab"):
            met = 1
            self.press(key)
            while self.focused() is not None and met <= stops + 1:
                met += 1
                self.press(key)
            assert self.focused() is None, f"{self.who.page.url}: {key} does not lead out of the page"
            assert met == stops, f"{self.who.page.url}: {key} stops {met} times, not {stops}"
            self.press("Shift+Tab" if key == "Tab" else "Tab")


def join(dee: Somebody, link: str) -> str:
    """Open the link, say who one is and choose a PIN; return the two words."""
    keys = Keys(dee)
    dee.go(link)
    dee.page.locator("#nickname").wait_for()
    keys.around()
    keys.to("A nickname")
    keys.type("Dee")
    keys.to("A private employer")
    keys.press("ArrowDown", "ArrowUp")
    keys.to("No", name="supervisor")
    keys.press("Space")
    keys.to("Mine", name="whose")
    keys.press("Space")
    keys.to("Next")
    keys.press("Enter")
    dee.page.locator("#pin-1").filter(visible=True).wait_for()
    assert (keys.focused() or {}).get("label") == "Choose a PIN"
    keys.to("New PIN")
    keys.type(PIN)
    keys.to("The same PIN again")
    keys.type(PIN)
    keys.to("Keep my words on this phone")
    keys.press("Space")
    dee.page.locator("#my-code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    keys.to("Show my twelve words")
    keys.press("Space")
    dee.page.locator("#words li").nth(11).filter(visible=True).wait_for()
    keys.press("Enter")
    keys.around()
    return dee.page.inner_text("#my-code")


def save_words(dee: Somebody) -> None:
    """Show the words again, and type three of them as from the paper."""
    keys = Keys(dee)
    keys.to("Save a way back")
    keys.press("Enter")
    dee.page.locator("#pin").filter(visible=True).wait_for()
    assert dee.page.evaluate("document.activeElement.id") == "pin"
    keys.type(PIN)
    keys.press("Enter")
    items = dee.page.locator("#words li")
    items.nth(11).wait_for()
    words = [word.strip() for word in items.all_inner_texts()]
    keys.around()
    keys.to("I wrote them down")
    keys.press("Space")
    dee.page.locator("#word-0").filter(visible=True).wait_for()
    for box in range(3):
        number = int(dee.page.inner_text(f"[data-number='{box}']"))
        keys.to("Word number")
        keys.type(words[number - 1])
    keys.press("Enter")
    dee.sees("Your paper is right")
    keys.focused()


@pytest.mark.parametrize("site", [DESKTOP], indirect=True, ids=["desktop"])
def test_the_keyboard_alone_is_enough(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    dee = site.person("Dee")
    code = join(dee, invite(ana))
    for each in (ana, bo):
        each.go("/vouch")
        row_of(each, "Dee", code).get_by_role("button").click()
        each.sees("Your vouch is written down")
    dee.sees("You are a member")
    keys = Keys(dee)
    keys.to("Go to my page")
    keys.press("Enter")
    dee.page.wait_for_url("**/me")
    dee.sees("You have not written your twelve words down yet.")  # the last that the phone shows there
    keys.around()
    save_words(dee)
    keys.to("^My page$")
    keys.press("Enter")
    dee.page.wait_for_url("**/me")
    dee.sees("You wrote your twelve words down.")
    keys.to("Skip to the text")
    keys.press("Enter")
    keys.focused()
    keys.to("^Workplaces$")
    keys.press("Enter")
    dee.page.wait_for_url("**/workplaces")
    keys.around()
    keys.to(WORKPLACE)
    keys.press("Enter")
    dee.sees("Who works here")
    keys.around()
    keys.to("Check these people")
    keys.press("Enter")
    dee.sees("Two vouches or more hold up each of them")
    assert keys.focused() is not None
    keys.to("^Check the record$")
    keys.press("Enter")
    dee.page.wait_for_url("**/record")
    keys.around()
    keys.to("Check now")
    keys.press("Space")
    dee.sees("The record holds")
    keys.focused()
    dee.look("checked-by-keyboard")
