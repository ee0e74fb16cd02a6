"""The folder in which everything is as it should be, and a copy of it to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from tests.verifier.survey import Survey
from undersign.protocol import choices, notes, signatures


@pytest.fixture(scope="package", autouse=True)
def remembered() -> Iterator[None]:
    """Remember what pure functions found: these tests check the same envelopes and signatures hundreds of times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choices, "check", lru_cache(maxsize=10_000)(choices.check))
        verify = lru_cache(maxsize=100_000)(signatures.verify_bytes)
        patch.setattr(signatures, "verify_bytes", verify)
        patch.setattr(notes, "verify_bytes", verify)
        yield


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
