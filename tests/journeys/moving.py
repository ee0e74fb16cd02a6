"""How a place moves to a new phone: the link, the two words, and the word of each who vouched."""

from __future__ import annotations

from tests.journeys.network import TWO_WORDS, shown_link
from tests.journeys.people import PIN, Site, Somebody


def link_back(voucher: Somebody, nickname: str) -> str:
    """Make the link for somebody's new phone."""
    voucher.go("/me")
    voucher.tap("Somebody lost their phone")
    voucher.sees("Start only when you are with them")
    voucher.look("lost")
    voucher.tap(f"Help {nickname}")
    link = shown_link(voucher)
    voucher.look("lost-link")
    return link


def come_back(new: Somebody, link: str) -> str:
    """Open the link on a new phone; return the two words that it shows."""
    new.go(link)
    new.page.locator("#pin-1").filter(visible=True).wait_for()
    assert "Dee" in new.text()
    new.look("come-back")
    new.page.fill("#pin-1", PIN)
    new.page.fill("#pin-2", PIN)
    new.tap("Keep my words on this phone")
    new.sees("Read these two words to them")
    new.look("come-back-words")
    assert "#" not in new.page.url
    return new.page.inner_text("#code")


def confirm(voucher: Somebody, code: str) -> None:
    """Give one's word, once the two words are those that the new phone shows."""
    voucher.sees("Is this Dee?")
    voucher.page.locator("#code", has_text=TWO_WORDS).wait_for()
    assert voucher.page.inner_text("#code") == code
    voucher.look("compare")
    voucher.page.check("#confirm-form input[type=checkbox]")
    voucher.tap("Give my word")
    voucher.sees("You gave your word")
    voucher.look("word-given")


def both_say_so(site: Site, ana: Somebody, bo: Somebody) -> Somebody:
    """Let two who vouched for Dee give her place to a new phone; return it."""
    new = site.person("Dee-new")
    code = come_back(new, link_back(ana, "Dee"))
    ana.tap("Go on when the new phone is ready")
    ana.tap("Dee wants to move to a new phone.")
    confirm(ana, code)
    bo.go("/me")
    bo.tap("Your word is needed")
    confirm(bo, code)
    return new
