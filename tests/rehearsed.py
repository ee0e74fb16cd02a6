"""A small rehearsal, played once through the command line and kept at each of its stages, for tests to copy and spoil.

45 people answer one question of five options: 18 in New York, 14 in Ohio, 13 elsewhere. Two of three keyholders open.
"""

from __future__ import annotations

import io
import shutil
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
import typer.main

from undersign.cli.main import app
from undersign.host import folder, opening
from undersign.keyholder.keys import KeyholderFolder
from undersign.rehearsal import team
from undersign.verifier.examination import BoxExamination, examine_box, examine_record
from undersign.verifier.folder import BookFiles, Folder

ORIGIN = "rehearsed.example/undersign"
KEYHOLDERS, THRESHOLD, K = 3, 2, 5
STAGES = ("new", "met", "fixed", "sealed", "asked", "opened")  # "asked": the keyholders are asked to open
OPTIONS = ("never", "rarely", "sometimes", "often", "always")
PLACES = {"Buffalo, New York": 18, "Ohio": 14, "Vermont": 5, "Texas": 4, "on the road": 4}
QUESTION = "supervised-off-shift"

PLAN = f"""
title = "Supervision"
intro = "Asked in a test. Nobody gave these answers."
k = {K}
tags = ["state", "all"]
rest_name = "Everyone else"

[[questions]]
id = "{QUESTION}"
text = "How often is your supervision outside your paid hours?"
options = ["never", "rarely", "sometimes", "often", "always"]

[csv]
place = "place"

[csv.answers]
{QUESTION} = "off shift"

[csv.only]
"still employed" = "yes"
"""

COMMAND = typer.main.get_command(app)
PLAIN = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}


def answers() -> list[tuple[str, str, str]]:
    """Return the rows of the file: still employed, place, answer. The last three cannot be sealed."""
    places = [place for place, people in PLACES.items() for _ in range(people)]
    rows = [("yes", place, OPTIONS[number * number % 5]) for number, place in enumerate(places)]
    rows[7] = ("yes", rows[7][1], "")
    return [*rows, ("no", "Ohio", "never"), ("yes", "Toronto, Canada", "never"), ("yes", "Ohio", "every day")]


def csv_text(rows: list[tuple[str, str, str]]) -> str:
    """Return rows as a CSV file with its heading."""
    return "\n".join(["still employed,place,off shift", *(f'{a},"{b}",{c}' for a, b, c in rows)]) + "\n"


def plain_counts() -> dict[str, list[int]]:
    """Count the rows by hand: New York, Ohio, everyone else; each answer, "no answer" last."""
    names = {"Buffalo, New York": "New York", "Ohio": "Ohio"}
    counts = Counter((names.get(place, "Everyone else"), answer) for _, place, answer in answers()[:-3])
    return {name: [counts[name, each] for each in (*OPTIONS, "")] for name in ("New York", "Ohio", "Everyone else")}


class HostAt(Protocol):
    """Gives a copy of the rehearsal's folder as it was at a stage."""

    def __call__(self, stage: str, name: str = "host") -> Path:
        """Copy it into the test's own folder under a name."""


class Ended:
    """How a command ended: exit code, what it printed, what it complained of."""

    def __init__(self, code: int, said: str, complaint: str) -> None:
        self.code, self.said, self.complaint = code, said, complaint

    @property
    def words(self) -> str:
        """Everything that it printed, in one line."""
        return " ".join(f"{self.said} {self.complaint}".split())


def undersign(*arguments: object) -> Ended:
    """Run one command in this process. Whatever it does not turn into a message of its own fails the test."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        for name, value in PLAIN.items():
            patch.setenv(name, value)
        try:
            COMMAND.main([str(each) for each in arguments], prog_name="undersign")
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    found = Ended(code, out.getvalue(), err.getvalue())
    assert "Traceback" not in found.words
    return found


def done(*arguments: object) -> str:
    """Run one command that must succeed; return what it printed."""
    ended = undersign(*arguments)
    assert ended.code == 0, ended.words
    return ended.said


def write_survey(folder: Path) -> tuple[Path, Path]:
    """Write survey file and answers into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    plan, file = folder / "plan.toml", folder / "answers.csv"
    plan.write_text(PLAN)
    file.write_text(csv_text(answers()))
    return plan, file


def play(base: Path) -> Path:
    """Play the rehearsal once in this folder, keeping each stage; return the folder."""
    if (base / "played").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)  # what a failure left
    plan, file = write_survey(base)
    host = base / "host"
    steps: dict[str, list[object]] = {
        "new": ["host", "new", host, "--origin", ORIGIN, "--rehearsal"],
        "met": ["ceremony", "rehearse", host, "--keyholders", KEYHOLDERS, "--threshold", THRESHOLD],
        "fixed": ["survey", "new", host, plan, "--people", file, "--workers", 1],
        "sealed": ["survey", "seal", host, plan, file, "--workers", 1],
        "opened": ["open", host, "--workers", 1],
    }
    for stage, command in steps.items():
        if stage == "opened":
            ask(host)
            shutil.copytree(host, base / "asked")
        done(*command)
        shutil.copytree(host, base / stage)
    (base / "played").touch()
    return base


def ask(host: Path) -> None:
    """Do what `undersign open` does up to the cosigned opening request."""
    with folder.opened(host) as opened:
        definition = examined(host).definition
        assert definition
        opening.take_batches(opened, definition)
        team.cosign(opened)
        opening.ask_to_open(opened, definition)
        team.cosign(opened)


def box_files(host: Path) -> BookFiles:
    """Return the book of the rehearsal's one box."""
    return next(each for each in Folder(host).books().values() if each.first.audience == "box")


def list_files(host: Path) -> BookFiles:
    """Return the book of its list."""
    return next(each for each in Folder(host).books().values() if each.first.audience == "list")


def examined(host: Path) -> BoxExamination:
    """Let the keyholders' checks run over the box."""
    record = examine_record(Folder(host))
    return examine_box(record, next(each for each in record.of("box")))


def box_id(host: Path) -> bytes:
    """Return the id of the box."""
    return next(bytes.fromhex(each.stem) for each in (host / "rehearsal" / "devices").glob("*.json"))


@cache
def examined_once(host: Path) -> BoxExamination:
    """Examine a folder that no test changes."""
    return examined(host)


@pytest.fixture
def box(tmp_path_factory: pytest.TempPathFactory) -> BoxExamination:
    """Give what a keyholder finds when it is asked to open the box. Tests do not change it."""
    return examined_once(play(tmp_path_factory.getbasetemp() / "rehearsed") / "asked")


@pytest.fixture
def own(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> KeyholderFolder:
    """Give a copy of keyholder 1's folder at that time."""
    base = play(tmp_path_factory.getbasetemp() / "rehearsed")
    return KeyholderFolder(shutil.copytree(base / "asked" / "rehearsal" / "keyholders" / "1", tmp_path / "own"))


@pytest.fixture
def host_at(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> HostAt:
    """Give copies of the rehearsal at its stages."""
    base = play(tmp_path_factory.getbasetemp() / "rehearsed")

    def copy(stage: str, name: str = "host") -> Path:
        return shutil.copytree(base / stage, tmp_path / name)

    return copy


@pytest.fixture
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the survey file of the rehearsal."""
    return play(tmp_path_factory.getbasetemp() / "rehearsed") / "plan.toml"


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the CSV file whose rows are the members and answers of the rehearsal."""
    return play(tmp_path_factory.getbasetemp() / "rehearsed") / "answers.csv"
