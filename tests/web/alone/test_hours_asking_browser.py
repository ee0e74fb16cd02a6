"""My hours in browsers that ask the person whether it may keep something, or that let it keep nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.web.alone.test_hours_typing_browser import kept, length, opened, phone

__all__ = ["phone"]

ASKS = """
window.asked = 0;
navigator.storage.persisted = async () => false;
navigator.storage.persist = () => { window.asked += 1; return new Promise(() => {}); };
"""
REFUSES = "navigator.storage.persist = async () => { throw new TypeError('not here'); };"
KEEPS = "navigator.storage.persisted = async () => true;"
NO_CHANNEL = "window.BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError'); } };"
NO_DATABASE = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
PAGES = ("/hours", "/hours/totals", "/hours/log", "/hours/keep")


def test_nothing_waits_until_the_browsers_question_is_answered(phone: BrowserContext) -> None:
    """Firefox asks the person whether this site may keep data. Whoever does not answer saves all the same."""
    phone.add_init_script(ASKS)
    page = opened(phone)
    assert page.evaluate("window.asked") == 0
    for count, minutes in enumerate(("10", "20", "30"), 1):
        length(page, "2026-11-24", "", minutes)
        page.locator(f"#entries li:nth-child({count})").wait_for()
    assert sorted(each["minutes"] for each in kept(page)) == [10, 20, 30]
    assert page.evaluate("window.asked") == 1


def test_a_browser_that_keeps_it_already_is_not_asked(phone: BrowserContext) -> None:
    phone.add_init_script(ASKS + KEEPS)
    page = opened(phone)
    length(page, "2026-11-24", "1", "0")
    assert len(kept(page)) == 1
    assert page.evaluate("window.asked") == 0


def test_a_browser_that_refuses_the_question_saves_all_the_same(phone: BrowserContext) -> None:
    phone.add_init_script(REFUSES)
    problems: list[str] = []
    page = opened(phone)
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    length(page, "2026-11-24", "1", "0")
    assert len(kept(page)) == 1
    assert page.locator(".error").is_hidden()
    assert problems == []


def test_without_a_line_to_other_tabs_it_works_in_this_one(phone: BrowserContext) -> None:
    phone.add_init_script(NO_CHANNEL)
    page = opened(phone)
    length(page, "2026-11-24", "1", "0")
    assert len(kept(page)) == 1


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("refused", [NO_DATABASE, NO_DATABASE + NO_CHANNEL])
def test_where_nothing_can_be_kept_the_page_says_so(phone: BrowserContext, address: str, refused: str) -> None:
    """Firefox throws where somebody has blocked cookies and site data."""
    phone.add_init_script(refused)
    page = phone.new_page()
    page.goto(address)
    page.locator(".error:not([hidden])").wait_for()
    assert "This browser keeps nothing." in page.locator(".error").inner_text()
    assert page.locator("#entry, #all").filter(visible=True).count() == 0
