"""A phone is lost: the words bring a member back. A borrowed phone keeps nothing. And somebody leaves for good."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.keyholders import until
from tests.journeys.network import add_workplace, found
from tests.journeys.people import PIN, Site, Somebody

KEPT = """async () => ({
    local: {...localStorage}, session: {...sessionStorage},
    databases: (await indexedDB.databases()).map(each => each.name), caches: await caches.keys(),
})"""
NOTHING: dict[str, object] = {"local": {}, "session": {}, "databases": [], "caches": []}
KEEP_A_RECEIPT = """async at => {
    const {keepReceipt} = await import(at + "device/receipts.js");
    const {entropy} = await import(at + "device/unlocked.js");
    await keepReceipt(entropy(), {kind: "of a box that this site does not know", id: "1"});
}"""


def saved_words(somebody: Somebody) -> str:
    """Go through "Save a way back" and return the twelve words; My page says before and after how it stands."""
    somebody.go("/me")
    somebody.sees("You have not written your twelve words down yet.")
    somebody.tap("Save a way back")
    somebody.page.fill("#pin", PIN)
    somebody.tap("Show my words")
    items = somebody.page.locator("#words li")
    items.nth(11).wait_for()
    words = [word.strip() for word in items.all_inner_texts()]
    somebody.look("twelve-words")
    somebody.tap("I wrote them down")
    for box in range(3):
        number = int(somebody.page.inner_text(f"[data-number='{box}']"))
        somebody.page.fill(f"#word-{box}", words[number - 1])
    somebody.tap("Check")
    somebody.sees("Your paper is right")
    somebody.tap("My page")
    somebody.sees("You wrote your twelve words down.")
    assert "not written" not in somebody.text()
    return " ".join(words)


def borrow(site: Site, words: str, device: str) -> Somebody:
    """Sign in with twelve words on a phone that is somebody else's, and visit some pages."""
    again = site.person(device)
    again.go("/me")
    again.page.locator("#typed").filter(visible=True).wait_for()
    again.page.fill("#typed", words)
    again.page.check("input[name=whose][value=other]")
    again.look("sign-in-by-words")
    again.tap("Sign in")
    again.page.wait_for_url("**/me")
    assert "Ana" in again.text()
    again.go("/workplaces")
    again.go("/record")
    again.tap("Check now")
    again.sees("The record holds")
    kept = again.page.evaluate(KEPT)
    assert kept["session"]
    assert {**kept, "session": {}} == NOTHING
    [cookie] = again.page.context.cookies()
    assert cookie["expires"] == -1
    return again


def asks_for_words(somebody: Somebody, page: Page) -> None:
    """Open pages for members in a tab: they ask for the words, and nothing is kept any more, no session either."""
    for path in ("/me", "/workplaces", "/me/words"):
        page.goto(path)
        page.wait_for_url("**/sign-in?**")
        page.locator("#typed").filter(visible=True).wait_for()
        assert "Ana" not in page.content()
    assert page.evaluate(KEPT) == NOTHING
    assert somebody.page.context.cookies() == []


def test_a_lost_phone_and_the_words(site: Site) -> None:
    ana, *_ = found(site)
    words = saved_words(ana)
    again = borrow(site, words, "Ana-again")
    again.go("/me")
    again.look("back")
    context = again.page.context
    again.page.close()
    asks_for_words(again, context.new_page())
    leaving = borrow(site, words, "Ana-leaves")
    page = leaving.page
    page.context.route("https://www.weather.gov/**", lambda route: route.fulfill(body="Sunny."))
    page.remove_listener("request", leaving.note)
    with page.expect_request("**/sign-out") as told:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.weather.gov/")
    assert told.value.method == "POST"
    until("the session has ended", lambda: page.context.cookies() == [])
    page.goto(f"{site.address}/who")
    assert page.evaluate(KEPT) == NOTHING
    assert "My page" not in page.inner_text("footer")
    asks_for_words(leaving, page)


def test_leaving_now_works_without_a_connection(site: Site) -> None:
    ana, *_ = found(site)
    page = ana.page
    ana.go("/me")
    page.remove_listener("request", ana.note)
    page.context.set_offline(offline=True)
    unreached = page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:"))
    with page.expect_request("https://www.weather.gov/"), unreached:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.context.set_offline(offline=False)
    ana.broken.clear()  # the browser says that the other page did not load
    page.goto(f"{site.address}/me")
    page.wait_for_url("**/sign-in?**")
    page.locator("#pin").filter(visible=True).wait_for()
    assert page.context.cookies() == []


def test_a_phone_left_alone_locks_and_signs_out(site: Site) -> None:
    ana, *_ = found(site)
    ana.page.clock.install()
    ana.go("/me")
    ana.sees("Keep your place safe")
    ana.page.clock.run_for(14 * 60_000)
    assert ana.page.url.endswith("/me")
    with ana.page.expect_request("**/sign-out"):
        ana.page.clock.fast_forward(2 * 60_000)
    ana.page.wait_for_url("**/sign-in?next=%2Fme")
    ana.look("locked")
    assert ana.page.context.cookies() == []
    ana.unlocks()
    ana.page.wait_for_url("**/me")
    assert "Ana" in ana.text()


def test_leaving_for_good(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    chi.go("/me")
    script = str(chi.page.locator("script[src*='site/me.js']").get_attribute("src"))
    chi.page.evaluate(KEEP_A_RECEIPT, script.removesuffix("site/me.js"))
    chi.page.evaluate("localStorage.setItem('undersign/record', JSON.stringify({size: 7}))")
    with chi.page.expect_download() as download:
        chi.tap("Save what this phone keeps")
    saved = download.value.path().read_text()
    assert download.value.suggested_filename == "phone.json"
    assert '"pin": true' in saved
    assert '"id": "1"' in saved
    assert '"size": 7' in saved
    chi.go("/leave")
    chi.look("leave")
    chi.page.locator("#leave-form input[type=checkbox]").check()
    chi.tap("Leave now and delete my account")
    chi.sees("Answers that could not be withdrawn: 1")
    chi.look("could-not-withdraw")
    chi.tap("Try again")
    chi.page.locator("#again:not([aria-disabled])").filter(visible=True).wait_for()  # it rests while it tries
    chi.sees("Answers that could not be withdrawn: 1")
    assert "undersign" in chi.page.evaluate(KEPT)["databases"]
    chi.tap("Leave all the same")
    chi.sees("You have left")
    chi.look("left")
    assert chi.page.evaluate(KEPT)["databases"] == []
    chi.go("/me")
    chi.page.wait_for_url("**/sign-in**")
