"""The entries of a box's book in their order: the definition, the envelopes, the opening."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from undersign.protocol import boxes, record
from undersign.protocol.encoding import Document, decode, one_of, read, table
from undersign.protocol.envelopes import ENTRY, Head
from undersign.protocol.errors import Refused
from undersign.verifier.problems import FolderProblem, Problems, located

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.verifier.folder import BookFiles
    from undersign.verifier.problems import ClaimName
    from undersign.verifier.record.books import BookPass

Placed = list[tuple[int, Document]]  # entries with their index in the book


OF_NAMES: Final = ("opened", "for_readers", "deleted")
STRUCK: Final = b'{"v":1}'  # stands in for an envelope whose draft was struck
_DEFINITION: Final = {"kind": one_of("definition"), "definition": table}
_CLAIMS: Final[dict[str, ClaimName]] = {
    "definition": "rules_fixed_first",
    "strike": "rules_fixed_first",
    "opening_request": "opened_once_in_groups",
    "part": "opened_once_in_groups",
    "result": "opened_once_in_groups",
    "opened": "result_equals_opening",
    "for_readers": "result_equals_opening",
    "deleted": "opened_once_in_groups",
}


@dataclass
class BoxEntries:
    """What a box's book holds. `heads` and `indices` go together: the envelopes in order, and where they stand."""

    definition: Definition | None = None
    defined_at: int = 0
    heads: list[Head] = field(default_factory=list)
    indices: list[int] = field(default_factory=list)
    requests: Placed = field(default_factory=list)
    parts: Placed = field(default_factory=list)
    results: Placed = field(default_factory=list)
    strikes: Placed = field(default_factory=list)
    names: Placed = field(default_factory=list, repr=False)  # that opened, and what is for a demand's readers alone
    deleted: Placed = field(default_factory=list)
    readable: bool = True  # whether every entry could be taken

    def read(self, book: BookPass, problems: Problems) -> None:
        """Read the box's book to its end. Errors: FolderProblem if a leaf is not as it must be."""
        for index, entry in book.entries():
            if not index:
                continue
            if entry is None:
                self.readable = False
                continue
            try:
                self._take(index, entry)
            except Refused as problem:
                self.readable = False
                claim = _CLAIMS.get(str(entry.get("kind")), "envelopes_well_formed")
                problems.note(claim, problem, f"{book.name}, leaf {index}")

    def _take(self, index: int, entry: Document) -> None:
        kind = str(entry.get("kind"))
        if kind == "definition":
            self._take_definition(index, entry)
        elif kind == "envelope":
            self._take_envelope(index, entry)
        elif kind == "strike":
            record.check_strike(entry)
            self.strikes.append((index, entry))
        elif kind == "opening_request":
            self.requests.append((index, entry))
        elif kind == "part":
            self.parts.append((index, entry))
        elif kind == "result":
            self.results.append((index, entry))
        elif kind in OF_NAMES and self.definition and self.definition.fields["kind"] == "demand":
            (self.deleted if kind == "deleted" else self.names).append((index, entry))
        else:
            raise Refused("document_field", f"a box has no entry of kind {kind!a}")

    def _take_definition(self, index: int, entry: Document) -> None:
        if self.definition is not None:
            raise Refused("definition_changed", "a second definition stands in the book")
        self.definition = boxes.read_definition(read(entry, _DEFINITION)["definition"])
        self.defined_at = index

    def _take_envelope(self, index: int, entry: Document) -> None:
        found = read(entry, ENTRY)
        if self.definition is None:
            raise Refused("rule_impossible", "an envelope before the definition")
        given, demand = self.definition.fields, self.definition.fields["kind"] == "demand"
        place = found.get("level" if demand else "tag")
        if place is None or ("tag" if demand else "level") in found:
            raise Refused("document_field", "a demand's envelope has a level, any other a tag")
        if demand and place not in given["levels"]:
            raise Refused("level_unknown", str(place))
        if not demand and place >= len(given["tags"]):
            raise Refused("tag_unknown", str(place))
        self.heads.append(Head(found["rest"], found["key"], found["seq"], place, withdraws=False))
        self.indices.append(index)

    def find_withdrawals(self, files: BookFiles) -> None:
        """See from the envelopes in full which of the later ones withdraw. Errors: FolderProblem."""
        path = f"books/{files.name}/rests.jsonl"
        lines = files.rests() if self.heads or (files.path / "rests.jsonl").exists() else iter(())
        for number, (line, head) in enumerate(zip_longest(lines, self.heads)):
            if line is None or head is None:
                raise FolderProblem("leaf_missing", f"{path}: not as many lines as the book has envelopes")
            if head.seq:
                with located(f"{path}, line {number + 1}"):
                    withdraws = decode(line).get("body") == ""
                self.heads[number] = replace(head, withdraws=withdraws)

    def struck_drafts(self) -> frozenset[bytes]:
        """Return the hashes of the envelopes of a box for drafts that were struck, whose text is gone for good."""
        if self.definition is None or self.definition.fields["kind"] != "draft":
            return frozenset()
        struck = {record.check_strike(entry)["hash"] for _, entry in self.strikes}
        return frozenset(struck & {head.digest for head in self.heads})

    def missing_texts(self, files: BookFiles) -> tuple[bool, list[str]]:
        """Return whether a text of the definition was struck, and the hashes (hex) of texts that are just missing."""
        definition = self.definition
        struck = {record.check_strike(entry)["hash"] for _, entry in self.strikes}
        named = text_hashes(definition) if definition else []
        known = files.texts()
        return any(each in struck for each in named), [
            each.hex() for each in named if each not in struck and each not in known
        ]


def text_hashes(definition: Definition) -> list[bytes]:
    """Return the hashes of all texts that a definition names."""
    found = definition.fields
    texts = [found["title"], found["intro"], *(tag["name"] for tag in found["tags"])]
    for question in found["questions"]:
        texts += [question["text"], *question["options"]]
    return texts
