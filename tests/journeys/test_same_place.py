"""One workplace stands on the list twice: a person of each place joins them, and one of them parts them again."""

from __future__ import annotations

import pytest

from tests.journeys.network import (
    EMPLOYER,
    TWO_WORDS,
    WORKPLACE,
    add_workplace,
    enter,
    found,
    settle,
    shown_link,
    vouch_for,
)
from tests.journeys.people import PHONE, Site, Somebody

SECOND = "Harbor Home"


def add_again(one: Somebody, second: Somebody) -> None:
    """Add the same place under another name, although the site says that it looks like one on the list."""
    one.go("/workplaces/add")
    one.page.fill("[name=name]", SECOND)
    one.page.fill("[name=employer]", EMPLOYER)
    one.page.select_option("[name=state]", "NY")
    one.page.check("[name=kind][value=private]")
    one.page.locator("form.fields button").click()
    one.sees("These look like it")
    assert WORKPLACE in one.text()
    one.look("looks-like-one")
    one.tap("Add it")
    one.sees("waits for a second member")
    second.go("/workplaces")
    second.tap("Look at it")
    second.press(second.page.locator("[data-act=confirm]"))
    second.page.wait_for_url("**/workplaces")


def let_in_there(vouchers: list[Somebody], newcomer: Somebody) -> None:
    """Let somebody in who works at the place of the second name."""
    vouchers[0].go("/room")
    vouchers[0].page.get_by_label(SECOND).check()
    vouchers[0].tap("Open a room")
    link = shown_link(vouchers[0])
    enter(vouchers[1], link)
    newcomer.go(link)
    newcomer.introduces()
    newcomer.page.locator("#code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    for each in vouchers:
        vouch_for(each, newcomer.nickname, newcomer.page.inner_text("#code"))
    newcomer.page.get_by_role("link", name="Go to my page").filter(visible=True).first.wait_for()


def same(somebody: Somebody, place: str) -> None:
    """Go to the page about places with two names."""
    somebody.go("/workplaces")
    somebody.tap(place)
    somebody.tap("Join two names, or part them")
    somebody.page.get_by_role("heading", name="Same place, two names").wait_for()


def coworkers(somebody: Somebody, place: str) -> list[str]:
    """Return who is on the list of a place."""
    somebody.go("/workplaces")
    somebody.tap(place)
    somebody.sees("Who works here")
    return [each.strip() for each in somebody.page.locator("#coworkers li span").all_inner_texts()]


@pytest.mark.parametrize("site", [PHONE], indirect=True, ids=["phone"])
def test_a_place_with_two_names_is_joined_and_parted(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    for each in (bo, chi):
        each.page.goto("about:blank")  # their room ends once Ana opens another
    add_again(ana, bo)
    eve = site.person("Eve")
    let_in_there([ana, bo], eve)
    assert coworkers(eve, SECOND) == ["Eve"]
    same(eve, SECOND)
    eve.look("same-place")
    eve.tap(f"Same as {WORKPLACE}")
    eve.sees("It waits for a person who works there")
    eve.look("join-waits")
    assert coworkers(eve, SECOND) == ["Eve"]
    same(chi, WORKPLACE)
    chi.sees(f"Somebody says that {SECOND}")
    chi.look("join-asked")
    chi.tap("Yes, the same place")
    chi.page.wait_for_url("**/workplaces")
    same(chi, WORKPLACE)
    chi.sees("counts as this place")
    chi.look("joined")
    for each in (eve, chi):
        assert coworkers(each, WORKPLACE) == ["Ana", "Bo", "Chi", "Eve"]
        each.sees(f"{SECOND} counts as this place")
    eve.tap("Check these people")
    eve.sees("Two vouches or more hold up each of them")
    same(eve, WORKPLACE)
    eve.tap("Part them again")
    eve.page.wait_for_url("**/workplaces")
    assert coworkers(eve, SECOND) == ["Eve"]
    assert coworkers(chi, WORKPLACE) == ["Ana", "Bo", "Chi"]
    chi.look("parted")
