"""The demo's site: whoever ends the program, in whatever way, leaves nothing running."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from undersign.cli import demo_site

at = pytest.mark.parametrize


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Put a site that only notes its end in the place of the real one."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    notes: list[str] = []

    @contextmanager
    def served(_path: Path, port: int) -> Iterator[str]:
        try:
            yield f"http://localhost:{port}"
        finally:
            notes.append("the site has ended")

    monkeypatch.setattr(demo_site, "served", served)
    monkeypatch.setattr(demo_site, "_fill", lambda *_: "twelve words")
    yield notes
    for number, handler in before.items():
        signal.signal(number, handler)


@at("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_site_ends_with_the_program(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals, ended: list[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: os.kill(os.getpid(), number))  # once it waits, not before
    demo_site.show(tmp_path, stay=True)
    assert ended == ["the site has ended"]
