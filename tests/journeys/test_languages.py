"""Every page that links lead to, in both languages: easy to read, for everybody to use, and left in a moment."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Route

from tests.journeys.network import add_workplace, found, let_in, settle, visit_workplace, write_note
from tests.journeys.people import Site, Somebody
from tests.web import reading

OUTSIDE = "https://www.weather.gov/"
LANGUAGES = {"en": "", "es": "/es"}
LINKS = "all => all.filter(each => !each.hasAttribute('download')).map(each => each.pathname)"
TABS_MOST = 5
ID_LETTERS = 43
OUTSIDERS = {
    "",
    "/how-to-come-in",
    "/what-can-go-wrong",
    "/who",
    "/record",
    "/sign-in",
    "/employers",
    "/did-it-work",
    "/pay",
    "/hours",
    "/hours/totals",
    "/hours/log",
    "/hours/keep",
    "/where",
    "/rights",
}
MEMBERS = {
    "/me",
    "/me/looks",
    "/me/words",
    "/vouch",
    "/invite",
    "/room",
    "/lost",
    "/leave",
    "/workplaces",
    "/surveys/hours",
}
OF_A_WORKPLACE = {"add", "write", "same", "report"}


def neutral(path: str) -> str:
    """Return a path as it is without its language."""
    bare = path.removeprefix("/es") if path == "/es" or path.startswith("/es/") else path
    return bare.rstrip("/")


def pages(reader: Somebody, start: str, prefix: str) -> Iterator[str]:
    """Visit every page to which links lead from a page, in one language; yield the path of each while it is open."""
    due, seen = [start], {start}
    while due:
        path = due.pop(0)
        answer_to(reader, prefix + (path or "/"))
        if neutral(urlsplit(reader.page.url).path) != path:
            continue  # for members alone: it leads to where they sign in
        yield path
        for found_path in reader.page.eval_on_selector_all(f"a[href^='{prefix}/'], a[href='{prefix}']", LINKS):
            following = neutral(found_path)
            if following not in seen:
                seen.add(following)
                due.append(following)


def answer_to(reader: Somebody, path: str) -> None:
    """Open a page; it must be there."""
    reader.page.goto("about:blank")
    answer = reader.page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    reader.page.wait_for_load_state("networkidle")


def read_all(reader: Somebody, start: str, language: str) -> set[str]:
    """Check every page that links lead to; return their paths."""
    visited = set()
    for path in pages(reader, start, LANGUAGES[language]):
        page = reader.page
        assert page.locator("html").get_attribute("lang") == language, path
        other = page.locator("footer a[hreflang]")
        assert other.get_attribute("hreflang") != language
        assert neutral(urlsplit(str(other.get_attribute("href"))).path) == path
        reading.check(page.content(), language)
        reader.look("-".join([language, *(part for part in path.split("/") if 0 < len(part) < ID_LETTERS)]))
        visited.add(path)
    return visited


def check_record(reader: Somebody) -> None:
    """Let the reader's own phone check the record, twice: the second time against what it saw the first time."""
    for expected in ("This is the first check on this phone", "Your phone saw the record before"):
        reader.go("/record")
        reader.tap("Check now")
        reader.sees("The record holds")
        reader.sees("Not yet witnessed")
        reader.sees(expected)
    reader.look("record-checked")


def tab_to_leave(reader: Somebody) -> None:
    """Reach the button that leaves by the keyboard alone, soon."""
    for _ in range(TABS_MOST):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement.id") == "leave":
            return
    raise AssertionError(f"Tab does not reach the button that leaves within {TABS_MOST} times")


def leave(reader: Somebody, *keys: str) -> None:
    """Press keys that leave the site. The page to which they lead is none of ours: here it says one word."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="Sunny.")

    page = reader.page
    page.remove_listener("request", reader.note)
    page.route(f"{OUTSIDE}**", answer)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(OUTSIDE)
    assert asked == [OUTSIDE]
    page.unroute(f"{OUTSIDE}**")
    page.on("request", reader.note)
    assert OUTSIDE not in reader.site.asked


def test_an_outsider_reads_every_page(site: Site) -> None:
    outsider = site.person("outsider")
    for language in LANGUAGES:
        assert read_all(outsider, "", language) == OUTSIDERS
    check_record(outsider)
    assert outsider.page.context.cookies() == []
    outsider.go("/")
    tab_to_leave(outsider)
    leave(outsider, "Enter")
    outsider.go("/es/")
    outsider.page.keyboard.press("Escape")
    outsider.page.keyboard.press("Escape")
    outsider.page.locator("[data-presses='2']:not([hidden])").wait_for()
    leave(outsider, "Escape")
    assert outsider.page.context.cookies() == []


def test_a_member_reads_every_page(site: Site) -> None:
    ana, bo, chi = found(site)
    add_workplace(ana, bo)
    settle([ana, bo, chi])
    dee = site.person("Dee")
    let_in([ana, bo], dee)
    dee.page.goto("about:blank")
    write_note(ana, "Who else wants another rota?")
    for language in LANGUAGES:
        visited = read_all(ana, "/me", language)
        assert visited >= MEMBERS | (OUTSIDERS - {"/sign-in"})
        of_a_workplace = {path for path in visited if path.startswith("/workplaces/")}
        ends = {path.rsplit("/", 1)[1] for path in of_a_workplace}
        assert ends >= OF_A_WORKPLACE
    check_record(ana)
    stand = ana.page.locator("main [data-fill=stand]")
    assert stand.inner_text() == "4"
    assert ana.page.locator("main [data-fill=claimed]").inner_text() == "4"
    visit_workplace(ana)
    tab_to_leave(ana)
    leave(ana, "Escape", "Escape", "Escape")
    ana.go("/record")
    assert ana.page.evaluate("sessionStorage.length") == 0
    outsider = site.person("outsider")
    check_record(outsider)
    assert outsider.page.context.cookies() == []
