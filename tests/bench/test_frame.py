"""What every benchmark shares: the names, the exit codes, and the form of the one line."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from bench import belenios
from bench.__main__ import NAMES, main
from bench.frame import CannotRun, figure, finish, machine, result_line


def stand_in(monkeypatch: pytest.MonkeyPatch, name: str, run: Callable[[list[str]], None]) -> None:
    """Put `run` in the place of one benchmark."""
    monkeypatch.setitem(sys.modules, f"bench.{name}", SimpleNamespace(run=run))


def noting(name: str, seen: list[str]) -> Callable[[list[str]], None]:
    """Return a benchmark that writes its name into `seen` and prints a line."""

    def run(_arguments: list[str]) -> None:
        seen.append(name)
        finish(name, {"ran": "yes"})

    return run


def test_an_unknown_name_ends_with_code_2_and_the_list_of_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "'speed'" in said.err
    assert ", ".join(NAMES) in said.err


def test_help_lists_every_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_a_module_that_can_be_run(name: str) -> None:
    assert callable(importlib.import_module(f"bench.{name}").run)


def test_a_name_alone_runs_that_one_with_the_rest_as_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    stand_in(monkeypatch, "survey", seen.append)
    assert main(["survey", "pay.csv"]) == 0
    assert seen == [["pay.csv"]]


def test_without_a_name_all_run_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    for name in NAMES:
        stand_in(monkeypatch, name, noting(name, seen))
    assert main([]) == 0
    assert seen == list(NAMES)


def test_one_that_cannot_run_says_why_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_arguments: list[str]) -> None:
        raise CannotRun("a thing is missing")

    for name in NAMES:
        stand_in(monkeypatch, name, noting(name, []))
    stand_in(monkeypatch, "peers", missing)
    assert main([]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines() == [f"{name}: ran=yes" for name in NAMES if name != "peers"]
    assert "peers can't run: a thing is missing" in said.err


def test_a_missing_belenios_tool_is_told_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotRun, match="apt-get install -y belenios-tool"):
        belenios.version()


def test_the_line_is_name_colon_and_pairs() -> None:
    figures = {"seal5_ratio": figure(1.236), "verify": "pass", "rows": figure(31396)}
    assert result_line("envelopes", figures) == "envelopes: seal5_ratio=1.24 verify=pass rows=31396"


@pytest.mark.parametrize("figures", [{}, {"a b": "1"}, {"a": ""}, {"a": "1 2"}, {"a=b": "1"}, {"a": "1\n"}])
def test_a_line_that_could_be_misread_is_refused(figures: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no figures|result line"):
        result_line("record", figures)


def test_a_float_has_as_many_digits_as_asked() -> None:
    assert (figure(0.08251, 3), figure(12), figure("yes")) == ("0.083", "12", "yes")


def test_the_machine_is_described_in_one_line() -> None:
    assert "Python" in machine()
    assert "\n" not in machine()
