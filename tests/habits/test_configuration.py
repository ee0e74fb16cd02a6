"""Every exception from a check has its reason beside it, and every dependency is pinned with its hashes."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

from tests.habits.tree import files, matching, read

CONFIG: dict[str, Any] = tomllib.loads(read("pyproject.toml"))
RULE_LINE = re.compile(r'^    "(?P<rule>[A-Z]+[0-9]+)",(?P<rest>.*)$', re.MULTILINE)
LEFT_OUT = re.compile(r"#\s*(?:ruff:\s*)?noqa(?P<rest>[^\n]*)|#\s*type:\s*ignore(?P<types>[^\n]*)")
WITH_REASON = re.compile(r": [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* - \S.+")
TYPES_WITH_REASON = re.compile(r"\[[a-z-]+(, ?[a-z-]+)*\]  # \S.+")
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?P<rest>(?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


def ignored_rules() -> set[str]:
    """Return every rule that ruff leaves out, anywhere."""
    lint = CONFIG["tool"]["ruff"]["lint"]
    return set(lint["ignore"]).union(*lint["per-file-ignores"].values())


def unexplained(text: str) -> list[str]:
    """Return the suppressions in a module that name no rule or give no reason."""
    found = []
    for match in LEFT_OUT.finditer(text):
        good = (
            TYPES_WITH_REASON.fullmatch(match["types"])
            if match["types"] is not None
            else WITH_REASON.fullmatch(match["rest"])
        )
        found += [] if good else [match[0]]
    return found


def pins(name: str) -> dict[str, str]:
    """Return the packages that a requirements file pins with hashes."""
    return {match["name"]: match["version"] for match in PIN.finditer(read(name))}


def plain(requirement: str) -> str:
    """Return the name in a requirement."""
    return re.split(r"[^A-Za-z0-9_-]", requirement)[0].lower().replace("_", "-")


def test_every_rule_left_out_has_a_reason() -> None:
    explained = {row["rule"] for row in RULE_LINE.finditer(read("pyproject.toml")) if re.match(r" +# \w", row["rest"])}
    assert ignored_rules() == explained


@pytest.mark.parametrize("name", [name for name in matching(".py") if name != "tests/habits/test_configuration.py"])
def test_every_suppression_has_a_reason(name: str) -> None:
    assert unexplained(read(name)) == []


def test_a_suppression_without_a_reason_is_seen() -> None:
    assert unexplained("x = 1  # noqa: E501") == ["# noqa: E501"]
    assert unexplained("x = 1  # type: ignore[misc]") == ["# type: ignore[misc]"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    starts = re.findall(r"^([a-z0-9-]+)", read(name), re.MULTILINE)
    assert starts
    assert list(pins(name)) == starts


def test_what_runs_is_what_is_tested() -> None:
    tested = pins("requirements-dev.txt")
    assert {name: tested.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_every_dependency_is_pinned() -> None:
    project = CONFIG["project"]
    assert {plain(one) for one in project["dependencies"]} <= set(pins("requirements.txt"))
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    assert {plain(one) for one in extras} <= set(pins("requirements-dev.txt"))


def test_node_packages_have_exact_versions_and_integrity() -> None:
    wanted = json.loads(read("package.json"))
    assert all(
        re.fullmatch(r"[0-9.]+", one) for kind in ("dependencies", "devDependencies") for one in wanted[kind].values()
    )
    locked = json.loads(read("package-lock.json"))["packages"]
    assert all("integrity" in entry for path, entry in locked.items() if path)


def test_the_version_is_the_topmost_change() -> None:
    headings = re.findall(r"^## (.*)$", read("CHANGELOG.md"), re.MULTILINE)
    assert re.fullmatch(
        CONFIG["tool"]["hatch"]["version"]["pattern"].replace("^", "").replace("$", ""), f"## {headings[0]}"
    )


def test_ci_runs_the_checks_and_the_tests() -> None:
    assert read(".ci/run").splitlines()[-2:] == ["./bin/check", "./bin/test"]
    assert ".ci/run" in files()
