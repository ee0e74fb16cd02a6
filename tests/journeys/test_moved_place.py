"""A phone and its words are lost, nobody says no, a day passes: the place is on the new phone."""

from __future__ import annotations

import pytest

from tests.journeys.behind import a_day_later
from tests.journeys.moving import both_say_so
from tests.journeys.network import WORKPLACE, add_workplace, found, let_in, settle, visit_workplace
from tests.journeys.people import PHONE, Site, Somebody


def come_in_again(somebody: Somebody) -> None:
    """Go to one's own page; after a day the tab is locked and the PIN is asked for."""
    somebody.go("/me")
    if "/sign-in" in somebody.page.url:
        somebody.unlocks()
    somebody.sees("What you can do here")


@pytest.mark.parametrize("site", [PHONE], indirect=True, ids=["phone"])
def test_a_place_moves_to_a_new_phone(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    chi.page.goto("about:blank")  # the room that Chi is in ends once Ana opens another
    dee = site.person("Dee")
    let_in([ana, bo], dee)
    new = both_say_so(site, ana, bo)
    dee.go("/me")
    dee.sees("Then this phone stops working here")
    for each in (ana, bo, chi, dee, new):
        each.page.goto("about:blank")  # while the site is started again, nothing asks it
    a_day_later(site)
    new.go("/me")
    new.page.locator("#pin").filter(visible=True).wait_for()
    until_moved(new)
    new.look("moved")
    assert "Dee" in new.text()
    assert "Ana, Bo" in new.text()
    assert WORKPLACE in new.text()
    dee.go("/me")
    dee.unlocks()
    dee.page.locator(".error").filter(visible=True).wait_for()
    assert "/sign-in" in dee.page.url
    dee.sees("These words open nothing here any more")
    dee.broken.clear()  # the browser says that the answer was 410
    dee.look("old-phone-opens-nothing")
    for coworker in (chi, new):
        come_in_again(coworker)
        visit_workplace(coworker)
        rows = coworker.page.locator("#coworkers li")
        assert [each.strip() for each in rows.locator("span").all_inner_texts()] == ["Ana", "Bo", "Chi", "Dee"]
        coworker.tap("Check these people")
        coworker.sees("Two vouches or more hold up each of them")
    chi.look("still-a-coworker")


def until_moved(new: Somebody, tries: int = 10) -> None:
    """Unlock the new phone again and again, until the clock has written the second word down."""
    for _ in range(tries):
        new.unlocks()
        moved, not_yet = new.page.locator("#sign-out"), new.page.locator("[data-say=move]")
        moved.or_(not_yet.filter(visible=True)).first.wait_for()
        if moved.count():
            return
        new.go("/me")
    raise AssertionError("the place did not move")
