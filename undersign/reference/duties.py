"""Tasks inside and outside the role of a peer support worker: the shipped list, and a host's own in its place.

The shipped list is a compiled table, unchanged; beside each line stands a short name of ours, plain and marked for the
site's translations. A host's list brings its names in both languages.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from undersign.reference.errors import BrokenFile
from undersign.reference.files import REPAIR, Row, read_once, rows
from undersign.reference.words import _

FILE = "peer_duty_categories.csv"
OWN_FILE = "duties.csv"
ROLES = ("in", "in_if_incidental", "contested", "out")
EVIDENCE = ("explicit", "inferred")
COLUMNS = ("id", "duty", "role_class", "evidence", "source_url", "note")
OWN_COLUMNS = ("id", "duty_en", "duty_es", "role_class", "evidence", "source_url", "note")
NAME_MOST = 80
NOTE_MOST = 300
OWN_MOST = 100
ID = re.compile(r"[A-Z][A-Z0-9]{0,7}")
URL = re.compile(r"https?://[^\s\"<>]{1,500}")

NAMES = {
    "D01": _("Building trust, listening, outreach"),
    "D02": _("Support with feelings and daily life, giving hope"),
    "D03": _("Sharing your own recovery story"),
    "D04": _("Fitting support to a person's culture and wishes"),
    "D05": _("Helping a person set their own goals"),
    "D06": _("Helping a person find services and benefits"),
    "D07": _("Teaching ways to cope and stay well"),
    "D08": _("Being with a person in a crisis"),
    "D09": _("Leading peer groups"),
    "D10": _("Speaking up with or for a person"),
    "D11": _("Being the link between a person and the team"),
    "D12": _("Helping people be part of the community"),
    "D13": _("Your own supervision and training"),
    "D14": _("Planning groups, looking things up, telling staff what peers do"),
    "D15": _("Going along on a trip, as part of support"),
    "D16": _("Paperwork of your own peer work"),
    "D17": _("Notes about the people you support"),
    "D18": _("Diagnosing, treating, therapy"),
    "D19": _("Case management"),
    "D20": _("Giving out or enforcing medication"),
    "D21": _("Controlling a person's money"),
    "D22": _("Giving orders, or threatening people"),
    "D23": _("Forcing people, or holding them against their will"),
    "D24": _("Restraint, seclusion, security, searches"),
    "D25": _("Drug tests, curfew, checking who shows up"),
    "D26": _("Reporting on a person behind their back"),
    "D27": _("Only driving, with no peer support"),
    "D28": _("Cleaning, kitchen, repairs"),
    "D29": _("Front desk, filing, office work for others"),
    "D30": _("Filling in for aides or for missing staff"),
    "D31": _("Giving cash, housing or goods"),
    "D32": _("Pushing one way to recover, or being a sponsor or clergy"),
    "D33": _("Work without the skills or the supervision for it"),
}


@dataclass(frozen=True)
class Duty:
    """One task. `es` is empty in the shipped list, whose `name` the site translates; `wording` is that list's own."""

    id: str
    name: str
    es: str
    role: str
    inferred: bool
    wording: str
    source_url: str
    note: str


def shipped() -> tuple[Duty, ...]:
    """Give the shipped list; BrokenFile if a line is not what it should be, or has no name of ours."""
    return _shipped()


def listed(home: Path) -> tuple[Duty, ...]:
    """Give the list that holds for a site: its own if it has one, else the shipped one. A changed file is read anew.

    BrokenFile names the line if the site's own list is broken.
    """
    path = home / OWN_FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return shipped()
    return _own(path, found.st_mtime_ns, found.st_size, found.st_ino)


def read_own(path: Path) -> tuple[Duty, ...]:
    """Read a host's own list: BrokenFile names the line and what is wrong there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise BrokenFile(f"{path} cannot be read as text in UTF-8 ({problem}). Nothing was changed.") from None
    return _parse(path, text)


def written(duties: tuple[Duty, ...], spanish: Callable[[Duty], str]) -> str:
    """Give a list as the text of a host's own one, to be edited."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(OWN_COLUMNS)
    for one in duties:
        evidence = "inferred" if one.inferred else "explicit"
        writer.writerow([one.id, one.name, spanish(one), one.role, evidence, one.source_url, one.note])
    return out.getvalue()


