"""Another phone becomes one's own: the twelve words, a new PIN, and from then on the PIN alone."""

from __future__ import annotations

import pytest

from tests.journeys.network import found
from tests.journeys.people import DESKTOP, PIN, Site
from tests.journeys.test_coming_back import saved_words

OTHER_PIN = "314159"


@pytest.mark.parametrize("site", [DESKTOP], indirect=True, ids=["desktop"])
def test_the_words_and_a_new_pin(site: Site) -> None:
    ana, *_ = found(site)
    words = saved_words(ana)
    again = site.person("Ana-again")
    again.go("/me")
    again.page.fill("#typed", f"  {words.upper()} ")
    again.page.check("input[name=whose][value=mine]")
    again.tap("Sign in")
    again.page.locator("#pin-1").filter(visible=True).wait_for()
    again.page.fill("#pin-1", OTHER_PIN)
    again.page.fill("#pin-2", PIN)
    again.tap("Keep my words on this phone")
    again.page.locator(".error").filter(visible=True).wait_for()
    again.look("two-pins-that-differ")
    again.page.fill("#pin-2", OTHER_PIN)
    again.tap("Keep my words on this phone")
    again.page.wait_for_url("**/me")
    assert "Ana" in again.text()
    kept = again.page.evaluate("JSON.stringify({...localStorage})")
    assert not any(word in kept for word in words.split())
    again.tap("Sign out")
    again.page.wait_for_url(f"{site.address}/")
    assert again.page.evaluate("sessionStorage.length") == 0
    again.go("/me")
    again.page.locator("#pin").filter(visible=True).wait_for()
    again.unlocks()  # with the PIN of the other phone
    again.page.locator(".error").filter(visible=True).wait_for()
    again.look("wrong-pin")
    again.page.wait_for_timeout(1500)  # after a wrong PIN, none is taken for a second
    again.page.fill("#pin", OTHER_PIN)
    again.tap("Unlock")
    again.page.wait_for_url("**/me")
    again.sees("What you can do here")
    second = again.page.context.new_page()  # another tab of the same phone asks for the PIN
    second.goto(f"{site.address}/me/words")
    second.wait_for_url("**/sign-in?next=**")
    second.fill("#pin", OTHER_PIN)
    second.get_by_role("button", name="Unlock").click()
    second.wait_for_url("**/me/words")
    second.fill("#pin", OTHER_PIN)
    second.get_by_role("button", name="Show my words").click()
    second.locator("#words li").nth(11).wait_for()
