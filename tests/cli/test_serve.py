"""How a served site ends when it is told to: within the time for which whoever tells it waits."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from typing import Any, cast

import pytest

from undersign.cli import serve
from undersign.rehearsal import serving


class Stubborn:
    """A process that goes on until it is killed, on a clock that goes on only while somebody waits for it."""

    pid = 0
    now = 0.0

    def __init__(self, *_command: object, **_options: object) -> None:
        self.told: list[str] = []

    def terminate(self) -> None:
        """Do nothing."""
        self.told.append("end")

    def send_signal(self, _signal: int) -> None:
        """Do nothing."""
        self.terminate()

    def kill(self) -> None:
        """End."""
        self.told.append("killed")

    def wait(self, seconds: float | None = None) -> None:
        """Wait in vain, unless it was killed."""
        if "killed" in self.told:
            return
        assert seconds is not None, "this never ends"
        Stubborn.now += seconds
        raise subprocess.TimeoutExpired("it", seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no second pass by itself, and nothing be killed in earnest."""
    monkeypatch.setattr(Stubborn, "now", 0.0)
    monkeypatch.setattr(time, "monotonic", lambda: Stubborn.now)
    monkeypatch.setattr(os, "killpg", lambda *_: None)


def test_both_parts_have_the_same_seconds_and_not_one_after_the_other() -> None:
    parts = [Stubborn(), Stubborn()]
    serve.end(cast("Sequence[subprocess.Popen[bytes]]", parts))
    assert [each.told for each in parts] == [["end", "killed"]] * 2
    assert Stubborn.now == serve.GRACE_SECONDS
    assert Stubborn.now + 10 <= serving.END_SECONDS


def test_a_rehearsal_leaves_no_server_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Stubborn] = []

    def start(*command: Any, **options: Any) -> Stubborn:  # noqa: ANN401 - as Popen has them
        started.append(Stubborn(*command, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(serving, "_wait", lambda *_: None)
    with serving.serving(["undersign.web.serving"], "http://localhost:1", {}):
        pass
    assert [each.told for each in started] == [["end", "killed"]]
