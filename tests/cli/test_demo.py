"""`bin/demo`: it removes nothing that is not its own. tests/promises/test_no_boss_inside.py runs it in full."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from undersign.cli import demo
from undersign.host import folder
from undersign.host.files import HostProblem


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter").write_text("mine")
    with pytest.raises(typer.Exit) as ended:
        demo.demo(tmp_path)
    assert ended.value.exit_code == 3
    assert "holds something that no demo made" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["letter"]


def test_an_earlier_demo_is_removed_and_a_failure_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / demo.MARK).write_text("made by a demo")
    (tmp_path / "old").mkdir()

    def full(*_given: object, **_named: object) -> None:
        raise HostProblem("There is no room.")

    monkeypatch.setattr(folder, "create", full)
    with pytest.raises(typer.Exit) as ended:
        demo.demo(tmp_path)
    assert ended.value.exit_code == 3
    assert [each.name for each in tmp_path.iterdir()] == [demo.MARK]
