"""A phone and its words are lost: two who vouched move the place to a new phone, and the old phone stops it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.journeys.moving import come_back, confirm, link_back
from tests.journeys.network import add_workplace, found, let_in
from tests.journeys.people import Site

DUE = re.compile(r"moves on (?P<day>.+?, \d{4}), (?P<hour>.+?) \(UTC\)")


def days_ahead(moment: datetime) -> str:
    """Return how a page writes the number and year of the day after this moment."""
    later = moment + timedelta(days=1)
    return f" {later.day}, {later.year}"


def test_two_move_a_place_and_the_old_phone_says_no(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    dee, new = site.person("Dee"), site.person("Dee-new")
    let_in([ana, bo], dee)
    dee.go("/me")
    code = come_back(new, link_back(ana, "Dee"))
    ana.tap("Go on when the new phone is ready")
    ana.tap("Dee wants to move to a new phone.")
    confirm(ana, code)
    before = datetime.now(UTC)
    bo.go("/me")
    bo.tap("Your word is needed")
    confirm(bo, code)
    possible = {days_ahead(before), days_ahead(datetime.now(UTC))}
    bo.tap("My page")
    bo.sees("Dee moves to a new phone on")
    bo.tap("See more")
    bo.sees("unless the old phone says no")
    bo.look("move-waits")
    chi.go("/me")
    assert "new phone" not in chi.text()
    new.tap("Sign in")
    new.unlocks()
    new.sees("Your place has not moved to this phone yet")
    assert new.page.inner_text("[data-say=move] #code") == code
    new.look("not-yet")
    dee.go("/me")
    told = DUE.search(dee.text())
    assert told is not None
    assert any(told["day"].endswith(each) for each in possible)
    assert told["hour"]
    dee.look("old-phone-is-told")
    dee.tap("Stop this. I have my phone.")
    dee.page.get_by_text("wants to give your place").wait_for(state="detached")
    dee.look("stopped")
    assert "Ana, Bo" in dee.text()
    bo.go("/me")
    assert "new phone on" not in bo.text()
    new.go("/me")
    new.unlocks()
    new.page.locator(".error").filter(visible=True).wait_for()
    assert "/sign-in" in new.page.url
