"""The public tree: every leaf, every tile, every checkpoint that was kept, and who cosigned it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from undersign.protocol import notes
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import cosigners
from undersign.protocol.slots import TickReader, parse_tick_leaf
from undersign.protocol.tree import TILE_WIDTH, leaf_hash, root
from undersign.verifier.problems import FolderProblem, Problems, Progress, located

if TYPE_CHECKING:
    from undersign.protocol.keyholders import Ceremony
    from undersign.protocol.notes import NoteKey, Opened
    from undersign.verifier.folder import Folder

LATEST: Final = "record/checkpoint"
BUNDLES_KEPT: Final = 64
REPORT_EVERY: Final = 4096


class PublicTree:
    """The public tree up to the latest checkpoint that the host signed."""

    def __init__(self, folder: Folder, log: NoteKey) -> None:
        """Read the latest checkpoint. Errors: FolderProblem if the host has not signed it."""
        self.folder = folder
        self.log = log
        self.note = folder.checkpoint()
        with located(LATEST):
            self.latest = notes.require(self.note, log, [], 0).checkpoint
        self.size = self.latest.size
        self.witnessed = array("Q")  # the sizes at which t keyholders cosigned, ascending
        self._bundle = lru_cache(maxsize=BUNDLES_KEPT)(self._read_bundle)

    def _read_bundle(self, number: int) -> list[bytes]:
        return self.folder.bundle(number, min(TILE_WIDTH, self.size - number * TILE_WIDTH))

    def leaf(self, position: int) -> bytes:
        """Return one leaf, 40 bytes. Errors: FolderProblem for a position outside."""
        if position >= self.size:
            raise FolderProblem("proof_malformed", f"leaf {position} of a public tree of {self.size}")
        return self._bundle(position // TILE_WIDTH)[position % TILE_WIDTH]

    def tick(self, position: int) -> int:
        """Return the tick of the leaf at `position`."""
        return parse_tick_leaf(self.leaf(position))[0]

    def witnessed_after(self, position: int) -> int | None:
        """Return the smallest cosigned size that holds the leaf at `position`."""
        at = bisect_right(self.witnessed, position)
        return self.witnessed[at] if at < len(self.witnessed) else None

    def witnessed_before(self, position: int) -> int | None:
        """Return the largest cosigned size that does not hold the leaf at `position`."""
        at = bisect_right(self.witnessed, position) - 1
        return self.witnessed[at] if at >= 0 else None

    def root_at(self, size: int) -> bytes:
        """Return the root at a cosigned size. Errors: FolderProblem."""
        note = self.note if size == self.size else self.folder.checkpoint_at(size)
        return self.folder.claimed(note).root

    @property
    def last_witnessed(self) -> int:
        """The largest cosigned size, or 0."""
        return self.witnessed[-1] if self.witnessed else 0

    def is_witnessed(self, size: int) -> bool:
        """Return whether t keyholders cosigned the tree at `size`, and their checkpoint holds."""
        at = bisect_left(self.witnessed, size)
        return at < len(self.witnessed) and self.witnessed[at] == size


class TileCheck:
    """Compares every tile with the leaves, holding at most one tile of each level."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._levels: list[list[bytes]] = [[]]
        self._numbers = [0]

    def feed(self, hashed: bytes) -> None:
        """Take in the next leaf hash. Errors: FolderProblem."""
        level = 0
        self._levels[0].append(hashed)
        while len(self._levels[level]) == TILE_WIDTH:
            self._compare(level)
            above = root(self._levels[level])
            self._levels[level] = []
            self._numbers[level] += 1
            level += 1
            if level == len(self._levels):
                self._levels.append([])
                self._numbers.append(0)
            self._levels[level].append(above)

    def finish(self) -> None:
        """Compare the partial tiles. Errors: FolderProblem."""
        for level, hashes in enumerate(self._levels):
            if hashes:
                self._compare(level)

    def _compare(self, level: int) -> None:
        hashes, number = self._levels[level], self._numbers[level]
        if self._folder.tile(level, number, len(hashes)) != b"".join(hashes):
            raise FolderProblem("tile_wrong", f"record, tile {number} of level {level}")


def check_tree(tree: PublicTree, teams: list[Ceremony], problems: Problems, progress: Progress | None = None) -> bool:
    """Read all leaves once; check ticks, tiles, the root at every kept checkpoint, and all signatures on those.

    `teams`: the ceremonies whose keyholders may cosign. Fills `tree.witnessed`. Returns whether it read to the end.
    """
    kept, at = tree.folder.checkpoint_sizes(), 0
    reader, tiles = TickReader(), TileCheck(tree.folder)
    try:
        for size, leaf in enumerate(tree.folder.public_leaves(tree.size), 1):
            with located(f"record, leaf {size - 1}"):
                reader.feed(leaf)
            tiles.feed(leaf_hash(leaf))
            if at < len(kept) and kept[at] == size:
                _check_kept(tree, teams, size, reader.root(), problems)
                at += 1
            if progress and (size == tree.size or size % REPORT_EVERY == 0):
                progress(size, tree.size, "ticks of the public tree")
        tiles.finish()
    except FolderProblem as trouble:
        problems.note("record_never_rewritten", trouble)
        return False
    if at < len(kept):
        where = f"record/checkpoints/{kept[at]}: the latest checkpoint has {tree.size} leaves"
        problems.add("record_never_rewritten", "record_forked", where)
    if reader.root() != tree.latest.root:
        problems.add("record_never_rewritten", "record_forked", LATEST)
    elif not tree.is_witnessed(tree.size) and cosigned(tree.note, tree.log, teams) is not None:
        tree.witnessed.append(tree.size)
    return True


def _check_kept(tree: PublicTree, teams: list[Ceremony], size: int, found: bytes, problems: Problems) -> None:
    where = f"record/checkpoints/{size}"
    try:
        note = tree.folder.checkpoint_at(size)
        with located(where):
            opened = cosigned(note, tree.log, teams)
            if opened is None:
                raise Refused("cosignatures_missing")
    except FolderProblem as trouble:
        problems.note("record_never_rewritten", trouble)
        return
    if opened.checkpoint.size != size:
        said = opened.checkpoint.size
        problems.add("record_never_rewritten", "checkpoint_malformed", f"{where}: it is of size {said}")
    elif opened.checkpoint.root != found:
        problems.add("record_never_rewritten", "record_forked", where)
    else:
        tree.witnessed.append(size)


def cosigned(note: bytes, log: NoteKey, teams: list[Ceremony]) -> Opened | None:
    """Return an opened note if the host signed it and t keyholders of one of the teams cosigned it, else None.

    Errors: as notes.require, but for cosignatures_missing.
    """
    for team in reversed(teams):
        try:
            return notes.require(note, log, cosigners(log.name, team), team.t)
        except Refused as problem:
            if problem.reason != "cosignatures_missing":
                raise
    return None
