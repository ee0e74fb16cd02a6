"""Six people in one room: two members, four who join on the spot, and the record checked on a phone."""

from __future__ import annotations

from tests.journeys.network import TWO_WORDS, add_workplace, enter, found, open_room, vouch_for
from tests.journeys.people import Site, Somebody

NEW = ("Fay", "Gus", "Hal", "Ivy")
SCREENS_MOST = 7
COUNT_SCREENS = """() => {
    const shown = new Set();
    const look = () => {
        // What stands there until the script runs is no screen.
        for (const each of document.querySelectorAll("[data-say][data-group=step]:not([data-say=old]), #in"))
            if (each.checkVisibility()) shown.add(`${location.pathname} ${each.dataset.say ?? each.id}`);
        window.screens = [...shown];
    };
    new MutationObserver(look).observe(document, {attributes: true, childList: true, subtree: true});
}"""


def test_a_room_of_six(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    link = open_room(ana)
    enter(bo, link)
    newcomers = [site.person(name) for name in NEW]
    newcomers[0].page.add_init_script(f"({COUNT_SCREENS})()")
    for each in newcomers:
        each.go(link)
        each.introduces(mine=each.nickname != "Ivy")
        each.page.locator("#code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    newcomers[0].look("in-the-room")
    for each in newcomers:
        code = each.page.inner_text("#code")
        vouch_for(ana, each.nickname, code)
        vouch_for(bo, each.nickname, code)
    ana.look("room-when-all-are-in")
    for each in newcomers:
        each.page.get_by_role("link", name="Go to my page").filter(visible=True).first.wait_for()
    fay = newcomers[0]
    screens = fay.page.evaluate("window.screens")
    assert screens == ["/join about", "/join new_pin", "/join room", "/join in"]
    assert len(screens) <= SCREENS_MOST
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


def sign_in_by_words(new: Somebody, words: list[str]) -> None:
    """Type the twelve words on a borrowed phone."""
    new.go("/me")
    new.page.locator("#typed").filter(visible=True).wait_for()
    new.page.fill("#typed", " ".join(words))
    new.page.check("input[name=whose][value=other]")
    new.tap("Sign in")
    new.page.wait_for_url("**/me")


def test_words_of_a_borrowed_phone_are_read_in_the_room(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    link = open_room(ana)
    enter(bo, link)
    ivy = site.person("Ivy")
    ivy.go(link)
    ivy.introduces(mine=False)
    ivy.page.locator("#code", has_text=TWO_WORDS).filter(visible=True).wait_for()
    ivy.sees("so it asks for your words again")
    ivy.look("borrowed-phone-in-the-room")
    words = ivy.words()
    ivy.look("borrowed-phone-with-words")
    code = ivy.page.inner_text("#code")
    for each in (ana, bo):
        vouch_for(each, "Ivy", code)
    ivy.tap("Write down my twelve words")
    ivy.sees("so it asks for your words again")
    assert "You typed" not in ivy.text()
    ivy.look("borrowed-phone-way-back")
    ivy.tap("Show my words")
    items = ivy.page.locator("#words li")
    items.nth(11).wait_for()
    assert [word.strip() for word in items.all_inner_texts()] == words
    ivy.go("/me")
    ivy.sees("You have not written your twelve words down yet.")
    ivy.page.context.close()
    again = site.person("Ivy-again")
    sign_in_by_words(again, words)
    assert "Ivy" in again.text()
    assert "Ana, Bo" in again.text()
