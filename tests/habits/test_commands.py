"""docs/commands.md is what the command line says of itself, and it says all of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from tests.habits.tree import ROOT, matching, read
from undersign.cli.main import app

PAGE = "docs/commands.md"
SHOWN = re.compile(r"^(?:\$ )?(?:\./bin/)?undersign ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", re.MULTILINE)


def commands(command: Any, path: str = "undersign") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer keeps its classes private
    """Yield every command that does something, with the words that call it."""
    below = getattr(command, "commands", {})
    if not below:
        yield path, command
    for name, inner in sorted(below.items()):
        yield from commands(inner, f"{path} {name}")


COMMANDS = dict(commands(typer.main.get_command(app)))
OPTIONS = [
    pytest.param(path, option, id=f"{path} {option}")
    for path, command in COMMANDS.items()
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("--")
]


def section(path: str) -> str:
    """Return the part of the page about one command."""
    found = re.search(rf"^#+ `{path}`\n(.*?)(?=^#+ `|\Z)", read(PAGE), re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def test_the_page_is_what_the_command_line_says() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "undersign.cli.help"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert told.stdout == read(PAGE)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_documented(path: str) -> None:
    assert section(path).strip()


@pytest.mark.parametrize(("path", "option"), OPTIONS)
def test_every_option_is_documented(path: str, option: str) -> None:
    assert option in section(path)


@pytest.mark.parametrize("name", matching(".md"))
def test_a_document_shows_only_commands_that_exist(name: str) -> None:
    known = {path.removeprefix("undersign ") for path in COMMANDS}
    shown = set(SHOWN.findall(read(name)))
    assert {words for words in shown if words not in known and words.split()[0] not in known} == set()
