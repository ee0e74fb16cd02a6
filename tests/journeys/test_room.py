"""Six people in one room: two members, four who join on the spot, and the record checked on a phone."""

from __future__ import annotations

from tests.journeys.network import add_workplace, enter, found, open_room, vouch_for
from tests.journeys.people import Site

NEW = ("Fay", "Gus", "Hal", "Ivy")


def test_a_room_of_six(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    link = open_room(ana)
    enter(bo, link)
    newcomers = [site.person(name) for name in NEW]
    for each in newcomers:
        each.go(link)
        each.introduces(mine=each.nickname != "Ivy")
        each.page.locator("#code").filter(visible=True).wait_for()
    newcomers[0].look("in-the-room")
    for each in newcomers:
        code = each.page.inner_text("#code")
        vouch_for(ana, each.nickname, code)
        vouch_for(bo, each.nickname, code)
    ana.look("room-when-all-are-in")
    for each in newcomers:
        each.page.get_by_role("link", name="Go to my page").filter(visible=True).first.wait_for()
    fay = newcomers[0]
    fay.go("/me")
    fay.look("my-page")
    assert "Ana" in fay.text()
    assert "Bo" in fay.text()
    fay.go("/workplaces")
    fay.tap("Harbor House")
    fay.look("workplace")
    assert all(name in fay.text() for name in NEW)
    fay.go("/record")
    fay.tap("Check now")
    fay.page.locator("main").get_by_text("not yet witnessed").filter(visible=True).first.wait_for()
    fay.look("record-checked")
