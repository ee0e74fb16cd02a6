"""The small TOML file from which a survey is made: its texts, questions, tag levels and times."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from undersign.host.files import HostProblem
from undersign.protocol.boxes import K_LEAST, OPTIONS_MOST
from undersign.protocol.errors import Refused
from undersign.protocol.record import TEXT_BYTES
from undersign.protocol.tags import check_levels

HOUR = 3600
DAY = 24 * HOUR
QUESTIONS_MOST = 64
ID_BYTES = 64
DOLLARS_MOST = 10**9


@dataclass(frozen=True)
class PlannedQuestion:
    """A question as the file has it; `bins` are the lower edges in dollars a year, if it asks for pay."""

    id: str
    text: str
    options: tuple[str, ...]
    least: int
    most: int
    bins: tuple[int, ...]


@dataclass(frozen=True)
class Columns:
    """How to read answers from a CSV file: which columns, and which rows count."""

    header_row: int
    place: str
    answers: dict[str, str]  # question id -> column
    only: dict[str, str]  # column -> the one value that counts


@dataclass(frozen=True)
class Plan:
    """A survey before it is fixed."""

    title: str
    intro: str
    k: int
    levels: tuple[str, ...]
    rest_name: str
    questions: tuple[PlannedQuestion, ...]
    signing_seconds: int
    withdrawing_seconds: int
    batch_seconds: int
    columns: Columns | None


def dollars(amount: int) -> str:
    """Return an amount as people write it."""
    return f"${amount:,}"


def bin_labels(edges: tuple[int, ...]) -> tuple[str, ...]:
    """Return a label for each bin: a bin takes its lower edge in and leaves its upper edge out."""
    if len(edges) == 1:
        return ("any amount",)
    between = [f"{dollars(low)} to {dollars(high - 1)}" for low, high in pairwise(edges[1:])]
    return (f"under {dollars(edges[1])}", *between, f"{dollars(edges[-1])} or more")


class _Table:
    """One table of the file: gives each value once, checked, and complains of what is left over."""

    def __init__(self, path: Path, where: str, values: dict[str, Any]) -> None:
        self.path, self.where, self.values = path, where, dict(values)

    def problem(self, sentence: str) -> HostProblem:
        return HostProblem(f"{self.path}: {self.where}{sentence} Nothing was made. Mend the file and try again.")

    def take(self, name: str, kind: type, default: object = None) -> Any:  # noqa: ANN401 - `kind` says what comes back
        value = self.values.pop(name, default)
        if value is None:
            raise self.problem(f"{name} is missing.")
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.problem(f"{name} is not what is expected here ({kind.__name__}).")
        return value

    def text(self, name: str, most: int = TEXT_BYTES, default: str | None = None) -> str:
        return self.short(self.take(name, str, default), most)

    def short(self, text: str, most: int = TEXT_BYTES) -> str:
        if len(text.encode()) > most:
            raise self.problem(f"a text has more than {most} bytes.")
        return text

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value: int = self.take(name, int, default)
        if not least <= value <= most:
            raise self.problem(f"{name} is {value}, but must be {least} to {most}.")
        return value

    def done(self) -> None:
        if self.values:
            raise self.problem(f"{min(self.values)} is not something that a survey file has.")


def read_plan(path: Path) -> Plan:
    """Read a survey file. Raises HostProblem, with the place and what to mend, if anything in it does not fit."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise HostProblem(f"There is no file {path}. Nothing was made.") from None
    except (ValueError, RecursionError) as problem:  # broken UTF-8, a number of 5,000 digits and deep nesting too
        raise HostProblem(f"{path} is not a TOML file: {problem}. Nothing was made.") from None
    table = _Table(path, "", values)
    questions = tuple(_question(path, i, each) for i, each in enumerate(table.take("questions", list), start=1))
    csv_table = table.take("csv", dict, {})
    plan = Plan(
        title=table.text("title"),
        intro=table.text("intro", default=""),
        k=table.number("k", K_LEAST, 10**6, K_LEAST),
        levels=tuple(str(level) for level in table.take("tags", list, ["all"])),
        rest_name=table.text("rest_name", default="Everyone else"),
        questions=questions,
        signing_seconds=table.number("signing_days", 1, 365, 14) * DAY,
        withdrawing_seconds=table.number("withdrawing_hours", 0, 24 * 90, 24) * HOUR,
        batch_seconds=table.number("batch_hours", 1, 24 * 7, 24) * HOUR,
        columns=_columns(path, csv_table, questions) if csv_table else None,
    )
    table.done()
    _check_plan(table, plan)
    return plan


def _check_plan(table: _Table, plan: Plan) -> None:
    try:
        check_levels(plan.levels)
    except Refused as problem:
        raise table.problem(f"tags: {problem.detail}.") from None
    if not plan.questions:
        raise table.problem("a survey has at least one question.")
    if len(plan.questions) > QUESTIONS_MOST:
        raise table.problem(f"a survey has at most {QUESTIONS_MOST} questions.")
    if len({question.id for question in plan.questions}) != len(plan.questions):
        raise table.problem("two questions have one id.")
    if "workplace" in plan.levels and any(question.most > 1 for question in plan.questions):
        raise table.problem("tags: with a question of which several options may be chosen, workplaces have no tags.")


def _question(path: Path, number: int, values: object) -> PlannedQuestion:
    table = _Table(path, f"question {number}: ", values if isinstance(values, dict) else {})
    bins = tuple(table.take("bins", list, []))
    options = tuple(table.take("options", list, []))
    if bool(bins) == bool(options):
        raise table.problem("give either bins or options.")
    if bins and (not all(type(each) is int for each in bins) or bins[0] != 0 or list(bins) != sorted(set(bins))):
        raise table.problem("bins are whole dollars, ascending, from 0.")
    if bins and bins[-1] > DOLLARS_MOST:
        raise table.problem(f"bins begin at {dollars(DOLLARS_MOST)} at most.")
    if not all(isinstance(each, str) and each.strip() == each != "" for each in options):
        raise table.problem("options are texts without spaces around them.")
    if len(set(options)) != len(options):
        raise table.problem("two options are the same.")
    options = options or bin_labels(bins)
    if len(options) > OPTIONS_MOST:
        raise table.problem(f"a question has at most {OPTIONS_MOST} options.")
    several = len(options) if not bins else 1
    question = PlannedQuestion(
        id=table.text("id", ID_BYTES),
        text=table.text("text"),
        options=tuple(table.short(option) for option in options),
        least=table.number("least", 1, several, 1),
        most=table.number("most", 1, several, 1),
        bins=bins,
    )
    if question.least > question.most:
        raise table.problem("least is more than most.")
    table.done()
    return question


def _columns(path: Path, values: dict[str, Any], questions: tuple[PlannedQuestion, ...]) -> Columns:
    table = _Table(path, "[csv]: ", values)
    answers = table.take("answers", dict)
    known = {question.id for question in questions}
    if set(answers) != known:
        raise table.problem("[csv.answers] names a column for each question id, and for nothing else.")
    columns = Columns(
        table.number("header_row", 1, 1000, 1), table.take("place", str, ""), answers, table.take("only", dict, {})
    )
    if not all(isinstance(each, str) for each in (*answers.values(), *columns.only.values())):
        raise table.problem("columns and the values that count are texts.")
    table.done()
    return columns
