"""Rows of a CSV file as answers: each is read, or refused with its reason; none is dropped in silence."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from undersign.host.files import HostProblem
from undersign.host.plans import Columns, Plan, PlannedQuestion
from undersign.reference.places import outside_the_country, state_of

_SUM = re.compile(r"\$?\s*(\d{1,3}(?:,\s?\d{3}){1,4}|\d{1,15})(\.\d{1,2})?\s*(k)?\s*(?:USD|dollars)?", re.IGNORECASE)
LEAST_YEARLY = 1000  # below this a figure is an hourly wage, a figure in thousands or a slip
MOST_YEARLY = 10_000_000


@dataclass(frozen=True)
class Row:
    """One row that can be sealed: its line in the file, its state ("" if its place could not be read), its choices."""

    line: int
    state: str
    chosen: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class RefusedRow:
    """One row that cannot be sealed, and why."""

    line: int
    reason: str
    value: str


def yearly_dollars(text: str) -> int | None:
    """Return the whole dollars a year that a text plainly says: "65,000", "$65000.50", "65.5k"; else None."""
    found = _SUM.fullmatch(text.strip())
    if not found:
        return None
    amount = Decimal(re.sub(r"\D", "", found[1]) + (found[2] or ""))
    return int(amount * 1000 if found[3] else amount)


def read_rows(path: Path, plan: Plan) -> Iterator[Row | RefusedRow]:
    """Yield every row of the file below its header. Raises HostProblem if the file or its columns do not fit."""
    columns = plan.columns
    if columns is None:
        raise HostProblem("The survey file has no [csv] part that says which column answers which question.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next((row for i, row in enumerate(reader, start=1) if i == columns.header_row), None)
            if header is None:
                raise HostProblem(f"{path} has no row {columns.header_row}, where the column names should be.")
            yield from _data_rows(reader, header, plan, columns)
    except FileNotFoundError:
        raise HostProblem(f"There is no file {path}. Nothing was sealed.") from None
    except (csv.Error, UnicodeDecodeError) as problem:
        raise HostProblem(f"{path} cannot be read as CSV: {problem}. Nothing was sealed.") from None


def _data_rows(
    reader: Iterator[list[str]], header: list[str], plan: Plan, columns: Columns
) -> Iterator[Row | RefusedRow]:
    names = [name.strip() for name in header]
    wanted = [*columns.answers.values(), *columns.only, *([columns.place] if columns.place else [])]
    for name in wanted:
        if names.count(name) != 1:
            raise HostProblem(f'The file has {names.count(name)} columns named "{name}"; the survey file needs one.')
    for number, cells in enumerate(reader, start=columns.header_row + 1):
        if len(cells) != len(names):
            yield RefusedRow(number, f"{len(cells)} cells where the heading has {len(names)}", "")
        else:
            yield _row(number, dict(zip(names, cells, strict=True)), plan, columns)


def _row(number: int, cells: dict[str, str], plan: Plan, columns: Columns) -> Row | RefusedRow:
    for name, value in columns.only.items():
        if cells[name].strip() != value:
            return RefusedRow(number, f'{name}: not "{value}"', cells[name])
    chosen = []
    for question in plan.questions:
        answer = _choose(question, cells[columns.answers[question.id]].strip())
        if isinstance(answer, str):
            return RefusedRow(number, f"{question.id}: {answer}", cells[columns.answers[question.id]])
        chosen.append(answer)
    place = cells[columns.place] if columns.place else ""
    if place and outside_the_country(place):
        return RefusedRow(number, "place: outside the United States", place)
    return Row(number, (state_of(place) if place else None) or "", tuple(chosen))


def _choose(question: PlannedQuestion, answer: str) -> tuple[int, ...] | str:
    """Return the options that a cell chooses, or why it chooses none."""
    if not answer:
        return ()
    if not question.bins:
        return _pick(question, answer)
    amount = yearly_dollars(answer)
    if amount is None:
        return "not one plain sum for a year"
    if amount < LEAST_YEARLY:
        return f"under ${LEAST_YEARLY:,} a year; it may be an hourly wage or a sum in thousands"
    if amount > MOST_YEARLY:
        return f"over ${MOST_YEARLY:,} a year"
    return (bisect_right(question.bins, amount) - 1,)


def _pick(question: PlannedQuestion, answer: str) -> tuple[int, ...] | str:
    """Return the options that a cell names, several of them parted by semicolons, or why it names none."""
    picked = [each.strip() for each in answer.split(";")] if question.most > 1 else [answer]
    if not set(picked) <= set(question.options) or not question.least <= len(set(picked)) <= question.most:
        return "not one of the options"
    return tuple(question.options.index(each) for each in dict.fromkeys(picked))
