"""What an amendment changes: the words that it adds and removes, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from django.utils import formats

from undersign.protocol.asks import read_asks
from undersign.protocol.encoding import Document

SAME, ADDED, REMOVED = "same", "added", "removed"
CHOICES: Final = ("names", "rule", "language")
WORDS: Final = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """Some words, and whether they stay, come or go."""

    how: str
    words: str


@dataclass(frozen=True)
class Change:
    """A part of a proposal that differs: its name, and the lines in it that do."""

    part: str
    lines: tuple[tuple[Run, ...], ...]

    @property
    def choice(self) -> bool:
        """Whether its words are names of choices, which a page says in its own language."""
        return self.part in CHOICES


def words_changed(before: str, after: str) -> tuple[Run, ...]:
    """Return two texts as one, with the words that were added and removed marked."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    runs: list[Run] = []
    for how, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            runs.append(Run(SAME, "".join(old[i:j])))
            continue
        runs += [Run(REMOVED, "".join(old[i:j]))] if i < j else []
        runs += [Run(SAME, " ")] if how == "replace" else []
        runs += [Run(ADDED, "".join(new[k:m]))] if k < m else []
    return tuple(runs)


def changes(before: Document, after: Document) -> list[Change]:
    """Return what differs between two proposals, as drafts.read_draft gives them."""
    old, new = _parts(before), _parts(after)
    found = [Change(part, tuple(_lines(old[part], new[part]))) for part in new if old[part] != new[part]]
    return [each for each in found if each.lines]


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Run, ...]]:
    """Yield the lines that differ: one beside the other where as many stand there, or added and removed as a whole."""
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how != "equal":
            for one, other in zip_longest(before[i:j], after[k:m], fillvalue=""):
                yield words_changed(one, other)


def _day(written: str) -> str:
    return formats.date_format(date.fromisoformat(written), "DATE_FORMAT")


def _parts(proposal: Document) -> dict[str, list[str]]:
    """Return what a proposal says, by part, as lines. Choices and numbers stand as they are written there."""
    asks = read_asks(proposal["text"])
    return {
        "title": [proposal["title"]],
        "to": [asks["to"]],
        "asks": [f"{each['what']} ({_day(each['by'])})" for each in asks["asks"]],
        "reasons": asks["reasons"].split("\n"),
        "evidence": [each["says"] for each in asks.get("evidence", ())],
        "steps": [f"{each['says']} ({each['number']}, {_day(each['date'])})" for each in asks.get("steps", ())],
        "reply_by": [_day(asks["reply_by"])],
        "names": [asks["names"]],
        "levels": [", ".join(map(str, proposal["levels"]))],
        "rule": [proposal["rule"]],
        "language": [asks["language"]],
    }
