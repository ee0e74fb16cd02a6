"""The opening of a box: one request for one set, the keyholders' parts, and the result that follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from undersign.protocol import boxes, choices, closing, openings
from undersign.protocol.encoding import Document, encode, read, sha256
from undersign.protocol.errors import Refused
from undersign.verifier.problems import Problems
from undersign.verifier.workers import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from undersign.protocol import demands
    from undersign.protocol.boxes import Count, Definition
    from undersign.protocol.keyholders import Ceremony, Team
    from undersign.verifier.box.entries import Placed

POINT_BYTES: Final = 32
OPENED_BYTES: Final = POINT_BYTES + 64  # what a keyholder gives for one sum: the point, the proof
ONCE: Final = "opened_once_in_groups"
RESULT: Final = "result_equals_opening"


@dataclass
class Opening:
    """What came of the opening: the totals that the parts give, and whether a result stands there."""

    asked: bool = False  # an opening request stands in the box
    request: Document | None = None  # its fields, once it is the one that the rules of the box give
    hash: bytes = b""
    keyholders: list[int] = field(default_factory=list)  # whose parts hold, ascending
    totals: list[list[list[int]]] | None = None  # per group, question, option
    published: bool = False  # a result stands in the box


class PartOfGroup(NamedTuple):
    """One keyholder's part for one group, to be checked in any process."""

    team: Team
    keyholder: int
    sums: list[bytes]
    bound: bytes
    data: bytes


def split_part(data: bytes) -> openings.Part:
    """Return points and proofs of a group: 96 bytes for each sum, the point first. Errors: partial_opening_wrong."""
    if len(data) % OPENED_BYTES:
        raise Refused("partial_opening_wrong", f"{len(data)} bytes are not a number of points with their proofs")
    cut = [data[at : at + OPENED_BYTES] for at in range(0, len(data), OPENED_BYTES)]
    return openings.Part([each[:POINT_BYTES] for each in cut], [each[POINT_BYTES:] for each in cut])


def check_one(work: PartOfGroup) -> str | None:
    """Check a part; return the detail of what is wrong, if anything is."""
    try:
        openings.check_part(work.team, work.keyholder, work.sums, work.bound, split_part(work.data))
    except Refused as problem:
        return problem.detail or problem.reason
    return None


def flat(sums: choices.Ciphertexts) -> list[tuple[bytes, bytes]]:
    """Return the (R, C) of a group's sums in question, option order."""
    return [pair for question in sums for pair in question]


