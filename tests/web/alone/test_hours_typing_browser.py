"""What somebody types into My hours in a real browser: nothing of it gets stuck, is lost, or is kept otherwise."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyrage
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.alone.test_hours_offline_browser import Host, running

NOW = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
ZONE = "America/New_York"
PHRASE = "four calm lanterns"
# Made by pyrage, which takes as many rounds as a machine does in a second: elsewhere the file would be another one.
LOCKED = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCB5Zk5HTlc0aFNZNjl3RE44b0RMNlZRIDE0Ck1VaWI4VzlTVjR3Z2xGSGtK"
    "VFcwT3JGNG53TlMvbnhIMlc3MmZFT1BtdDAKLS0tIE9ZdnZmRG1yU1d6SkNPNmc3QjNIcGNSZllDYkZHYTFZRHJPUkZ6dUZDOG8K"
    "+qvqFQG+gKbMWOmUpuFBO3ljOyD4Yfq61dmMW02uyhk4U7DWBCrGqLnXfw6VZ4ypze4/g8ot66wo/VQcPqCWlGryv8Ofk+yDQnDM"
    "eAP3hJ4AYvm7WUowgnZ7Z9VoTngV9bO1QXKm1JluYtAp3QrXHYf5qCkzW7x/WNRiSSVyDWoGLUHGXSnOocdEEMlp3R4lbz9jng+o"
    "T3B202CPSLMLbuJieCe7sHCupzIBdX5eHEP6nGXYiI8ICLxx2DgzyHhELWG+oSAWJlhBVl65q4b+BuHk3tWgmPrTvA28p7g="
)
STORE = "import(document.querySelector('script[src*=page_]').src.replace(/page_.*/, 'store.js'))"
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"
LOADED = "import(document.querySelector('script[src*=page_]').src.replace(/page_.*/, 'unsaved.js'))"
ALL = f"{STORE}.then(store => store.all())"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone in New York, on which nothing is kept yet."""
    host = Host()
    with running(host):
        context = browser.new_context(
            base_url=host.address, timezone_id=ZONE, locale="en-US", service_workers="block", reduced_motion="reduce"
        )
        context.clock.set_fixed_time(NOW)
        yield context
        context.close()


def opened(phone: BrowserContext, address: str = "/hours") -> Page:
    """Open a page of My hours."""
    page = phone.new_page()
    page.goto(address)
    page.locator("#entry, #all").wait_for()
    return page


def times(page: Page, day: str, start: str, end: str) -> None:
    """Fill in a day and two times."""
    page.fill("#day", day)
    page.fill("#start", start)
    page.fill("#end", end)


def length(page: Page, day: str, hours: str, minutes: str) -> None:
    """Fill in a day and how long it took, and save it."""
    page.fill("#day", day)
    page.check("[name=by][value=length]", force=True)
    page.fill("#hours", hours)
    page.fill("#minutes", minutes)
    page.click("#entry [type=submit]")


def enter(page: Page, selector: str) -> None:
    """Press Enter on a button once it can be seen: one that is hidden would not take the focus."""
    page.locator(selector).filter(visible=True).press("Enter")


def error(page: Page) -> str:
    """Return what the page says it did not do."""
    page.locator(".error:not([hidden])").wait_for()
    return page.locator(".error").inner_text()


def kept(page: Page) -> list[dict[str, Any]]:
    """Return what is kept on the phone."""
    page.locator("[data-saved]:not([hidden])").wait_for()
    found: list[dict[str, Any]] = page.evaluate(ALL)
    return found


def test_a_choice_for_a_time_that_came_twice_does_not_outlive_its_day(phone: BrowserContext) -> None:
    page = opened(phone)
    times(page, "2026-10-31", "22:00", "01:30")
    page.locator("[data-twice=end]").wait_for()
    page.check("[name=end-fold][value=first]", force=True)
    page.fill("#day", "2026-11-01")
    page.locator("[data-twice=end]").wait_for(state="hidden")
    page.click("#entry [type=submit]")
    assert [each["minutes"] for each in kept(page)] == [210]


@pytest.mark.parametrize(("hours", "minutes"), [("-1", "90"), ("1e", "5"), ("0x", "9"), ("", "1e1")])
def test_a_length_in_other_than_digits_is_refused(phone: BrowserContext, hours: str, minutes: str) -> None:
    page = opened(phone)
    length(page, "2026-11-24", hours, minutes)
    assert "Say how long it took" in error(page)
    assert (page.input_value("#hours"), page.input_value("#minutes")) == (hours, minutes)
    assert page.evaluate(ALL) == []


