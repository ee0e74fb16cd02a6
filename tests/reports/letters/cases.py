"""An invented letter, and a way to read a PDF file."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from undersign.reports.letters.letter import Ask, Letter, Signer, Step
from undersign.reports.letters.pdf import letter_pdf

FIVE = (
    Signer("Ana Quiroga", "Peer specialist"),
    Signer("Bo Lindqvist", "Recovery coach"),
    Signer("Chi Nguyễn", "Peer support worker"),
    Signer("Dee O'Neill", ""),
    Signer("Eli Mora", "Family peer"),
)

LETTER = Letter(
    to="The director, Harbor House",
    workplace="Harbor House",
    day=date(2027, 2, 1),
    title="Pay us for supervision",
    asks=(
        Ask("One paid hour of supervision each week.", date(2027, 3, 1)),
        Ask("Notes are paid time.", date(2027, 3, 15)),
    ),
    reasons="We write our notes at home.\nFour of us left.",
    reply_by=date(2027, 2, 20),
    names=FIVE,
    level=5,
    listed=7,
    check_address="https://undersign.example/check/7k2m",
    evidence=("14 of 19 wrote notes at home.",),
    steps=(Step("meet", "We ask for one hour with you.", 5, date(2027, 3, 20)),),
    reply_address="https://undersign.example/answer/only-once",
)

NASTY = (
    '#import "@preview/x:1.0.0": *',
    "*bold* _slanted_ `code`",
    "$x^2$ \\ #panic()",
    '"] ) } #let a = {',
    "<b>& &amp; <label> @label",
    "// no /* comment */ = heading",
)


def signed(*names: str, title: str = "Peer") -> Letter:
    """Return the letter signed by these, and by as many others as it needs."""
    signers = (*(Signer(name, title) for name in names), *FIVE[: max(0, 5 - len(names))])
    return replace(LETTER, names=signers, listed=len(signers) + 2)


def many(number: int) -> Letter:
    """Return the letter with so many names, no two alike."""
    names = tuple(Signer(f"Kim{place} Castillo-{place}", "Peer specialist") for place in range(number))
    return replace(LETTER, names=names, level=number, listed=number)


def pages(letter: Letter, own: tuple[Path, ...] | None = None) -> list[str]:
    """Return the text of each page of the PDF file, blanks and line ends as one blank each."""
    file = PdfReader(io.BytesIO(letter_pdf(letter, own)))
    return [" ".join(page.extract_text().split()) for page in file.pages]


def whole(letter: Letter, own: tuple[Path, ...] | None = None) -> str:
    """Return the text of all pages."""
    return " ".join(pages(letter, own))