@dataclass
class OpeningCheck:
    """Checks the opening of one box whose set and sums are known."""

    definition: Definition
    ceremony: Ceremony
    team: Team
    where: str
    problems: Problems
    opening: Opening = field(default_factory=Opening)

    def request(self, requests: Placed, count: Count | demands.Count | Refused) -> None:
        """Check that there is one opening request, for the set that counts and what the rule opens of it."""
        self.opening.asked = bool(requests)
        if not requests:
            return
        index, document = requests[0]
        self.opening.hash = sha256(encode(document))
        for check in (lambda: closing.one_request(each for _, each in requests), lambda: self._read(document, count)):
            try:
                check()
            except Refused as problem:
                self.problems.note(ONCE, problem, f"{self.where}, leaf {index}")

    def _read(self, document: Document, count: Count | demands.Count | Refused) -> None:
        found = read(document, boxes.OPENING_REQUEST)
        least = min((group["count"] for group in found["groups"]), default=0)
        if least < self.definition.fields["k"]:
            raise Refused("below_k", f"a group of {least}")
        if isinstance(count, Refused):
            raise count
        if isinstance(count, boxes.Count):
            self.opening.request = boxes.check_opening_request(document, self.definition, count)

    def parts(self, entries: Placed, sums: Sequence[choices.Ciphertexts], executor: Executor | None) -> None:
        """Check every keyholder's part against the sums of the groups, and put t of them together."""
        given: dict[int, list[bytes]] = {}
        for index, document in entries:
            try:
                self._take_part(document, len(sums), given)
            except Refused as problem:
                self.problems.note(RESULT, problem, f"{self.where}, leaf {index}")
        if self.opening.request and self._check_parts(given, sums, executor):
            self.opening.keyholders = sorted(given)
            self._combine(given, sums, [group["count"] for group in self.opening.request["groups"]])

    def _take_part(self, document: Document, groups: int, given: dict[int, list[bytes]]) -> None:
        keys = {i: each.sign for i, each in enumerate(self.ceremony.keyholders, 1)}
        found = boxes.read_part(document, self.definition.box_id, self.opening.hash, keys)
        if found["keyholder"] in given:
            raise Refused("keyholder_repeated", f"keyholder {found['keyholder']}")
        if len(found["groups"]) != groups:
            raise Refused("partial_opening_wrong", f"{len(found['groups'])} groups where {groups} open")
        given[found["keyholder"]] = found["groups"]

    def _check_parts(
        self, given: dict[int, list[bytes]], sums: Sequence[choices.Ciphertexts], executor: Executor | None
    ) -> bool:
        context = (self.ceremony.hash, self.definition.box_id, self.opening.hash)
        points = [[r for r, _ in flat(each)] for each in sums]
        work = [
            PartOfGroup(self.team, keyholder, points[group], openings.context(*context, group), data)
            for keyholder, groups in sorted(given.items())
            for group, data in enumerate(groups)
        ]
        sound = True
        for detail in in_order(executor, check_one, work):
            if detail is not None:
                self.problems.add(RESULT, "partial_opening_wrong", f"{self.where}: {detail}")
                sound = False
        return sound

    def _combine(
        self, given: dict[int, list[bytes]], sums: Sequence[choices.Ciphertexts], counts: Sequence[int]
    ) -> None:
        """Find the totals. Fewer than t parts are no problem by themselves: the opening is not over."""
        indices = sorted(given)
        if len(indices) < self.team.t:
            return
        totals = []
        try:
            for group, each in enumerate(sums):
                opened = [split_part(given[index][group]).points for index in indices]
                shared = openings.combine(self.team.t, indices, opened)
                totals.append(self._totals(each, shared, counts[group]))
        except Refused as problem:
            self.problems.note(RESULT, problem, self.where)
            return
        self.opening.totals = totals

    @staticmethod
    def _totals(sums: choices.Ciphertexts, shared: list[bytes], count: int) -> list[list[int]]:
        finder, at = choices.Totals(count), iter(shared)
        return [[finder.find(c, next(at)) for _, c in question] for question in sums]

    def result(self, entries: Placed) -> None:
        """Compare the result with the totals that the parts give."""
        self.opening.published = bool(entries)
        if len(entries) > 1:
            self.problems.add(ONCE, "opened_before", f"{self.where}: {len(entries)} results")
        for index, document in entries[:1]:
            place = f"{self.where}, leaf {index}"
            try:
                self._check_result(read(document, boxes.RESULT), place)
            except Refused as problem:
                self.problems.note(RESULT, problem, place)

    def _check_result(self, found: Document, place: str) -> None:
        if found["box"] != self.definition.box_id:
            raise Refused("wrong_box")
        if found["request"] != self.opening.hash:
            raise Refused("opening_request_wrong", "a result for another opening request")
        if len(self.opening.keyholders) < self.team.t:
            have = len(self.opening.keyholders)
            raise Refused("keyholders_too_few", f"{have} sound parts of the {self.team.t} needed")
        if not set(found["keyholders"]) <= set(self.opening.keyholders):
            raise Refused("keyholder_unknown", "the result names a keyholder whose part is not there")
        asked = self.opening.request or {}
        groups = [{"tags": group["tags"], "count": group["count"]} for group in found["groups"]]
        if groups != asked.get("groups") or found["shut"] != asked.get("shut"):
            raise Refused("group_counts_wrong")
        if self.opening.totals is None:
            return
        for number, (group, totals) in enumerate(zip(found["groups"], self.opening.totals, strict=True), 1):
            if group["totals"] != totals:
                self.problems.add(RESULT, "result_differs", f"{place}, group {number}")
