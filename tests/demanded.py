"""A small demand, played once and kept at each of its stages, for tests to copy and spoil.

Twelve people work at one place. Six sign at level 5, two at level 10: six names open. Two of three keyholders open.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from undersign.host import demand_folder, folder
from undersign.host.books import BookFolder
from undersign.host.folder import HostFolder
from undersign.keyholder.approvals import Approval, approve
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.boxes import Definition, read_definition
from undersign.protocol.encoding import Document
from undersign.rehearsal import demand, team
from undersign.rehearsal.demand import Signing, Wanted
from undersign.verifier.examination import BoxExamination
from undersign.verifier.folder import Folder

ORIGIN = "demanded.example/undersign"
KEYHOLDERS, THRESHOLD = 3, 2
LEVELS = (5, 5, 5, 5, 5, 5, 10, 10)
LISTED = 12
OPEN = 6
STAGES = ("met", "fixed", "signed", "closed", "asked", "opened", "ended")


def met(path: Path) -> Path:
    """Make a host whose keyholders have met."""
    folder.create(path, ORIGIN, rehearsal=True)
    with folder.opened(path) as host:
        team.rehearse(host, KEYHOLDERS, THRESHOLD)
    return path


def fixed(path: Path, wanted: Wanted) -> Path:
    """Make a host that has put a demand up."""
    with folder.opened(met(path)) as host:
        demand.new_demand(host, wanted, LISTED)
    return path


def play(base: Path) -> Path:
    """Play the demand once in this folder, keeping each stage; return the folder."""
    if (base / "played").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)  # what a failure left
    host = met(base / "host")
    steps: dict[str, Callable[[HostFolder], object]] = {
        "met": lambda _: None,
        "fixed": lambda host: demand.new_demand(host, Wanted(), LISTED),
        "signed": sign,
        "closed": lambda host: demand.close(host, definition_in(host)),
        "asked": lambda host: demand.ask_to_open(host, definition_in(host)),
        "opened": lambda host: demand.open_all(host, definition_in(host)),
        "ended": lambda host: demand.delete_rest(host, definition_in(host)),
    }
    for stage, step in steps.items():
        with folder.opened(host) as opened:
            step(opened)
        shutil.copytree(host, base / stage)
    (base / "played").touch()
    return base


def sign(host: HostFolder, levels: tuple[int, ...] = LEVELS) -> Signing:
    """Let people ask for passes and sign at their levels."""
    signing = Signing.of(host, definition_in(host))
    signing.ask(range(len(levels)))
    signing.sign(dict(enumerate(levels)))
    return signing


def finish(host: HostFolder) -> None:
    """Close, ask to open and open."""
    demand.close(host, definition_in(host))
    demand.ask_to_open(host, definition_in(host))
    demand.open_all(host, definition_in(host))


def definition_in(host: HostFolder) -> Definition:
    """Return the definition of the host's newest demand."""
    kept = list(host.notes["boxes"].values())[-1]["book"]
    files = Folder(host.path).books()[host.books[kept].book_id]
    found = next(line.entry for line in files.lines() if (line.entry or {}).get("kind") == "definition")
    return read_definition((found or {})["definition"])


def entries(host: HostFolder, kind: str) -> list[Document]:
    """Return the entries of one kind in the box's book."""
    files = Folder(host.path).books()[box_book(host).book_id]
    return [line.entry for line in files.lines() if line.entry and line.entry["kind"] == kind]


def box_book(host: HostFolder) -> BookFolder:
    """Return the box's book, for a test to add to."""
    return host.books[host.notes["boxes"][definition_in(host).box_id.hex()]["book"]]


def add(host: HostFolder, *documents: Document) -> None:
    """Enter whatever a host likes in the box's book, and have it cosigned."""
    book = box_book(host)
    for document in documents:
        book.append(document)
    host.tick()
    team.cosign(host)


def receipts(host: Path) -> Path:
    """Return the receipts of all who signed."""
    return next((host / "rehearsal" / "devices").glob("*.receipts"))


class DemandAt(Protocol):
    """Gives a copy of the demand's folder as it was at a stage."""

    def __call__(self, stage: str, name: str = "host") -> Path:
        """Copy it into the test's own folder under a name."""


@pytest.fixture
def demand_at(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> DemandAt:
    """Give copies of the demand at its stages."""
    base = play(tmp_path_factory.getbasetemp() / "demanded")

    def copy(stage: str, name: str = "host") -> Path:
        return shutil.copytree(base / stage, tmp_path / name)

    return copy


class Case:
    """One keyholder before a demand, with everything that the site handed over."""

    def __init__(self, host: HostFolder, number: int = 1) -> None:
        self.host, self.definition = host, definition_in(host)
        self.own: KeyholderFolder = team.keyholder_folders(host)[number - 1]
        self.sealed = demand_folder.sealed_names(host, self.definition.box_id)
        self.now = host.now()

    @property
    def box(self) -> BoxExamination:
        """What this keyholder finds."""
        return demand.examined(self.host, self.definition, self.own)

    def approved(self) -> Approval:
        """Approve, for now."""
        return approve(self.own, self.definition.box_id, self.now, self.now)


@contextmanager
def case(path: Path, number: int = 1) -> Iterator[Case]:
    """Open a host's folder as a keyholder sees it."""
    with folder.opened(path) as host:
        yield Case(host, number)
