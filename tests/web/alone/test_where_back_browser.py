"""The way back on the page that says where something can be taken: each point of it keeps its own day."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.web.alone.test_hours_offline_browser import Host, running

LEAD = """id => {
    const link = document.querySelector(".step.now a[href^='#']");
    link.setAttribute("href", id);
    link.click();
}"""
"""Goes to a route as if the answers had led there."""


def give(page: Page, month: str, date: str, year: str) -> None:
    """Give the day on the plan's letter."""
    for name, value in {"month": month, "date": date, "year": year}.items():
        page.fill(f".typed-day [name={name}]", value)
    page.click(".typed-day [type=submit]")


def test_on_the_way_back_a_letter_has_the_day_that_was_given_there(browser: Browser) -> None:
    host = Host()
    with running(host):
        context = browser.new_context(base_url=host.address)
        page = context.new_page()
        page.goto("/where")
        page.locator("#start.now").wait_for()
        page.evaluate(LEAD, "#to_job_plan")
        give(page, "3", "4", "2026")
        page.locator("#to_job_plan.now [data-fill=day]", has_text="August 31, 2026").wait_for()
        page.click(".again a")
        page.evaluate(LEAD, "#to_medicaid_plan")
        give(page, "5", "6", "2026")
        page.locator("#to_medicaid_plan.now").wait_for()
        for _step in range(3):
            page.go_back()
        page.locator("#to_job_plan.now [data-fill=day]", has_text="August 31, 2026").wait_for()
        page.locator("#to_job_plan [data-do=letter]").first.click()
        page.locator("#letter.now .sheet", has_text="March 4, 2026").wait_for()
        context.close()
