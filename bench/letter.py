"""`letter`: seconds to set letters of 5 to 5,000 names as PDF files, beside plain lines of the same names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path

import typst

from bench.frame import figure, finish, machine, say
from bench.timing import compare, typical
from undersign.reports.letters import fonts
from undersign.reports.letters.letter import Ask, Letter, Signer
from undersign.reports.letters.pdf import letter_pdf

SIZES = (5, 50, 500, 5000)
COMPARED = 500
REPEATS = 7
PLAIN = b"""
#set text(font: json(bytes(sys.inputs.fonts)))
#for (name, title) in json(bytes(sys.inputs.names)) { par(name + linebreak() + title) }
"""
FIRST = ("Ana", "Bo", "Guadalupe", "Quỳnh", "Мария", "שרה", "محمد", "小明", "अनीता", "Zoë")
LAST = ("Quiroga", "Lindqvist", "Fernández-Villanueva", "O'Neill", "Nguyễn", "Іваненко", "Lee")


def run(_arguments: list[str]) -> None:
    """Set letters of each size, and letters of 500 names in turn with their names as plain lines."""
    say(f"{machine()}; typst {version('typst')}")
    turns = count()
    figures = {f"names{size}_s": figure(typical(partial(_names, size, turns), repeats=REPEATS)) for size in SIZES}
    against = compare(partial(_names, COMPARED, turns), partial(_plain, COMPARED, turns), repeats=REPEATS)
    say(f"{COMPARED} names as a letter against plain lines: {against}")
    size = len(_names(SIZES[-1], turns))
    finish("letter", {**figures, f"bytes{SIZES[-1]}": str(size), f"ratio{COMPARED}": figure(against.ratio)})


def _names(size: int, turns: Iterator[int]) -> bytes:
    """Set a letter that was not set before: the program keeps what it has done."""
    return letter_pdf(_letter(size, next(turns)))


def _plain(size: int, turns: Iterator[int]) -> bytes:
    """Set the same names as plain lines in the same fonts: what typesetting costs without a letter."""
    letter = _letter(size, next(turns))
    chosen = fonts.choose(signer.name for signer in letter.names)
    made = typst.Compiler(
        PLAIN,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(Path, chosen.folders)]
        ),
        sys_inputs={
            "fonts": json.dumps(chosen.families),
            "names": json.dumps([(signer.name, signer.title) for signer in letter.names]),
        },
    ).compile(format="pdf")
    return made if isinstance(made, bytes) else b""


def _letter(size: int, turn: int) -> Letter:
    names = (f"{FIRST[place % len(FIRST)]} {LAST[place % len(LAST)]} {turn}-{place}" for place in range(size))
    return Letter(
        to="The director, Harbor House",
        workplace="Harbor House",
        day=date(2027, 2, 1),
        title="Pay us for supervision",
        asks=(Ask("One paid hour of supervision each week.", date(2027, 3, 1)),),
        reasons="We write our notes at home.",
        reply_by=date(2027, 2, 20),
        names=tuple(Signer(name, "Peer specialist") for name in names),
        level=size,
        listed=size,
        check_address="https://undersign.example/check/7k2m",
    )
