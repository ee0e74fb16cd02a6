"""Where can I take this: two paths on the phone alone, in both languages, with and without scripts. Nothing is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from playwright.sync_api import Request
from pypdf import PdfReader

from tests.journeys.people import Site, Somebody
from tests.journeys.test_languages import leave
from undersign.reference.routes import texts

NEW_YORK = "America/New_York"
LANGUAGES = ("en", "es")


class Watched:
    """Somebody on the page, on March 10, 2026 in New York, with every request since the page has come."""

    def __init__(self, site: Site, language: str, path: str = "/where", lacks: str = "") -> None:
        site.language = language
        self.somebody = site.person("Ana")
        page = self.page = self.somebody.page
        page.clock.set_fixed_time(datetime(2026, 3, 10, 15, tzinfo=UTC))
        page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": NEW_YORK})
        if lacks:
            page.route(f"**/{lacks}", lambda route: route.abort())
        self.before: list[str] = []
        self.sent: list[tuple[str, str]] = []
        page.on("request", lambda request: self.before.append(request.url))
        self.somebody.go(path)
        page.wait_for_load_state("networkidle")
        self.address = page.url
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.sent.append((request.method, request.url))

    def choose(self, *labels: str) -> None:
        """Answer questions one after another."""
        for label in labels:
            self.somebody.tap(label)

    def day(self, year: str, month: str, date: str) -> None:
        """Type a day and send it."""
        for name, value in (("year", year), ("month", month), ("date", date)):
            self.page.fill(f"[name={name}]", value)
        self.somebody.tap("Show the last day")

    def back(self) -> None:
        """Go back by the page's own button, which other pages name otherwise in Spanish."""
        self.page.locator("[data-do=back]").click()

    def file(self, label: str, path: Path) -> Path:
        """Save what a button gives."""
        with self.page.expect_download() as download:
            self.somebody.tap(label)
        download.value.save_as(path)
        return path

    def nothing_left(self) -> None:
        """Check that nothing went out, and nothing stands in the address or is kept."""
        assert [each for each in self.sent if not each[1].startswith("blob:")] == []
        assert self.page.url == self.address
        assert "#" not in self.address
        kept = "[localStorage.length, sessionStorage.length, document.cookie]"
        assert self.page.evaluate(kept) == [0, 0, ""]
        assert self.page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def to_the_labor_board(who: Watched) -> Somebody:
    """Answer as a peer worker of a nonprofit who was punished for talking about pay."""
    who.choose(
        "Something that happened to me or to us at work",
        "I was punished or threatened for what I said or did",
        "For acting with coworkers, or for talking about pay",
        "A company or a nonprofit",
        "No",
    )
    return who.somebody


def finds_the_day(who: Watched, language: str, folder: Path) -> None:
    """Find the labor board, type days that are none, then one whose last day was worked out by hand; keep it."""
    ana = to_the_labor_board(who)
    ana.look("day")
    who.day("2026", "2", "30")
    ana.sees("There is no such day. Look at the month and the day once more.")
    assert who.page.input_value("[name=date]") == "30"
    ana.look("no-such-day")
    who.day("2026", "3", "11")
    ana.sees("That day is still to come.")
    who.day("1999", "12", "31")
    ana.sees("We count from the year 2000 on.")
    who.day("2026", "3", "4")
    ana.sees("September 4, 2026" if language == "en" else "4 de septiembre de 2026")
    ana.sees(texts.MUST["file_and_serve"])
    assert "29 USC 157" in ana.text()
    ana.look("labor-board")
    file = who.file("Put the day into my calendar", folder / f"{language}.ics").read_bytes()
    calendar: Any = Calendar.from_ical(file)
    [event] = calendar.walk("VEVENT")
    assert event["dtstart"].dt.astimezone(UTC) == datetime(2026, 9, 4, 9, tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)
    assert str(event["summary"]) == ana.said("Date to remember")
    assert b"abor" not in file
    who.page.go_back()  # the browser's own way
    ana.sees("On which day did it happen?")
    assert who.page.input_value("[name=year]") == "2026"
    who.back()
    ana.sees("Are you a supervisor?")


def is_too_late(who: Watched) -> None:
    """Give a day whose last day has passed, and then none."""
    ana = who.somebody
    ana.tap("No")
    who.day("2025", "6", "2")
    ana.sees("This day has passed.")
    ana.sees("Ask it anyway")
    assert ana.said("Put the day into my calendar") not in ana.text()
    ana.look("passed")
    who.back()
    ana.tap("I do not know the day")
    ana.sees(texts.MUST["file_and_serve"])
    assert ana.said("This day has passed.") not in ana.text()
    ana.tap("Start again")
    ana.sees("What is it about?")
    assert who.page.input_value("[name=year]") == "", "what was typed is forgotten"


def test_a_worker_finds_the_labor_board_and_its_last_day(site: Site, tmp_path: Path) -> None:
    for language in LANGUAGES:
        who = Watched(site, language)
        who.somebody.look("start")
        finds_the_day(who, language, tmp_path)
        is_too_late(who)
        who.nothing_left()
    leave(to_the_labor_board(who), "Escape", "Escape", "Escape")


