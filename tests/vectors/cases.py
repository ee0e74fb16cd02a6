"""Vector files: one case each, read by every implementation. Their form is specified in spec/README.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Operation = Callable[[dict[str, Any]], dict[str, Any]]  # takes an input, gives an output or raises Refused

FOLDER: Final = Path(__file__).parents[2] / "vectors"
HEADERS: Final = ("expect", "format", "about", "origin")


@dataclass(frozen=True)
class Case:
    """One case: what goes in, and either what must come out or the name with which it must be refused."""

    name: str
    format: str  # the operation that the runners look up
    about: str  # one plain sentence
    origin: str  # where the values come from
    input: dict[str, Any]
    expect: str = "ok"
    output: dict[str, Any] | None = None


def render(case: Case) -> str:
    """Return the text of a vector file."""
    head = "".join(f"{name}: {getattr(case, name)}\n" for name in HEADERS)
    body: dict[str, Any] = {"input": case.input}
    if case.output is not None:
        body["output"] = case.output
    return f"{head}\n{json.dumps(body, indent=1)}\n"


def parse(name: str, text: str) -> Case:
    """Return the case of a vector file. Raises ValueError for anything that is not of the form of `render`."""
    head, blank, body = text.partition("\n\n")
    lines = [line.partition(": ") for line in head.splitlines()]
    if not blank or tuple(line[0] for line in lines) != HEADERS or not all(line[2].strip() for line in lines):
        message = f"{name}: the head must have {', '.join(HEADERS)}, each once and in this order"
        raise ValueError(message)
    headers = {key: value for key, _, value in lines}
    values: dict[str, Any] = json.loads(body)
    case = Case(
        name=name,
        format=headers["format"],
        about=headers["about"],
        origin=headers["origin"],
        expect=headers["expect"],
        **values,
    )
    if case.expect != "ok" and case.output is not None:
        message = f"{name}: a case that is refused has no output"
        raise ValueError(message)
    return case


def files(cases: Iterable[Case]) -> dict[str, str]:
    """Return the text of each file of a folder by its name. Raises ValueError if two cases have one name."""
    found: dict[str, str] = {}
    for case in cases:
        name = f"{case.name}.txt"
        if name in found:
            message = f"two cases are named {case.name}"
            raise ValueError(message)
        found[name] = render(case)
    return found


def write(stem: str, cases: Iterable[Case]) -> None:
    """Write the folder of a stem so that it holds exactly `cases`, and say how many."""
    folder = FOLDER / stem
    folder.mkdir(parents=True, exist_ok=True)
    texts = files(cases)
    for path in folder.glob("*.txt"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"vectors/{stem}: {len(texts)} cases")  # noqa: T201 - a maker is run by hand


def random_from(label: str) -> Callable[[int], bytes]:
    """Return a source of bytes that look random and are the same every time: SHAKE-256 of label and call number."""
    calls = 0

    def random(length: int) -> bytes:
        nonlocal calls
        calls += 1
        return hashlib.shake_256(f"{label}/{calls}".encode()).digest(length)

    return random
