"""The shipped files: where they lie, who published them, and how their rows are read."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import TypeAlias, TypeVar

from undersign.reference.errors import BrokenFile

FOLDER = Path(__file__).parent / "data"
REPAIR = "Install Undersign again to get it back."

Row: TypeAlias = dict[str, str]
Table = TypeVar("Table")


@dataclass(frozen=True)
class Source:
    """Where a figure comes from, in words fit for a page."""

    file: str
    publisher: str
    title: str
    as_of: str

    def line(self) -> str:
        """One line: publisher, title and date."""
        return f"{self.publisher}, {self.title}, {self.as_of}"


def rows(name: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """Give every row of a shipped CSV file; BrokenFile if it is missing, not UTF-8, empty or lacks a column."""
    return _rows(FOLDER / name, columns)


def read_once(build: Callable[[], Table]) -> Callable[[], Table]:
    """Keep what `build` makes of the shipped files, as long as FOLDER stays the same."""

    @lru_cache(maxsize=2)
    def kept(_folder: Path) -> Table:
        return build()

    @wraps(build)
    def table() -> Table:
        return kept(FOLDER)

    return table


def _rows(path: Path, columns: tuple[str, ...]) -> tuple[Row, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise BrokenFile(f"The file {path.name} has no column {missing[0]!r}. {REPAIR}")
            found = tuple({column: row[column] for column in columns} for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BrokenFile(f"The file {path.name} cannot be read ({error}). {REPAIR}") from error
    if not found or any(value is None for row in found for value in row.values()):
        raise BrokenFile(f"The file {path.name} is cut short. {REPAIR}")
    return found
