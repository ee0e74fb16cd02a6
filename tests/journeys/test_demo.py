"""The demo, as a newcomer tries it: the words from the terminal, one signature, the button of the clock, the letter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import PHONE, ROOT, SHOTS, examine

NAME = "Ana Reyes"
MOVE = "Move the clock to the next step"
NEWCOMER_SECONDS = 300  # from signing in to the letter
START_SECONDS = 300
ADDRESS = re.compile(r"A made-up network is at (\S+)\.")
WORDS = re.compile(r"^ {2}((?:[a-z]+ ?){12})$", re.MULTILINE)


@pytest.fixture
def said(tmp_path: Path) -> Iterator[str]:
    """Run the demo until it says that its site runs; return what it said. It ends afterwards."""
    told = tmp_path / "said"
    command = [sys.executable, "-m", "undersign.cli.demo", "--stay", "--out", str(tmp_path / "demo")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}
    with told.open("wb") as out:
        running = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)  # noqa: S603 - ours
    end = time.monotonic() + START_SECONDS
    try:
        while "It runs until" not in told.read_text():
            assert running.poll() is None, told.read_text()
            assert time.monotonic() < end, told.read_text()
            time.sleep(0.5)
        yield told.read_text()
    finally:
        running.terminate()
        running.wait(60)


@pytest.fixture
def page(browser: Browser) -> Page:
    """Return a page on a phone."""
    found = browser.new_context(**{name: value for name, value in PHONE.items() if name != "name"}).new_page()
    found.set_default_timeout(60_000)
    return found


def sign(page: Page) -> None:
    """Find the demand that lacks one signature, and sign it."""
    page.get_by_role("link", name="Demands and drafts").click()
    page.locator("main a[href*='/demands/']").first.click()
    examine(page, SHOTS / "demo-1-demand.png")
    page.locator("#sign").click()
    page.fill("#name", NAME)
    page.fill("#job", "Peer support specialist")
    page.get_by_role("button", name="Review before sealing").click()
    page.get_by_role("button", name="Seal and sign").click()
    page.wait_for_url("**/receipt")
    page.get_by_text("Received").filter(visible=True).first.wait_for()
    page.get_by_role("link", name="Back to the demand").click()
    page.get_by_role("button", name=MOVE).wait_for()
    examine(page, SHOTS / "demo-2-signed.png")


def test_a_newcomer_signs_and_holds_the_letter(said: str, page: Page, tmp_path: Path) -> None:
    address, words = ADDRESS.search(said), WORDS.search(said)
    assert address
    assert words
    end = time.monotonic() + NEWCOMER_SECONDS
    page.goto(f"{address[1]}/sign-in")
    page.fill("#typed", words[1])
    page.check("input[name=whose][value=other]")
    page.get_by_role("button", name="Sign in").click()
    sign(page)
    while not page.get_by_text("The names are open.").is_visible():
        assert time.monotonic() < end, page.inner_text("main")
        if (button := page.get_by_role("button", name=MOVE)).is_visible():
            button.click()
        page.wait_for_timeout(1000)
    examine(page, SHOTS / "demo-3-open.png")
    with page.expect_download() as download:
        page.get_by_role("link", name="The letter (PDF)").click()
    download.value.save_as(tmp_path / "letter.pdf")
    text = "".join(each.extract_text() for each in pypdf.PdfReader(tmp_path / "letter.pdf").pages)
    assert NAME in text
    assert time.monotonic() < end
