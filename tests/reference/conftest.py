"""A copy of the shipped files that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from undersign.reference import files


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of every shipped file, which the readers now read."""
    folder = tmp_path / "data"
    shutil.copytree(files.FOLDER, folder)
    monkeypatch.setattr(files, "FOLDER", folder)
    return folder
