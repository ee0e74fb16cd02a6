"""The whole way in Spanish: founding, room, invitation, a struck note, a new phone, and what stops one on the way."""

from __future__ import annotations

import pytest

from tests.journeys.behind import do
from tests.journeys.moving import both_say_so
from tests.journeys.network import (
    TWO_WORDS,
    add_workplace,
    found,
    let_in,
    member_key,
    settle,
    visit_workplace,
    write_note,
)
from tests.journeys.people import PHONE, Site, Somebody
from tests.journeys.test_invitation import NOTE, invite, look_at, report, strike, vouch

TRIES_MOST = 10
TRY_OFTEN = """async path => {
  for (let tries = 0, refused = 0; tries < 2000 && refused < 20; tries += 1) {
    const answer = await fetch(path, {method: "POST"});
    refused = answer.status === 429 ? refused + 1 : 0;
  }
}"""
SEND_FORM = """path => {
  const form = Object.assign(document.createElement("form"), {method: "post", action: path});
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture
def spanish(site: Site) -> Site:
    """Let everybody read the site in Spanish."""
    site.language = "es"
    return site


def stopped(somebody: Somebody, path: str, status: int, *languages: str) -> None:
    """Look at the page that says why something did not go on, in each language."""
    for prefix in languages:
        answer = somebody.page.goto(prefix + path)
        assert answer is not None
        assert answer.status == status
        somebody.broken.clear()  # the browser says that the page has this status
        assert somebody.page.locator("html").get_attribute("lang") == (prefix.removeprefix("/") or "en")
        somebody.look(f"stopped-{status}-{prefix.removeprefix('/') or 'en'}")


def too_many(somebody: Somebody) -> None:
    """Try to sign in until the site wants no more of it, then send a form, and see what the site says in each language.

    Each process of the server counts for itself, and the browser may speak to another one next.
    """
    page, site = somebody.page, somebody.site
    for prefix, language in (("/es", "es"), ("", "en")):
        for _ in range(TRIES_MOST):
            page.goto(f"{site.address}{prefix}/")
            page.evaluate(TRY_OFTEN, f"{prefix}/sign-in")
            with page.expect_navigation():
                page.evaluate(SEND_FORM, f"{prefix}/sign-in")
            if page.locator("main h1").count():
                break
        somebody.broken.clear()  # the browser says that all of these were refused
        assert page.locator("html").get_attribute("lang") == language
        somebody.look(f"stopped-429-{language}")


@pytest.mark.parametrize("site", [PHONE], indirect=True, ids=["phone"])
def test_the_whole_way_in_spanish(spanish: Site) -> None:
    ana, bo, chi = found(spanish)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    ana.look("room-of-members")
    key = member_key(chi)
    for each in (ana, bo, chi):
        each.page.goto("about:blank")  # while the site is started again, nothing asks it
    spanish.name_steward(key)
    dee = spanish.person("Dee")
    dee.go(invite(ana))
    dee.introduces()
    dee.page.locator("#my-code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    dee.look("two-words")
    code = dee.page.inner_text("#my-code")
    vouch(ana, "Dee", code)
    vouch(bo, "Dee", code)
    dee.sees("You are a member")
    dee.look("member")
    write_note(dee, NOTE)
    report(ana)
    report(bo)
    bo.sees("hidden until a steward has looked at it")
    strike(chi)
    visit_workplace(dee)
    dee.look("note-struck")
    look_at(chi, dee)
    fay = spanish.person("Fay")
    let_in([ana, bo], fay)
    fay.look("in-a-room")
    new = both_say_so(spanish, ana, bo)
    bo.look("move-waits")
    dee.go("/me")
    dee.look("old-phone-is-told")
    new.tap("Sign in")
    new.unlocks()
    new.page.locator("[data-say=move] #code").filter(visible=True).wait_for()
    new.look("not-yet")


@pytest.mark.parametrize("site", [PHONE], indirect=True, ids=["phone"])
def test_what_stops_one_is_said_in_both_languages(site: Site) -> None:
    outsider = site.person("outsider")
    stopped(outsider, "/not-there", 404, "", "/es")
    too_many(outsider)
    do(site, "break")
    stopped(outsider, "/who", 500, "", "/es")
