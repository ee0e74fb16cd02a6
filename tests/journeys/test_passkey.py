"""A passkey opens the words instead of the PIN. Chromium plays the phone's own lock, over its developer tools."""

from __future__ import annotations

from playwright.sync_api import CDPSession

from tests.journeys.network import found
from tests.journeys.people import Site, Somebody

LOCK = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_lock(somebody: Somebody, *, secret: bool) -> tuple[CDPSession, str]:
    """Give a phone a lock of its own, which gives secrets (WebAuthn PRF) or does not."""
    tools = somebody.page.context.new_cdp_session(somebody.page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**LOCK, "hasPrf": secret}})
    return tools, made["authenticatorId"]


def lock_tab(somebody: Somebody) -> None:
    """Let the tab forget what it holds, as a new tab has nothing."""
    somebody.page.evaluate("sessionStorage.clear()")
    somebody.go("/me")
    somebody.page.wait_for_url("**/sign-in?**")
    somebody.page.locator("#pin").filter(visible=True).wait_for()


def test_a_passkey_opens_the_words(site: Site) -> None:
    ana, *_ = found(site)
    tools, lock = give_lock(ana, secret=True)
    ana.go("/me")
    ana.tap("Add a passkey")
    ana.sees("This phone has a passkey for your words.")
    ana.look("passkey-added")
    [kept] = tools.send("WebAuthn.getCredentials", {"authenticatorId": lock})["credentials"]
    assert kept["rpId"] == "localhost"
    lock_tab(ana)
    ana.look("unlock-by-passkey")
    ana.tap("Use my passkey")
    ana.page.wait_for_url("**/me")
    ana.sees("This phone has a passkey for your words.")
    ana.go("/workplaces/add")  # what signs finds the words
    ana.sees("Add a workplace")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": lock, "isUserVerified": False})
    lock_tab(ana)
    ana.tap("Use my passkey")
    ana.sees("The passkey did not work.")
    ana.unlocks()
    ana.page.wait_for_url("**/me")


def test_a_lock_that_gives_no_secret_leaves_the_pin(site: Site) -> None:
    ana, *_ = found(site)
    give_lock(ana, secret=False)
    ana.go("/me")
    ana.tap("Add a passkey")
    ana.sees("The passkey did not work. Not every phone can do this. Your PIN still works.")
    ana.look("no-passkey")
    lock_tab(ana)
    assert not ana.page.locator("#use-passkey").is_visible()
    ana.unlocks()
    ana.page.wait_for_url("**/me")