def test_tasks_that_take_too_long_are_refused_with_how_much(phone: BrowserContext) -> None:
    page = opened(phone)
    page.click("#tasks summary")
    page.select_option("#tasks select", index=1)
    page.fill("#tasks li input", "210")
    length(page, "2026-11-24", "1", "0")
    assert "Take off 2 hr 30 min, or make the time longer." in error(page)


def test_what_was_removed_in_another_tab_can_be_kept_all_the_same(phone: BrowserContext) -> None:
    page, other = opened(phone), opened(phone)
    length(page, "2026-11-24", "1", "0")
    kept(page)
    page.click("[data-do=change]")
    page.fill("#minutes", "45")
    other.fill("#day", "2026-11-24")
    other.click("[data-do=remove]")
    other.click("[data-do=sure]")
    other.locator("[data-none]:not([hidden])").wait_for()
    page.click("#entry [type=submit]")
    assert "removed in another tab" in error(page)
    page.click("#entry [type=submit]")
    assert [each["minutes"] for each in kept(page)] == [105]


def test_a_task_that_the_list_has_no_more_stays_when_its_entry_is_changed(phone: BrowserContext) -> None:
    page = opened(phone)
    old = {"day": "2026-11-24", "minutes": 60, "kind": "paid", "tasks": [{"duty": "OLD1", "minutes": 20}]}
    page.evaluate(f"old => {STORE}.then(store => store.put(old))", old)
    page.fill("#day", "2026-11-24")
    page.click("[data-do=change]")
    page.locator("#tasks select").wait_for()
    page.fill("#minutes", "5")
    page.click("#entry [type=submit]")
    assert [(each["minutes"], each["tasks"]) for each in kept(page)] == [(65, old["tasks"])]


def test_a_day_of_another_year_is_named_with_it(phone: BrowserContext) -> None:
    page = opened(phone)
    length(page, "2016-11-24", "1", "0")
    kept(page)
    assert "Thursday, November 24, 2016" in page.locator("[data-saved]").inner_text()


def look_into(page: Page, name: str, data: bytes) -> None:
    """Choose a file."""
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})


def test_a_copy_under_another_name_is_known_by_what_is_in_it(phone: BrowserContext) -> None:
    page = opened(phone, "/hours/keep")
    entry = {"id": "00000000000000aa", "day": "2026-11-24", "minutes": 60, "kind": "paid"}
    whole = {"v": 1, "kind": "hours", "zone": ZONE, "settings": {"rate": "", "weekStarts": 0}, "entries": [entry]}
    table = b"day,start,end,zone,minutes,kind\r\n2026-11-24,,,,60,paid\r\n"
    locked = base64.b64decode(LOCKED)
    assert pyrage.passphrase.decrypt(locked, PHRASE) == json.dumps(whole).encode()
    for name, data in (("hours.txt", json.dumps(whole).encode()), ("HOURS.CSV", table), ("hours.age.bin", locked)):
        look_into(page, name, data)
        if data is locked:
            page.fill("#opens-with", PHRASE)
        page.click("#look-form [type=submit]")
        page.locator("#take-form:not([hidden])").wait_for()
        assert page.locator("[data-fill=fresh]").inner_text() == "1", name


def test_a_file_that_no_phone_could_hold_is_not_read(phone: BrowserContext) -> None:
    page = opened(phone, "/hours/keep")
    page.evaluate("""() => {
        const file = new File([], "hours.json");
        Object.defineProperty(file, "size", { value: 200_000_000 });
        file.text = () => { window.wasRead = true; return Promise.resolve("{}"); };
        Object.defineProperty(document.querySelector("#file"), "files", { value: [file] });
    }""")
    page.click("#look-form [type=submit]")
    assert "too big" in error(page)
    assert page.evaluate("window.wasRead") is None


def test_an_error_leads_to_its_field_and_leaves_the_address_alone(phone: BrowserContext) -> None:
    page = opened(phone)
    length(page, "2026-11-24", "", "")
    assert "Say how long it took" in error(page)
    assert page.locator("#hours").get_attribute("aria-invalid") == "true"
    page.click(".error [data-to] a")
    assert page.evaluate("document.activeElement.id") == "hours"
    assert page.url.endswith("/hours")
    length(page, "2026-11-24", "1", "0")
    kept(page)
    assert page.locator("[aria-invalid]").count() == 0


