"""The documents say what is there: commands, links, packages, promises."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.habits.tree import ROOT, files, matching, read

DOCUMENTS = matching(".md")
COMMAND = re.compile(r"(?:^|[\s`(])(?:\./)?bin/([a-z][a-z-]*)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PACKAGE = re.compile(r"^### `(undersign[a-z.]*)`\n\n(.+?)(?=\n#|\Z)", re.MULTILINE | re.DOTALL)
PACKAGE_DEPTH = 2  # undersign/host/__init__.py
PROMISE = re.compile(r"(?<!/)\btest_[a-z_]+\.py\b")


def one_line(text: str) -> str:
    """Return a text without its line ends, so that wrapping does not matter."""
    return " ".join(text.split())


def docstrings() -> dict[str, str]:
    """Return what undersign and each package directly in it say that they are."""
    found = {}
    for name in matching("/__init__.py", under="undersign/"):
        if name.count("/") > PACKAGE_DEPTH:
            continue
        text = re.match(r'"""(.+?)"""', read(name), re.DOTALL)
        found[name.removesuffix("/__init__.py").replace("/", ".")] = one_line(text[1]) if text else ""
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_only_commands_that_exist(name: str) -> None:
    missing = {command for command in COMMAND.findall(read(name)) if not os.access(ROOT / "bin" / command, os.X_OK)}
    assert missing == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_links_only_to_files_that_exist(name: str) -> None:
    folder = (ROOT / name).parent
    assert [link for link in LINK.findall(read(name)) if not (folder / link).exists()] == []


def test_the_readme_starts_with_the_commands() -> None:
    first_screen = "\n".join(read("README.md").splitlines()[:40])
    assert {"demo", "test"} <= set(COMMAND.findall(first_screen))


def test_every_command_is_explained_in_the_architecture() -> None:
    commands = {Path(name).name for name in files() if name.startswith("bin/")}
    assert commands
    assert set(COMMAND.findall(read("ARCHITECTURE.md"))) == commands


def test_the_architecture_says_what_each_package_says_of_itself() -> None:
    collected = {package: one_line(text) for package, text in PACKAGE.findall(read("ARCHITECTURE.md"))}
    assert collected
    assert collected == docstrings()


def test_every_promise_test_stands_in_the_threat_model_and_the_reverse() -> None:
    promised = {Path(name).name for name in matching(".py", under="tests/promises/test_")}
    assert promised
    assert set(PROMISE.findall(read("THREAT_MODEL.md"))) == promised
