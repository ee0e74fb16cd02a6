"""Every file below vectors/ does in Python what its head says; the files are those that their makers make."""

import importlib
import runpy
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.vectors.cases import FOLDER, Case, Operation, files, parse
from undersign.protocol.errors import REASONS, Refused

HERE: Final = Path(__file__).parents[1] / "vectors"


def _modules(prefix: str) -> list[str]:
    return sorted(path.stem.removeprefix(prefix) for path in HERE.glob(f"{prefix}*.py"))


def _operations() -> dict[str, Operation]:
    runners = [importlib.import_module(f"tests.vectors.run_{stem}") for stem in _modules("run_")]
    named = [item for module in runners for item in module.OPERATIONS.items()]
    twice = [name for name, count in Counter(name for name, _ in named).items() if count > 1]
    assert not twice, f"two operations are named {twice}"
    return dict(named)


def _cases() -> dict[str, Case]:
    found = sorted(FOLDER.rglob("*.txt"))
    return {str(path.relative_to(FOLDER)): parse(path.stem, path.read_text(encoding="utf-8")) for path in found}


CASES: Final = _cases()
OPERATIONS: Final = _operations()
STEMS: Final = sorted({name.split("/")[0] for name in CASES})
MAKERS: Final = _modules("make_")


@pytest.mark.parametrize("name", CASES)
def test_a_vector_does_what_its_head_says(name: str) -> None:
    case = CASES[name]
    assert case.format in OPERATIONS, f"no operation in tests/vectors/run_*.py is named {case.format}"
    assert case.expect == "ok" or case.expect in REASONS
    got: Any = None
    try:
        got, outcome = OPERATIONS[case.format](case.input), "ok"
    except Refused as problem:
        outcome = problem.reason
    assert outcome == case.expect
    if case.output is not None:
        assert got == case.output


def test_there_are_vectors() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("stem", STEMS)
def test_a_folder_has_good_cases_and_bad_ones(stem: str) -> None:
    outcomes = {case.expect == "ok" for name, case in CASES.items() if name.startswith(f"{stem}/")}
    assert outcomes == {True, False}


@pytest.mark.parametrize("maker", MAKERS)
def test_the_files_are_those_that_the_maker_makes(maker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, dict[str, str]] = {}

    def keep(stem: str, cases: Iterable[Case]) -> None:
        made[stem] = files(cases)

    monkeypatch.setattr("tests.vectors.cases.write", keep)
    monkeypatch.delitem(sys.modules, f"tests.vectors.make_{maker}", raising=False)
    runpy.run_module(f"tests.vectors.make_{maker}", run_name="__main__")
    assert list(made) == [maker]
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / maker).iterdir()}
    assert on_disk.keys() == made[maker].keys(), f"run python -m tests.vectors.make_{maker}"
    changed = [name for name, text in made[maker].items() if on_disk[name] != text]
    assert not changed, f"run python -m tests.vectors.make_{maker}"


def test_every_folder_has_a_maker() -> None:
    assert MAKERS == STEMS