def test_the_focus_stays_on_the_page_when_what_was_pressed_goes(phone: BrowserContext) -> None:
    page = opened(phone)
    length(page, "2026-11-24", "1", "0")
    kept(page)
    enter(page, "[data-do=change]")
    enter(page, "#leave-it")
    assert page.evaluate("document.activeElement.matches('#entries h2')")
    page = opened(phone, "/hours/keep")
    enter(page, "#erase")
    enter(page, "#erase-sure")
    page.locator("[data-done=erased]:not([hidden])").wait_for()
    assert page.evaluate("document.activeElement.dataset.done") == "erased"


def test_what_is_half_typed_is_there_when_the_page_is_loaded_again(phone: BrowserContext) -> None:
    page = opened(phone)
    page.select_option("#kind", "calls")
    page.check("[name=by][value=length]", force=True)
    page.fill("#day", "2026-11-20")
    page.fill("#minutes", "35")
    page.click("#tasks summary")
    page.select_option("#tasks select", index=2)
    task = page.input_value("#tasks select")
    page.evaluate(LOADED)
    page.reload()
    page.locator("#entry").wait_for()
    typed = {each: page.input_value(f"#{each}") for each in ("kind", "day", "hours", "minutes")}
    assert typed == {"kind": "calls", "day": "2026-11-20", "hours": "", "minutes": "35"}
    assert (page.input_value("#tasks select"), page.input_value("#tasks li input")) == (task, "")
    assert page.locator("#hours").is_visible()
    page.fill("#tasks li input", "5")
    page.click("#entry [type=submit]")
    assert [(each["minutes"], each["tasks"]) for each in kept(page)] == [(35, [{"duty": task, "minutes": 5}])]
    page.reload()
    page.locator("#entry").wait_for()
    assert (page.input_value("#minutes"), page.input_value("#day")) == ("", "2026-11-27")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_half_made_change_goes_on_after_the_page_is_loaded_again(phone: BrowserContext) -> None:
    page = opened(phone)
    length(page, "2026-11-24", "1", "0")
    kept(page)
    enter(page, "[data-do=change]")
    page.fill("#minutes", "45")
    page.evaluate(LOADED)
    page.goto("/hours/totals")
    page.goto("/hours")
    page.locator("#leave-it").wait_for()
    assert (page.input_value("#hours"), page.input_value("#minutes")) == ("1", "45")
    page.click("#entry [type=submit]")
    page.locator("#leave-it").wait_for(state="hidden")
    assert [each["minutes"] for each in kept(page)] == [105]


def test_what_is_half_typed_goes_when_everything_is_erased(phone: BrowserContext) -> None:
    page = opened(phone)
    page.fill("#start", "08:00")
    page.evaluate(LOADED)
    page.goto("/hours/keep")
    assert page.evaluate("Object.keys(sessionStorage)") == ["undersign-hours unsaved"]
    page.locator("#all").wait_for()
    enter(page, "#erase")
    enter(page, "#erase-sure")
    page.locator("[data-done=erased]:not([hidden])").wait_for()
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.goto("/hours")
    page.locator("#entry").wait_for()
    assert page.input_value("#start") == ""


def test_what_is_half_typed_keeps_its_day_over_midnight(phone: BrowserContext) -> None:
    page = opened(phone)
    page.fill("#start", "08:00")
    phone.clock.set_fixed_time(NOW + timedelta(days=1))
    page.evaluate(LOOKED_AT)
    assert page.input_value("#day") == "2026-11-27"
    page.fill("#start", "")
    page.evaluate(LOOKED_AT)
    assert page.input_value("#day") == "2026-11-28"


def test_nothing_half_typed_is_kept_of_a_page_that_was_left_or_saved(phone: BrowserContext) -> None:
    page = opened(phone)
    page.fill("#start", "08:00")
    page.evaluate(LOADED)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("Object.keys(sessionStorage)") == ["undersign-hours unsaved"]
    page.fill("#end", "09:00")
    page.click("#entry [type=submit]")
    kept(page)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.fill("#start", "10:00")
    page.evaluate("document.body.hidden = true; dispatchEvent(new Event('pagehide'))")  # as "Leave now" does
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_nothing_sticks_out_when_letters_are_twice_as_large(phone: BrowserContext) -> None:
    page = opened(phone)
    page.set_viewport_size({"width": 180, "height": 320})  # what 360 px are at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") == 180