@read_once
def _shipped() -> tuple[Duty, ...]:
    listed = rows(FILE, COLUMNS)
    for row in listed:
        for column, allowed in {**_CHECKS, "duty": _words(NOTE_MOST)}.items():
            if not allowed(row[column]):
                raise BrokenFile(f"The file {FILE} has {row[column][:60]!r} in the column {column!r}. {REPAIR}")
    if [row["id"] for row in listed] != list(NAMES):
        raise BrokenFile(f"The file {FILE} has other ids than those that have a name here. {REPAIR}")
    return tuple(_duty(row, NAMES[row["id"]], "", row["duty"]) for row in listed)


@lru_cache(maxsize=2)
def _own(path: Path, _changed: int, _size: int, _inode: int) -> tuple[Duty, ...]:
    return read_own(path)


def _words(most: int) -> Callable[[str], bool]:
    return lambda value: 0 < len(value) <= most and value.isprintable() and value == value.strip()


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "id": lambda value: ID.fullmatch(value) is not None,
    "role_class": lambda value: value in ROLES,
    "evidence": lambda value: value in EVIDENCE,
    "source_url": lambda value: URL.fullmatch(value) is not None,
    "note": lambda value: not value or _words(NOTE_MOST)(value),
}
_OWN_CHECKS: Mapping[str, Callable[[str], bool]] = {
    **_CHECKS,
    "duty_en": _words(NAME_MOST),
    "duty_es": _words(NAME_MOST),
    "source_url": lambda value: not value or URL.fullmatch(value) is not None,
}
_WANTED: Mapping[str, str] = {
    "id": "a capital letter and up to seven capitals or digits, such as D17",
    "duty_en": f"a name of 1 to {NAME_MOST} letters",
    "duty_es": f"a name of 1 to {NAME_MOST} letters",
    "role_class": f"one of {', '.join(ROLES)}",
    "evidence": f"one of {', '.join(EVIDENCE)}",
    "source_url": "nothing, or an address that begins with https:// or http://",
    "note": f"nothing, or at most {NOTE_MOST} letters in one line",
}


def _parse(path: Path, text: str) -> tuple[Duty, ...]:
    heading = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in heading else ",", strict=True)
    found: dict[str, Duty] = {}
    try:
        if next(reader, []) != list(OWN_COLUMNS):
            raise BrokenFile(_wrong(path, 1, f"the columns are {','.join(OWN_COLUMNS)}, in this order"))
        for cells in reader:
            if not any(cells):
                continue
            one = _own_duty(path, reader.line_num, cells)
            if one.id in found:
                raise BrokenFile(_wrong(path, reader.line_num, f"the id {one.id} stands there twice"))
            found[one.id] = one
    except csv.Error as problem:
        raise BrokenFile(_wrong(path, reader.line_num, str(problem))) from None
    if not 1 <= len(found) <= OWN_MOST:
        raise BrokenFile(f"{path} has {len(found)} tasks, where 1 to {OWN_MOST} belong. Nothing was changed.")
    return tuple(found.values())


def _wrong(path: Path, line: int, what: str) -> str:
    return f"{path}, line {line}: {what}. Nothing was changed. Mend the line, then try again."


def _own_duty(path: Path, line: int, cells: list[str]) -> Duty:
    if len(cells) != len(OWN_COLUMNS):
        raise BrokenFile(_wrong(path, line, f"there are {len(cells)} cells, where {len(OWN_COLUMNS)} belong"))
    row = dict(zip(OWN_COLUMNS, (cell.strip() for cell in cells), strict=True))
    for column, allowed in _OWN_CHECKS.items():
        if not allowed(row[column]):
            raise BrokenFile(_wrong(path, line, f"{row[column][:40]!r} in {column} is not {_WANTED[column]}"))
    return _duty(row, row["duty_en"], row["duty_es"], "")


def _duty(row: Row, name: str, spanish: str, wording: str) -> Duty:
    inferred = row["evidence"] == "inferred"
    return Duty(row["id"], name, spanish, row["role_class"], inferred, wording, row["source_url"], row["note"])
