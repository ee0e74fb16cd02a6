"""The folder in which everything is as it should be, and a copy of it to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.verifier.survey import Survey


@pytest.fixture(scope="session")
def played() -> Survey:
    """Return the survey in which nothing went wrong. Tests that go on with it play one of their own."""
    return Survey().play()


@pytest.fixture(scope="session")
def good(played: Survey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its folder, which no test changes."""
    return played.write(tmp_path_factory.mktemp("good") / "host")


@pytest.fixture
def spoiled(good: Path, tmp_path: Path) -> Path:
    """Return a copy of the good folder for a test to change."""
    return Path(shutil.copytree(good, tmp_path / "spoiled"))
