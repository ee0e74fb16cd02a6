"""The hours log in a real browser: two tabs at once, a phone that gets full, erasing, backups of other programs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.web import start
from undersign.web import client

PASSPHRASE = "a lamp in the window"  # noqa: S105 - made up
# Made by pyrage, which takes as many rounds as a machine does in a second: elsewhere the file would be another one.
OF_PYRAGE = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCB2S3A3ZEk4bmgyLzNaVE1MK21zUGZ3IDE0CnFpODZPUkFWR1BOWlU3US9Y"
    "UzlpeTIrS0xBS25sazFaRWV3RWpzTVI5TEkKLS0tIGNPOFJWRzRkNERIN25oOHNHQmRIeS83RXg2SDU0SDJwN3o0RHEwY3lickEK"
    "WQL2OMeIOTA3nNlyCvFG+hsyUCIWPEi2l5q8p1B81hT3qw=="
)
TYPES = {".js": "text/javascript"}
LOAD = """async () => {
  for (const name of ["store", "times", "json", "totals"]) window[name] = await import(`/client/hours/${name}.js`);
  window.moment = { ...times.clock(), today: "2026-11-29", now: Date.UTC(2026, 10, 29, 20), zone: "America/New_York" };
  window.reason = async (work) => { try { await work(); return "kept"; } catch (problem) { return problem.reason; } };
  window.id = (number) => number.toString(16).padStart(16, "0");
}"""


def answer(route: Route) -> None:
    """Give an empty page, and the client's files."""
    path = route.request.url.removeprefix(start.ADDRESS)
    if not path.startswith("/client/"):
        route.fulfill(body="<!doctype html><title>-</title>", content_type="text/html")
        return
    found = Path(client.SERVED) / path.removeprefix("/client/")
    route.fulfill(body=found.read_bytes(), content_type=TYPES[found.suffix])


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Return the browser of a phone on which nothing is kept yet."""
    context = browser.new_context(base_url=start.ADDRESS, timezone_id="America/New_York")
    context.route("**", answer)
    yield context
    context.close()


def tab(phone: BrowserContext) -> Page:
    """Open a tab with the modules of the log."""
    page = phone.new_page()
    page.goto("/")
    page.evaluate(LOAD)
    return page


def test_two_tabs_at_once_lose_nothing_and_hear_of_each_other(phone: BrowserContext) -> None:
    first, second = tab(phone), tab(phone)
    second.evaluate("() => { window.heard = 0; store.onChange(() => { window.heard++; }); }")
    adding = """(from) => {
      window.done = Promise.all(Array.from({ length: 25 }, (_, at) =>
        store.put({ id: id(from + at), day: "2026-03-09", minutes: 10, kind: "notes" }, { moment })));
    }"""
    first.evaluate(adding, 100)
    second.evaluate(adding, 200)
    for page in (first, second):
        page.evaluate("async () => { await window.done; }")
    assert len(first.evaluate('() => store.month("2026-03")')) == 50
    assert second.evaluate("() => window.heard") == 25


def test_of_two_that_overlap_one_is_kept(phone: BrowserContext) -> None:
    tabs = [tab(phone), tab(phone)]
    adding = """(number) => { window.done = reason(() => store.put({ id: id(number), day: "2026-03-09", start: "22:00",
      end: "06:00", zone: "America/New_York", kind: "paid" }, { moment })); }"""
    for number, page in enumerate(tabs, 1):
        page.evaluate(adding, number)
    assert sorted(page.evaluate("() => window.done") for page in tabs) == ["kept", "overlaps"]
    assert len(tabs[0].evaluate("() => store.all()")) == 1


def test_a_phone_that_gets_full_midway_keeps_what_it_had(phone: BrowserContext) -> None:
    """Chromium's own limit cannot be lowered for IndexedDB, so the third of many writes fails as a full disk does."""
    page = tab(phone)
    page.evaluate("""() => store.put({ id: id(1), day: "2026-03-09", minutes: 10, kind: "notes" }, { moment })""")
    many = """() => {
      let left = 2;
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...values) {
        if (left-- === 0) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, values);
      };
      const entries = Array.from({ length: 400 }, (_, at) =>
        ({ id: id(10 + at), day: times.addDays("2020-01-01", at), minutes: 10, kind: "calls" }));
      return reason(() => store.putAll(entries, { moment }));
    }"""
    assert page.evaluate(many) == "not_kept"
    assert [entry["id"] for entry in page.evaluate("() => store.all()")] == ["0000000000000001"]


def test_erasing_leaves_nothing_even_while_another_tab_looks(phone: BrowserContext) -> None:
    page, other = tab(phone), tab(phone)
    page.evaluate("""() => store.put({ id: id(1), day: "2026-03-09", minutes: 10, kind: "notes" }, { moment })""")
    other.evaluate("() => { localStorage.setItem('undersign-hours-x', '1'); window.looking = store.all(); }")
    page.evaluate("() => store.eraseAll()")
    assert page.evaluate("async () => (await indexedDB.databases()).length + localStorage.length") == 0
    assert other.evaluate("() => store.all()") == []
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0, "a look leaves no trace"


def test_a_backup_is_opened_by_another_program_and_by_this_one(phone: BrowserContext) -> None:
    page = tab(phone)
    made: dict[str, Any] = page.evaluate(
        """async (passphrase) => {
          const backup = await import("/client/hours/backup.js");
          await store.put({ id: id(1), day: "2026-03-09", minutes: 10, kind: "notes" }, { moment });
          const text = json.toJson(await store.all(), await store.settings(), moment.zone);
          const file = await backup.seal(text, passphrase);
          return { file: btoa(String.fromCharCode(...file)), text, back: await backup.open(file, passphrase) };
        }""",
        PASSPHRASE,
    )
    plain = pyrage.passphrase.decrypt(base64.b64decode(made["file"]), PASSPHRASE)
    assert json.loads(plain)["entries"][0]["day"] == "2026-03-09"
    assert len(plain) == 4096
    assert made["back"] == made["text"] == plain.decode().rstrip(" ")


def test_a_file_of_another_program_is_opened(phone: BrowserContext) -> None:
    assert pyrage.passphrase.decrypt(base64.b64decode(OF_PYRAGE), PASSPHRASE) == b"{}"
    opening = """async ([file, passphrase]) => {
      const backup = await import("/client/hours/backup.js");
      return backup.open(Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0)), passphrase);
    }"""
    assert tab(phone).evaluate(opening, [OF_PYRAGE, PASSPHRASE]) == "{}"


def test_without_a_network_the_twelve_words_open_a_backup_but_seal_none(phone: BrowserContext) -> None:
    """A slip that nobody found would make a backup that nobody can open."""
    words = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    page = tab(phone)
    load = 'async () => { window.backup = await import("/client/hours/backup.js"); }'
    sealing = "async (words) => btoa(String.fromCharCode(...await backup.seal('{}', words)))"
    page.evaluate(load)
    file = page.evaluate(sealing, words)
    page = tab(phone)
    page.evaluate(load)
    page.route("**/backup_words.js", lambda route: route.abort())
    assert page.evaluate("(words) => reason(() => backup.seal('{}', words))", words) == "words_unchecked"
    opening = "([file, words]) => backup.open(Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0)), words)"
    assert page.evaluate(opening, [file, f" {words.upper()} "]) == "{}"
