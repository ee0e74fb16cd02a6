"""What journeys begin with: three founders at one workplace, each with a phone of their own."""

from __future__ import annotations

import re

from playwright.sync_api import Locator

from tests.journeys.people import Site, Somebody

WORKPLACE, EMPLOYER = "Harbor House", "Harbor Services"
TWO_WORDS = re.compile(r"[a-z]+ [a-z]+")


def found(site: Site) -> list[Somebody]:
    """Let Ana, Bo and Chi found the network."""
    founders = [site.person(name) for name in ("Ana", "Bo", "Chi")]
    for each in founders:
        each.go(site.founding)
        each.introduces()
    ana = founders[0]
    ana.sees("Chi")
    ana.look("who-is-here")
    ana.tap("All here")
    six = set()
    for each in founders:
        each.page.locator("#six").filter(visible=True).wait_for()
        six.add(each.page.inner_text("#six"))
    assert len(six) == 1
    ana.look("six-words")
    for each in founders:
        each.tap("The words are the same: sign")
    for each in founders:
        each.sees("The list is signed")
    ana.look("founded")
    return founders


def add_workplace(one: Somebody, second: Somebody) -> None:
    """Let one member add a workplace and a second confirm it."""
    one.go("/workplaces")
    one.look("workplaces")
    one.tap("Add a workplace")
    one.page.fill("[name=name]", WORKPLACE)
    one.page.fill("[name=employer]", EMPLOYER)
    one.page.select_option("[name=state]", "NY")
    one.page.check("[name=kind][value=private]")
    one.look("add-workplace")
    one.page.locator("form.fields button").click()
    one.sees("Is it new?")
    one.look("is-it-new")
    one.tap("Add it")
    one.sees("waits for a second member")
    second.go("/workplaces")
    second.tap("Look at it")
    second.look("confirm-workplace")
    second.press(second.page.locator("[data-act=confirm]"))
    second.page.wait_for_url("**/workplaces")


def open_room(opener: Somebody) -> str:
    """Open a room at the only workplace; return the link that others scan."""
    opener.go("/room")
    opener.look("open-a-room")
    opener.tap("Open a room")
    return shown_link(opener)


def shown_link(somebody: Somebody) -> str:
    """Return the link that a page shows, to be scanned or sent."""
    somebody.page.locator("#link").filter(visible=True).wait_for()
    link = somebody.page.get_attribute("#link", "href")
    assert link
    return link


def enter(somebody: Somebody, link: str) -> None:
    """Let a member enter a room."""
    somebody.go(link)
    somebody.tap("Enter")
    somebody.sees("In this room")


def row_of(member: Somebody, nickname: str, code: str) -> Locator:
    """Return the line with a nickname and two words, of the people whom a page shows."""
    named = member.page.locator("strong", has_text=re.compile(rf"^\s*{nickname}\s*$"))
    row = member.page.locator("#people li").filter(has=named).filter(has_text=code)
    row.wait_for()
    return row


def vouch_for(member: Somebody, nickname: str, code: str) -> None:
    """Tap whoever read the two words that stand beside their name."""
    row = row_of(member, nickname, code)
    row.get_by_role("button").click()
    row.get_by_text(member.said("you vouched")).filter(visible=True).wait_for()


def settle(founders: list[Somebody]) -> None:
    """Let the founders vouch in a room for each other's jobs at the only workplace."""
    link = open_room(founders[0])
    for each in founders[1:]:
        enter(each, link)
    for each in founders:
        each.page.locator("#code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    for giver in founders:
        for taker in founders:
            if giver is not taker:
                vouch_for(giver, taker.nickname, taker.page.inner_text("#code"))


def let_in(vouchers: list[Somebody], newcomer: Somebody) -> None:
    """Let somebody new join in a room of two members who vouch for them."""
    link = open_room(vouchers[0])
    enter(vouchers[1], link)
    newcomer.go(link)
    newcomer.introduces()
    newcomer.page.locator("#code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    code = newcomer.page.inner_text("#code")
    for each in vouchers:
        vouch_for(each, newcomer.nickname, code)
    newcomer.page.get_by_role("link", name=newcomer.said("Go to my page")).filter(visible=True).first.wait_for()


def member_key(somebody: Somebody) -> str:
    """Return what stands on one's own page for the people who run the site."""
    somebody.go("/me")
    somebody.tap_summary("My member key")
    return somebody.page.inner_text("#key").strip()


def visit_workplace(somebody: Somebody) -> None:
    """Go to the page of the only workplace by the links that its people see."""
    somebody.go("/me")
    somebody.tap("Workplaces")
    somebody.tap(WORKPLACE)
    somebody.sees("Who works here")


def write_note(somebody: Somebody, text: str) -> None:
    """Write a note at the only workplace."""
    visit_workplace(somebody)
    somebody.tap("Write a note")
    somebody.page.fill("#text", text)
    somebody.look("write-a-note")
    somebody.tap("Sign and post")
    somebody.sees(text)
