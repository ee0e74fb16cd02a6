"""One person is invited and vouched for. Later a note of theirs must not stay: two report it, a steward strikes it."""

from __future__ import annotations

from tests.journeys.network import (
    TWO_WORDS,
    add_workplace,
    found,
    member_key,
    row_of,
    settle,
    shown_link,
    visit_workplace,
    write_note,
)
from tests.journeys.people import Site, Somebody

STEWARD = "Made-up steward"  # as who.toml of a rehearsal says
NOTE = "The tall man from room four was sad on Monday."


def invite(member: Somebody) -> str:
    """Make a link for one person at the only workplace."""
    member.go("/me")
    member.tap("Invite one person")
    member.sees("Who is it?")
    member.look("invite")
    member.tap("Make the link")
    link = shown_link(member)
    member.look("invitation")
    return link


def vouch(member: Somebody, nickname: str, code: str) -> None:
    """Vouch for whoever waits, once their two words are those that stand here."""
    member.go("/me")
    member.tap("Vouch")
    row = row_of(member, nickname, code)
    member.look("who-waits")
    row.get_by_role("button").click()
    member.sees("Your vouch is written down")
    member.look("vouched")


def report(member: Somebody) -> None:
    visit_workplace(member)
    member.tap("This must not stay")
    member.page.locator("[name=why]").first.wait_for()
    member.look("report-a-note")
    member.page.check("[name=why][value=person]")
    member.tap("Report it")
    member.sees("Who works here")


def strike(steward: Somebody) -> None:
    """Let the steward read the one reported note and strike it."""
    steward.go("/steward")
    steward.look("for-stewards")
    steward.tap("1 note to decide about")
    steward.sees("hidden now")
    steward.look("reported-notes")
    steward.tap("Read and decide")
    steward.sees(NOTE)
    assert "Dee" not in steward.text()
    steward.look("decide")
    steward.page.check("[name=decision][value=person]")
    steward.tap("Decide")
    steward.sees("There is nothing to decide")
    steward.look("decided")


def look_at(steward: Somebody, somebody: Somebody) -> None:
    """Let the steward open the page about somebody, who then reads that they did."""
    somebody.go("/me/looks")
    somebody.sees("No steward has opened the page about you")
    steward.go("/steward")
    line = steward.page.locator("main li").filter(has_text=somebody.nickname)
    line.get_by_role("link", name=steward.said("Open")).click()
    steward.sees("this page today")
    steward.look("about-a-member")
    steward.go("/steward/host")
    steward.look("the-host")
    somebody.go("/me")
    somebody.tap("What stewards looked at about me")
    somebody.page.locator("main").get_by_text(f": {STEWARD} ").first.wait_for()
    somebody.look("who-looked")


def test_an_invitation_and_a_note_that_is_struck(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    key = member_key(chi)
    chi.look("member-key")
    for each in (ana, bo, chi):
        each.page.goto("about:blank")  # while the site is started again, nothing asks it
    site.name_steward(key)
    dee = site.person("Dee")
    dee.go(invite(ana))
    dee.introduces()
    dee.page.locator("#my-code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    dee.look("two-words")
    code = dee.page.inner_text("#my-code")
    assert len(dee.words()) == 12
    dee.look("two-words-and-twelve")
    vouch(ana, "Dee", code)
    vouch(bo, "Dee", code)
    dee.sees("You are a member")
    dee.look("member")
    dee.tap("Go to my page")
    dee.sees("Vouched for you")
    assert "Ana, Bo" in dee.text()
    write_note(dee, NOTE)
    dee.look("note")
    report(ana)
    assert NOTE in ana.text()
    report(bo)
    bo.sees("hidden until a steward has looked at it")
    bo.look("note-hidden")
    strike(chi)
    for each in (dee, ana):
        visit_workplace(each)
        each.sees("The steward Chi struck it")
        assert NOTE not in each.page.content()
    dee.look("note-struck")
    look_at(chi, dee)
    dee.go("/record")
    dee.tap("Check now")
    dee.sees("The record holds")
    dee.look("record-after-a-strike")