def finds_no_day(site: Site, language: str) -> None:
    """Come from a demand's page, and find a route that was not checked."""
    who = Watched(site, language, "/where#why")
    ana = who.somebody
    who.choose("For acting with coworkers, or for talking about pay", "A state, county, city or public school")
    shown = ana.page.inner_text("#to_state_board")
    assert shown.strip().startswith(
        ana.said("Not checked. We found no rule for this. Ask in your state before you rely on it.")
    )
    assert not any(letter.isdigit() for letter in shown)
    ana.look("not-checked")
    who.nothing_left()


def goes_without_scripts(site: Site, language: str) -> None:
    """Walk the same page by plain links, one question at a time."""
    context = site.browser.new_context(java_script_enabled=False, base_url=site.address)
    page = context.new_page()
    bo = Somebody(site, "Bo", page)
    page.goto("/where" if language == "en" else "/es/where")
    labels = ("Something that happened to me or to us at work", "I was not paid for time that I worked")
    for label in (*labels, "A company or a nonprofit", "Training or meetings"):
        page.get_by_role("link", name=bo.said(label), exact=True).filter(visible=True).click()
    bo.sees("The federal wage office (DOL Wage and Hour), or a court")
    assert bo.said("the payday") in page.inner_text("#to_unpaid_training")
    assert page.locator("main button").filter(visible=True).count() == 0
    assert page.locator(".step").filter(visible=True).count() == 1
    context.close()


def says_what_did_not_come(site: Site) -> None:
    """Where the letters did not come, days are counted all the same, and who wants a letter is told."""
    who = Watched(site, site.language, lacks="letters.json")
    who.choose("Care that failed someone", "A health plan said no, or cut or stopped care")
    who.choose("Medicaid, run by a health plan", "No, not yet")
    who.day("2026", "1", "31")
    who.somebody.sees("April 1, 2026")
    who.somebody.tap("Write an appeal to the plan")
    who.somebody.sees("A part of this page did not come.")
    who.nothing_left()


def test_an_unchecked_route_shows_no_day_and_the_page_works_without_scripts(site: Site) -> None:
    for language in LANGUAGES:
        site.language = language
        finds_no_day(site, language)
        goes_without_scripts(site, language)
    site.language = "en"
    says_what_did_not_come(site)


def writes(who: Watched, language: str, folder: Path) -> None:
    """Make the letter about care that was cut, as text and as PDF."""
    ana = who.somebody
    ana.tap("Write an appeal to the plan")
    who.page.check("[name=did][value=cut]")
    who.page.check("[name=more][value=urgent]")
    ana.look("letter")
    text = who.file("Save as text", folder / f"{language}.txt").read_text(encoding="utf-8")
    pages = PdfReader(who.file("Save as PDF", folder / f"{language}.pdf"), strict=True).pages
    for found in (text, " ".join("".join(page.extract_text() for page in pages).split())):
        for part in (
            "Appeal of a decision of the health plan",
            "member's name and number: write by hand on paper, not here",
            "Please keep the care going until there is an answer.",
            "The law gives a plan of Medicaid 72 hours for that.",
        ):
            assert ana.said(part) in found
        assert "42 CFR 438.402" in found
        assert ("January 31, 2026" if language == "en" else "31 de enero de 2026") in found
    assert who.page.locator("#letter input[type=text], #letter textarea").count() == 0


def complains(who: Watched) -> None:
    """Go another way to a plan for which there are two offices, and write to the one whose law was not checked."""
    ana = who.somebody
    ana.tap("Start again")
    who.choose("Care that failed someone", "A health plan said no, or cut or stopped care")
    who.choose("A plan through a company or a nonprofit", "I am not sure", "No, not yet")
    ana.tap("I do not know the day")
    letters = who.page.locator("[data-do=letter]").filter(visible=True)
    assert letters.count() == 3  # to the plan, to the office for job plans, to that of the state
    letters.last.click()
    ana.sees("We did not check the law behind this letter. Ask the office before you send it.")
    shown = who.page.inner_text("#letter .sheet")
    assert ana.said("To the insurance office of the state") in shown
    assert ana.said("date on the plan's letter: by hand") in shown
    assert "42 USC 300gg-26" in shown
    ana.look("complaint")


def test_a_denial_leads_to_the_plan_and_a_letter(site: Site, tmp_path: Path) -> None:
    before = []
    for language in LANGUAGES:
        who = Watched(site, language)
        ana = who.somebody
        who.choose("Care that failed someone")
        ana.sees("Write nothing down about a person whom you support.")
        ana.look("care")
        who.choose("A health plan said no, or cut or stopped care", "Medicaid, run by a health plan", "No, not yet")
        who.day("2026", "1", "31")
        ana.sees("April 1, 2026" if language == "en" else "1 de abril de 2026")
        ana.look("plan")
        writes(who, language, tmp_path)
        complains(who)
        who.nothing_left()
        before.append(sorted(url.replace("/es/", "/") for url in who.before))
    assert before[0] == before[1]
    assert any("/where/pdf.js" in url for url in before[0]), "everybody fetches it, so nobody tells that they want it"
