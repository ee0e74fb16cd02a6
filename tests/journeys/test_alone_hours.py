"""My hours: put in, added up, printed, copied, erased, all on the phone, with the network watched and then gone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.journeys.people import SHOTS, Site, Somebody

NOW = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)  # noon in New York, on a Friday
ZONE = "America/New_York"
PHRASE = "four calm lanterns"
KEPT = """() => navigator.serviceWorker.controller !== null || new Promise(resolve =>
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true)))"""
LEFT = """async () => [
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length, localStorage.length]"""
ASKED = re.compile(
    r"(/es)?/hours(/(totals|log|keep|files\.json|duties\.json|app\.webmanifest))?|(/es)?/hours-worker\.js"
    r"|/client/[0-9a-f]{16}/[a-z0-9_/]+\.(js|css|svg|png)"
)


def watch(somebody: Somebody) -> None:
    """Let nothing be asked for but pages and files, by their own addresses: so nothing typed can go along."""

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"blob", "data"}:
            return
        somebody.site.asked.append(request.url)
        assert (request.method, request.post_data) == ("GET", None), request.url
        assert ASKED.fullmatch(address.path), request.url
        assert (address.query, address.fragment) == ("", ""), request.url

    somebody.page.context.on("request", note)


def person(site: Site, name: str) -> Somebody:
    """Return somebody on a phone in New York, where it is noon."""
    found = site.person(name)
    found.page.context.clock.set_fixed_time(NOW)
    watch(found)
    return found


def put_in(ana: Somebody, day: str, **fields: str) -> None:
    """Fill in the form for a day and save it: `start` and `end`, or `hours` and `minutes`; `kind`."""
    page = ana.page
    page.fill("#day", day)
    page.select_option("#kind", fields.pop("kind", "paid"))
    page.check(f"[name=by][value={'times' if 'start' in fields else 'length'}]")
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    ana.tap("Save")


def saved(ana: Somebody, words: str) -> None:
    """Wait until an entry is kept."""
    ana.page.locator("[data-saved]", has_text=words).wait_for()


def refused(ana: Somebody, words: str) -> None:
    """Wait until the page says why it keeps nothing; what was typed is still there."""
    ana.page.locator(".error", has_text=ana.said(words)).wait_for()
    ana.page.locator(".error", has_text=ana.said("What you typed is still here.")).wait_for()


def put_in_first(ana: Somebody) -> None:
    """Put in a day of work; first with something missing."""
    page = ana.page
    ana.go("/hours")
    page.locator("#entry").wait_for()
    ana.look("first")
    page.fill("#day", "2026-11-26")
    page.fill("#start", "09:00")
    ana.tap("Save")
    refused(ana, "Give both times.")
    ana.look("half")
    assert (page.input_value("#start"), page.input_value("#day")) == ("09:00", "2026-11-26")
    page.fill("#end", "17:30")
    ana.tap("Save")
    saved(ana, "8 h")
    page.locator("#entries", has_text="17:30").wait_for()


def add_tasks(ana: Somebody) -> None:
    """Say what was done that day, and see what of it is outside the role."""
    page = ana.page
    ana.page.get_by_role("button", name=re.compile("Change|Cambiar")).first.click()
    ana.tap_summary("Tasks, if you like")
    page.locator("#tasks select").select_option("D28")
    page.locator("#tasks [data-role=out]").filter(visible=True).wait_for()
    page.locator("#tasks [data-inferred]").filter(visible=True).wait_for()
    page.fill("#tasks input", "600")
    ana.tap("Save")
    refused(ana, "The tasks take longer than the whole entry.")
    page.fill("#tasks input", "90")
    ana.tap("Add a task")
    page.locator("#tasks select").nth(1).select_option("D09")
    page.locator("#tasks input").nth(1).fill("90")
    ana.look("tasks")
    ana.tap("Save")
    page.locator("#entries .plain li").nth(1).wait_for()


def work_nights(ana: Somebody) -> None:
    """Put in a night, what overlaps with it, what came instead, and the night on which clocks go back."""
    page = ana.page
    page.fill("#start", "22:00")
    page.fill("#end", "06:00")
    ana.sees("Ends on the next day.")
    put_in(ana, "2026-11-24", start="22:00", end="06:00")
    saved(ana, "8 h")
    put_in(ana, "2026-11-25", start="05:30", end="07:00", kind="notes")
    refused(ana, "You have put in this time before")
    ana.look("overlap")
    assert (page.input_value("#start"), page.input_value("#kind")) == ("05:30", "notes")
    put_in(ana, "2026-11-25", hours="", minutes="30", kind="notes")
    saved(ana, "30 min")
    put_in(ana, "2026-11-01", start="00:30", end="01:30")
    refused(ana, "this time came twice")
    page.check("[name=end-fold][value=second]")
    ana.look("twice")
    ana.tap("Save")
    saved(ana, "2 h")
    put_in(ana, "2026-11-28", hours="1", minutes="", kind="notes")
    refused(ana, "This day has not come yet.")
    put_in(ana, "2026-11-20", hours="1", minutes="", kind="organizing")
    saved(ana, "1 h")
    put_in(ana, "2026-11-20", hours="1", minutes="30", kind="supervision")
    saved(ana, "1 h")


def see_in_another_tab(ana: Somebody) -> None:
    """Remove an entry in one tab; the other shows it."""
    page, other = ana.page, ana.page.context.new_page()
    other.goto(page.url)
    put_in(ana, "2026-11-27", hours="", minutes="15", kind="calls")
    other.locator("#entries", has_text="15 min").wait_for()
    other.locator("[data-do=remove]").click()
    other.locator("[data-do=sure]").click()
    page.locator("#entries li").wait_for(state="detached")
    other.close()


def add_up(ana: Somebody) -> None:
    """Give a rate, and read the totals of a month, a week and all."""
    page = ana.page
    ana.go("/hours/totals")
    page.locator("#unpaid [data-rate=no]").wait_for()
    ana.go("/hours/keep")
    page.fill("#rate", "a lot")
    ana.tap("Keep this")
    refused(ana, "Give your pay per hour in dollars")
    page.fill("#rate", "17,5")
    page.select_option("#week-starts", "1")
    ana.tap("Keep this")
    ana.sees("Kept on this phone.")
    assert page.input_value("#rate") == "17.50"
    ana.go("/hours/totals")
    page.locator("#unpaid", has_text="$35.00").wait_for()  # half an hour of notes, an hour and a half of supervision
    page.locator("#role", has_text="50").wait_for()
    page.locator("#supervised .marks li").nth(15).wait_for()
    assert page.locator("#supervised .marks .in").count() == 6
    ana.look("totals-month")
    page.check("[name=span][value=week]")
    page.locator("#rows li").nth(6).wait_for()
    ana.tap("Earlier")
    page.locator("#unpaid", has_text="$26.25").wait_for()
    ana.look("totals-week")
    page.check("[name=span][value=all]")
    page.locator("#unpaid", has_text="$35.00").wait_for()
    ana.look("totals-all")


def print_log(ana: Somebody) -> None:
    """Print the month: nothing of the site is on the paper, nor the time of organizing."""
    page = ana.page
    ana.go("/hours/log")
    page.locator("#log tbody tr").nth(4).wait_for()
    page.check("#with-tasks")
    page.locator("#log .plain li").nth(1).wait_for()
    ana.look("log")
    page.emulate_media(media="print")
    paper = page.inner_text("body")
    page.screenshot(path=SHOTS / f"{ana.site.name}-paper.png", full_page=True)
    page.emulate_media(media="screen")
    assert "Undersign" not in paper
    assert ana.said("Organizing") not in paper
    assert {"18:30", "2:00", "20:30"} <= set(paper.split())
    page.evaluate("globalThis.print = () => { globalThis.printed = document.title; }")
    ana.tap("Print")
    assert "2026" in page.evaluate("printed")
    ana.tap("An empty log")
    assert page.locator("[data-by-hand] tbody tr").count() == 31
    ana.look("empty-log")


def save_copy(ana: Somebody, label: str, folder: Path) -> Path:
    """Save a copy; return the file."""
    with ana.page.expect_download() as saving:
        ana.tap(label)
    path = folder / saving.value.suggested_filename
    saving.value.save_as(path)
    return path


def make_copies(ana: Somebody, folder: Path) -> list[Path]:
    """Save a table, a file of JSON and a locked copy."""
    page = ana.page
    ana.go("/hours/keep")
    page.fill("#phrase", PHRASE)
    page.fill("#phrase-again", PHRASE[:-1])
    ana.tap("Save a locked copy")
    refused(ana, "The two do not match.")
    page.fill("#phrase-again", PHRASE)
    locked = save_copy(ana, "Save a locked copy", folder)
    assert locked.read_bytes().startswith(b"age-encryption.org/v1")
    found = [save_copy(ana, label, folder) for label in ("Save as a table (CSV)", "Save as JSON")]
    assert [path.suffix for path in found] == [".csv", ".json"]
    ana.look("copies")
    return [locked, *found]


def lose_the_network(ana: Somebody, folder: Path) -> None:
    """Do without a network what was done with one."""
    page = ana.page
    ana.go("/hours")
    assert page.evaluate(KEPT)
    page.context.set_offline(True)
    page.reload()
    put_in(ana, "2026-11-19", hours="", minutes="45", kind="meetings")
    saved(ana, "45 min")
    ana.go("/hours/totals")
    page.locator("#kinds [data-kind=meetings]", has_text="45 min").wait_for()
    ana.go("/hours/log")
    page.locator("#log tbody tr").nth(5).wait_for()
    ana.go("/hours/keep")
    assert "2026-11-19" in save_copy(ana, "Save as a table (CSV)", folder).read_text()
    page.context.set_offline(False)


def look_into(bo: Somebody, path: Path) -> None:
    """Choose a file, and let the phone look into it."""
    bo.page.set_input_files("#file", path)
    bo.tap("Look into it")


def fill(page: Page, name: str) -> str:
    """Return what the page has filled in."""
    return page.locator(f"[data-fill={name}]").first.inner_text()


def put_back(bo: Somebody, copies: list[Path]) -> None:
    """Take each copy into an empty phone, see that the next one has nothing new, and erase all in between."""
    page = bo.page
    locked, table, whole = copies
    bo.go("/hours/keep")
    broken = whole.with_name("broken.json")
    broken.write_text(whole.read_text()[:-30])
    look_into(bo, broken)
    refused(bo, "This file was cut short or changed.")
    look_into(bo, table)
    page.locator("#take-form").wait_for()
    entries = fill(page, "fresh")
    assert int(entries) == 6
    bo.look("new")
    bo.tap("Put these in")
    bo.sees("Taken in:")
    look_into(bo, whole)
    page.locator("#take-form").wait_for()
    assert (fill(page, "fresh"), fill(page, "same")) == ("0", entries)
    page.check("#with-settings")
    bo.tap("Put these in")
    bo.sees("Taken in:")
    bo.go("/hours/totals")
    page.locator("#unpaid", has_text="$35.00").wait_for()
    change_and_compare(bo, whole)
    erase(bo, entries)
    bo.go("/hours/keep")
    page.set_input_files("#file", locked)
    page.fill("#opens-with", "four calm lamps")
    bo.tap("Look into it")
    refused(bo, "This does not open the file.")
    page.fill("#opens-with", PHRASE)
    bo.tap("Look into it")
    page.locator("#take-form").wait_for()
    assert fill(page, "fresh") == entries
    bo.tap("Put these in")
    bo.sees("Taken in:")
    bo.go("/hours/totals")
    page.locator("#unpaid", has_text="$35.00").wait_for()


def change_and_compare(bo: Somebody, whole: Path) -> None:
    """Change an entry; the copy then differs, and takes its place only if told to."""
    page = bo.page
    bo.go("/hours")
    page.fill("#day", "2026-11-26")
    page.locator("#entries", has_text="17:30").wait_for()
    page.locator("[data-do=change]").click()
    page.fill("#end", "18:00")
    bo.tap("Save")
    saved(bo, "9 h")
    bo.go("/hours/keep")
    look_into(bo, whole)
    page.locator("#conflicts fieldset", has_text="18:00").wait_for()
    bo.look("differs")
    page.check("#conflicts [value=theirs]")
    bo.tap("Put these in")
    bo.sees("Taken in:")


def erase(somebody: Somebody, entries: str) -> None:
    """Erase all, once the page has said what goes; nothing is left on the phone."""
    page = somebody.page
    somebody.go("/hours/keep")
    somebody.tap("Erase all")
    page.locator("#sure", has_text=entries).wait_for()
    somebody.look("sure")
    somebody.tap("Erase all for good")
    somebody.sees("All is erased on this phone.")
    somebody.look("erased")
    assert page.evaluate(LEFT) == [0, 0, 0, 0]


def walk(site: Site, folder: Path) -> None:
    """Keep hours for a month, on one phone and then on another."""
    site.screen = {**site.screen, "timezone_id": ZONE}
    ana = person(site, "Ana")
    put_in_first(ana)
    add_tasks(ana)
    work_nights(ana)
    see_in_another_tab(ana)
    add_up(ana)
    print_log(ana)
    copies = make_copies(ana, folder)
    put_back(person(site, "Bo"), copies)
    lose_the_network(ana, folder)
    erase(ana, "7")
    assert ana.page.context.cookies() == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_hours_are_kept_on_the_phone_alone(site: Site, tmp_path: Path, language: str) -> None:
    site.language = language
    site.name += f"-{language}"
    walk(site, tmp_path)


def test_leaving_quickly_works_without_a_network(site: Site) -> None:
    ana = site.person("Ana")
    ana.go("/hours")
    assert ana.page.evaluate(KEPT)
    ana.page.context.set_offline(True)
    ana.page.remove_listener("request", ana.note)
    ana.go("/hours/totals")
    ana.page.locator("#totals").wait_for()
    with ana.page.expect_request("https://www.weather.gov/"):
        for _ in range(3):
            ana.page.keyboard.press("Escape")
