"""useful_alone: something useful on the first visit, without an account, a host, a network or a trace."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.interrupted import command

ROOT = Path(__file__).parents[2]
ASKED = ("yardstick", "--state", "Ohio", "--hourly", "15", "--hours", "40", "--household", "2")


@pytest.fixture
def visitor(tmp_path: Path) -> dict[str, str]:
    """Return the environment of somebody who has nothing: an empty home, and no right to write in it."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o500)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def visit(visitor: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the visitor, in the visitor's home."""
    return subprocess.run(  # noqa: S603 - our own command
        command(*arguments), env=visitor, cwd=visitor["HOME"], capture_output=True, text=True, check=False
    )


def test_a_visitor_without_anything_learns_where_their_pay_stands(visitor: dict[str, str]) -> None:
    ended = visit(visitor, *ASKED)
    assert (ended.returncode, ended.stderr) == (0, "")
    words = " ".join(ended.stdout.split())
    assert "31,200.00 a year" in words
    assert "Poverty line" in words
    assert "Federal minimum wage" in words
    assert words.count("Source:") >= 3


def test_nothing_is_left_behind(visitor: dict[str, str]) -> None:
    Path(visitor["HOME"]).chmod(0o700)
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "undersign").rglob("*")}
    assert visit(visitor, *ASKED, "--json").returncode == 0
    assert list(Path(visitor["HOME"]).iterdir()) == []
    assert {path for path in (ROOT / "undersign").rglob("*") if before.get(path) != path.stat().st_mtime_ns} == set()


def test_the_figures_can_be_used_by_other_programs(visitor: dict[str, str]) -> None:
    found = json.loads(visit(visitor, *ASKED, "--json").stdout)
    assert found["yearly"] == 31200.0
    assert found["poverty"]["percent"] > 100


def test_help_needs_nothing_either(visitor: dict[str, str]) -> None:
    ended = visit(visitor, "--help")
    assert ended.returncode == 0
    assert "yardstick" in ended.stdout
