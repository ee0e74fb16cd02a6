"""A phone is lost: the words bring a member back. And somebody leaves for good."""

from __future__ import annotations

from tests.journeys.network import add_workplace, found
from tests.journeys.people import PIN, Site, Somebody


def saved_words(somebody: Somebody) -> str:
    """Go through "Save a way back" and return the twelve words."""
    somebody.go("/me/words")
    somebody.page.fill("#pin", PIN)
    somebody.tap("Show my words")
    items = somebody.page.locator("#words li")
    items.nth(11).wait_for()
    words = [word.strip() for word in items.all_inner_texts()]
    somebody.look("twelve-words")
    somebody.tap("I wrote them down")
    for box in range(3):
        number = int(somebody.page.inner_text(f"[data-number='{box}']"))
        somebody.page.fill(f"#word-{box}", words[number - 1])
    somebody.tap("Check")
    somebody.sees("Your paper is right")
    return " ".join(words)


def test_a_lost_phone_and_the_words(site: Site) -> None:
    ana, *_ = found(site)
    words = saved_words(ana)
    again = site.person("Ana-again")
    again.go("/me")
    again.page.locator("#typed").filter(visible=True).wait_for()
    again.look("sign-in-by-words")
    again.page.fill("#typed", words)
    again.page.check("input[name=whose][value=other]")
    again.tap("Sign in")
    again.page.wait_for_url("**/me")
    again.look("back")
    assert "Ana" in again.text()
    kept = again.page.evaluate("[localStorage.length, indexedDB.databases().then(all => all.length)][0]")
    assert kept == 0
    assert words.split()[0] not in str(again.page.evaluate("JSON.stringify({...localStorage})"))


def test_leaving_for_good(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    chi.go("/leave")
    chi.look("leave")
    chi.page.locator("#leave-form input[type=checkbox]").check()
    chi.tap("Leave now and delete my account")
    chi.sees("You have left")
    chi.look("left")
    chi.go("/me")
    chi.page.wait_for_url("**/sign-in**")
