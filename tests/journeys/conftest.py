"""A running site for each journey, and browsers of people who use it. Screenshots go to tests/journeys/shots."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.people import DESKTOP, PHONE, Site
from tests.journeys.server import Server
from tests.postgres import VARIABLE

FAILED = pytest.StashKey[bool]()


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the system's Chromium, and end it."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install -y chromium"
    arguments = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=arguments)
        yield found
        found.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


def sizes() -> list[dict[str, Any]]:
    """Return the screens on which each journey is walked: one on each database, since neither knows of the other."""
    if os.environ.get("UNDERSIGN_EVERY_SIZE"):
        return [PHONE, DESKTOP]
    return [DESKTOP if os.environ.get(VARIABLE) else PHONE]


@pytest.fixture(params=sizes(), ids=lambda screen: screen["name"])
def site(request: pytest.FixtureRequest, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """Run a new site with its record begun and nobody in it."""
    server = Server(tmp_path / "site", tmp_path / "log")
    settings = ["--origin", "journey.example/undersign", "--address", server.address, "--title", "Undersign"]
    said = server.command("host", "init", server.home, *settings, "--rehearsal", "--tick-seconds", 1)
    link = next(word for word in said.split() if "/founding#" in word)
    try:
        server.start()
        name = f"{request.node.originalname}-{request.param['name']}"
        walked = Site(server, link, browser, request.param, name)
        yield walked
        if request.node.stash.get(FAILED, False):
            walked.show_where_all_stand()
    finally:
        server.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a journey failed, for pictures of where everybody stood."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
