"""Demands: which names open, once, and what stands in the record of it. Specified in spec/demands.md.

The cipher is in names.py. What keyholders hold of a name here is `Sealed`; nobody else gets it before it opens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from undersign.protocol import names
from undersign.protocol.boxes import ASKED, K_LEAST, K_MOST, SIZE_MOST, Definition, set_hash
from undersign.protocol.encoding import (
    Document,
    Shape,
    array,
    b64,
    decode,
    encode,
    fields,
    integer,
    octets,
    one_of,
    optional,
    read,
    text,
)
from undersign.protocol.envelopes import Envelope, Head, Rules, counted
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import MOST, Team
from undersign.protocol.names import SEALED_BYTES, NamePart, SealedName
from undersign.protocol.points import Random
from undersign.protocol.signatures import signed, verify_signed

SLICE: Final = 256  # names in one entry, which has at most 2^20 bytes
PART_BYTES: Final = 96  # point, proof
MISSING_MOST: Final = 2**14

SEALED: Final = {
    "kind": one_of("sealed_name"),
    "box": octets(32),
    "envelope": octets(32),
    "salt": octets(names.SALT_BYTES),
    "sealed": octets(SEALED_BYTES),
}
REQUEST: Final = {
    **ASKED,
    "level": integer(1, K_MOST),
    "opens": integer(1, SIZE_MOST),
    "missing": array(octets(32), 0, MISSING_MOST),
}
_FOR: Final = {"box": octets(32), "request": octets(32)}  # the opening request's hash
PART: Final = {
    "kind": one_of("part"),
    **_FOR,
    "keyholder": integer(1, MOST),
    "first": integer(0, SIZE_MOST),
    "names": array(octets(PART_BYTES), 1, SLICE),
}
NAME: Final = {
    "envelope": octets(32),
    "salt": octets(names.SALT_BYTES),
    "sealed": octets(SEALED_BYTES),
    "name": optional(text(names.TEXT_BYTES)),
    "title": optional(text(names.TEXT_BYTES)),
}
OPENED: Final = {
    "kind": one_of("opened"),
    **_FOR,
    "first": integer(0, SIZE_MOST),
    "names": array(fields(NAME), 1, SLICE),
}
RESULT: Final = {
    "kind": one_of("result"),
    **_FOR,
    "keyholders": array(integer(1, MOST), 2, MOST),
    "level": integer(1, K_MOST),
    "opened": integer(0, SIZE_MOST),
    "unreadable": integer(0, SIZE_MOST),
}
FOR_READERS: Final = {"kind": one_of("for_readers"), **_FOR, "data": octets(most=3 * 2**18)}
DELETED: Final = {
    "kind": one_of("deleted"),
    "box": octets(32),
    "set": octets(64),
    "keyholder": integer(1, MOST),
    "names": integer(0, SIZE_MOST),
}

Name = tuple[str, str] | None  # name and job title; None for one that cannot be read


@dataclass(frozen=True)
class Sealed:
    """A sealed name whose commitment and proof hold for its envelope. Bytes: envelope hash 32, salt 32, data 656."""

    envelope: bytes
    salt: bytes = field(repr=False)
    data: bytes = field(repr=False)
    checked: SealedName = field(repr=False)


@dataclass(frozen=True)
class Count:
    """What is to be opened: the envelopes that count, the level reached, those that open; both in order of hash.

    `missing`: hashes of envelopes that do not count because the keyholders do not have their sealed names, ascending.
    """

    heads: tuple[Head, ...]
    level: int
    opens: tuple[Head, ...]
    missing: tuple[bytes, ...] = ()


def level_for(percent: int, listed: int) -> int:
    """Return the level that a share of the list asks for, rounded up, and at least 5. `percent`: 1 to 100."""
    return max(K_LEAST, -(-percent * listed // 100))


def sealed_name_document(box: bytes, envelope: bytes, salt: bytes, sealed: bytes) -> Document:
    """Return what a member sends, beside the envelope of hash `envelope`, for keyholders only."""
    document: Document = {"v": 1, "kind": "sealed_name", "box": b64(box), "envelope": b64(envelope)}
    return {**document, "salt": b64(salt), "sealed": b64(sealed)}


def check_sealed(rules: Rules, envelope: Envelope, document: Document) -> Sealed:
    """Check a sealed name against its envelope, which envelopes.check_envelope has checked.

    Errors: document_field, size_wrong; wrong_box; name_wrong_commitment if it is not the one that the envelope signed;
    those of names.check_sealed_name.
    """
    found = read(document, SEALED)
    if found["box"] != rules.box_id:
        raise Refused("wrong_box")
    if found["envelope"] != envelope.digest:
        raise Refused("name_wrong_commitment", "sent for another envelope")
    names.check_commitment(envelope.body, found["salt"], found["sealed"])
    place = names.Place(rules.box_id, envelope.key, envelope.place, envelope.seq)
    checked = names.check_sealed_name(rules.key, place, found["sealed"])
    return Sealed(envelope.digest, found["salt"], found["sealed"], checked)


def count_demand(definition: Definition, heads: Iterable[Head], missing: Collection[bytes] = ()) -> Count:
    """Return what counts and what opens: the greatest listed level s with at least s envelopes of level <= s.

    `missing`: hashes of envelopes whose sealed names the keyholders do not have; they do not count.
    Errors: nothing_opens; level_unknown; rule_impossible for a box that is not a demand.
    """
    if definition.fields["kind"] != "demand":
        raise Refused("rule_impossible", "only a demand has levels")
    kept = counted(heads)
    here = tuple(head for head in kept if head.digest not in missing)
    level = names.levels_reached(definition.fields["levels"], [head.place for head in here])
    if level is None:
        raise Refused("nothing_opens", f"{len(here)} envelopes count")
    opens = tuple(head for head in here if head.place <= level)
    return Count(here, level, opens, tuple(head.digest for head in kept if head.digest in missing))


def would_open(definition: Definition, heads: Iterable[Head]) -> int:
    """Return how many names would open as the book stands; all that a page may show before. Errors: as count_demand."""
    try:
        return len(count_demand(definition, heads).opens)
    except Refused as problem:
        if problem.reason != "nothing_opens":
            raise
        return 0


def request_document(  # noqa: PLR0913 - the fields of the document
    definition: Definition, count: Count, checkpoint: tuple[int, bytes], list_size: int, requests: int, envelopes: int
) -> Document:
    """Return the entry that asks the keyholders to open. `checkpoint`: size and root of the public tree."""
    document: Document = {"v": 1, "kind": "opening_request", "box": b64(definition.box_id), "size": checkpoint[0]}
    document |= {"root": b64(checkpoint[1]), "list_size": list_size, "requests": requests, "envelopes": envelopes}
    document |= {"set": b64(set_hash(definition.box_id, count.heads)), "level": count.level}
    return {**document, "opens": len(count.opens), "missing": [b64(each) for each in count.missing]}


def check_request(document: Document, definition: Definition, count: Count) -> Document:
    """Check that an opening request names this box, this set and the level of the rule; return its fields.

    `count`: as `count_demand` gives it for what this reader knows to be missing. Errors: wrong_box,
    opening_request_wrong, document_field.
    """
    found = read(document, REQUEST)
    if found["box"] != definition.box_id:
        raise Refused("wrong_box")
    if found["set"] != set_hash(definition.box_id, count.heads) or found["missing"] != list(count.missing):
        raise Refused("opening_request_wrong", "another set")
    if (found["level"], found["opens"]) != (count.level, len(count.opens)):
        raise Refused("opening_request_wrong", f"level {count.level} is reached, and {len(count.opens)} names open")
    return found


def open_parts(secret: bytes, sealed: Sequence[Sealed], request: bytes, random: Random) -> list[bytes]:
    """Return a keyholder's part of each name, 96 bytes: the point, the proof. `secret`: the share, 32 bytes.

    `sealed`: those of `Count.opens`, in that order; `request`: the opening request's hash.
    """
    found = (names.open_part(secret, each.checked, request, random) for each in sealed)
    return [part.point + part.proof for part in found]


@dataclass(frozen=True)
class Opening:
    """One opening: the rules of the box, its team, what opens, and the hash of the opening request (32 bytes)."""

    rules: Rules
    team: Team
    count: Count
    request: bytes

    def _document(self, kind: str) -> Document:
        return {"v": 1, "kind": kind, "box": b64(self.rules.box_id), "request": b64(self.request)}

    def _read(self, document: Document, shape: Shape) -> Document:
        found = read(document, shape)
        if found["box"] != self.rules.box_id:
            raise Refused("wrong_box")
        if found["request"] != self.request:
            raise Refused("opening_request_wrong", "made for another opening request")
        return found

    def part_documents(self, secret: bytes, keyholder: int, parts: Sequence[bytes]) -> list[Document]:
        """Return a keyholder's signed entries from `open_parts`. `secret`: its Ed25519 seed.

        By signing the opening request's hash it attests the checkpoint, list size, requests and envelopes named there.
        """
        document = {**self._document("part"), "keyholder": keyholder}
        return [
            signed(secret, "part", {**document, "first": at, "names": [b64(each) for each in parts[at : at + SLICE]]})
            for at in range(0, len(parts), SLICE)
        ]

    def read_parts(self, documents: Iterable[Document], keys: Mapping[int, bytes]) -> dict[int, list[bytes]]:
        """Return the parts of each keyholder, checked for form and signature. `keys`: Ed25519 keys by index.

        Errors: keyholder_unknown, wrong_box, opening_request_wrong, document_field, those of signatures.verify;
        partial_opening_wrong unless a keyholder's entries give each name once and in order.
        """
        found: dict[int, list[bytes]] = {}
        for document in documents:
            part = self._read({name: value for name, value in document.items() if name != "signature"}, PART)
            keyholder: int = part["keyholder"]
            if keyholder not in keys:
                raise Refused("keyholder_unknown")
            verify_signed(keys[keyholder], "part", document)
            given = found.setdefault(keyholder, [])
            if part["first"] != len(given):
                raise Refused("partial_opening_wrong", f"keyholder {keyholder}: names twice, or left out")
            given += part["names"]
        for keyholder, given in found.items():
            if len(given) != len(self.count.opens):
                raise Refused("partial_opening_wrong", f"keyholder {keyholder}: {len(given)} names")
        return found

    def open_names(self, sealed: Sequence[Sealed], parts: Mapping[int, Sequence[bytes]]) -> list[Name]:
        """Return the name and job title of each envelope that opens, in the order of `count.opens`.

        `parts`: as `read_parts` gives them; those of the t lowest indices are used. A name that is not in the one form
        gives None, and the others open. Errors: opening_request_wrong if `sealed` are not those of `count.opens`;
        keyholders_too_few, partial_opening_wrong and the like, as names.check_part and names.combine.
        """
        if [each.envelope for each in sealed] != [head.digest for head in self.count.opens]:
            raise Refused("opening_request_wrong", "not the sealed names of those that open")
        used = sorted(parts)[: self.team.t]
        cut = {i: [NamePart(each[:32], each[32:]) for each in parts[i]] for i in used}
        opened: list[Name] = []
        for place, each in enumerate(sealed):
            for i in used:
                names.check_part(self.team, i, each.checked, self.request, cut[i][place])
            shared = names.combine(self.team.t, used, [cut[i][place] for i in used])
            opened.append(_name(each.checked, shared))
        return opened

    def opened_documents(self, sealed: Sequence[Sealed], opened: Sequence[Name]) -> list[Document]:
        """Return the entries that publish the names with what each was sealed in. Order: that of `count.opens`."""
        found: list[Document] = []
        for each, name in zip(sealed, opened, strict=True):
            said = {} if name is None else {"name": name[0], "title": name[1]}
            kept = {"envelope": b64(each.envelope), "salt": b64(each.salt), "sealed": b64(each.data)}
            found.append({**kept, **said})
        document = self._document("opened")
        return [{**document, "first": at, "names": found[at : at + SLICE]} for at in range(0, len(found), SLICE)]

    def check_opened(
        self,
        documents: Iterable[Document],
        envelopes: Mapping[bytes, Envelope],
        parts: Mapping[int, Sequence[bytes]],
    ) -> list[Name]:
        """Check the published names against envelopes and parts; return them.

        `envelopes`: the checked envelopes by hash. Errors: result_differs if a name is missing, added, moved or not
        what the parts give; as check_sealed and open_names.
        """
        sealed: list[Sealed] = []
        said: list[Name] = []
        for document in documents:
            found = self._read(document, OPENED)
            if found["first"] != len(sealed):
                raise Refused("result_differs", "names twice, or left out")
            for each in found["names"]:
                if each["envelope"] not in envelopes or ("name" in each) != ("title" in each):
                    raise Refused("result_differs", "a name without its envelope, or without its job title")
                parcel = sealed_name_document(self.rules.box_id, each["envelope"], each["salt"], each["sealed"])
                sealed.append(check_sealed(self.rules, envelopes[each["envelope"]], parcel))
                said.append((each["name"], each["title"]) if "name" in each else None)
        if [each.envelope for each in sealed] != [head.digest for head in self.count.opens]:
            raise Refused("result_differs", "not the envelopes that open")
        if self.open_names(sealed, parts) != said:
            raise Refused("result_differs", "not what the parts give")
        return said

    def result_document(self, keyholders: Iterable[int], opened: Sequence[Name]) -> Document:
        """Return the entry that ends the box. `keyholders`: whose parts were used."""
        readable = sum(name is not None for name in opened)
        document = {**self._document("result"), "keyholders": sorted(keyholders), "level": self.count.level}
        return {**document, "opened": readable, "unreadable": len(opened) - readable}

    def check_result(self, document: Document, keyholders: Collection[int], opened: Sequence[Name]) -> None:
        """Check the result against what was opened. Errors: wrong_box, opening_request_wrong, result_differs."""
        found = self._read(document, RESULT)
        if found != self._read(self.result_document(keyholders, opened), RESULT):
            raise Refused("result_differs")

    def for_readers(self, document: Document, encrypt: Callable[[bytes], bytes]) -> Document:
        """Return the entry that stands in for a part or for names which are not to be public.

        `encrypt`: to the recipients of the definition, with age; for a part to the keyholders' too.
        """
        return {**self._document("for_readers"), "data": b64(encrypt(encode(document)))}

    def from_entry(self, document: Document, decrypt: Callable[[bytes], bytes]) -> Document:
        """Return the part or names behind an entry of `for_readers`. Errors: as `decrypt`, and encoding.decode."""
        return decode(decrypt(self._read(document, FOR_READERS)["data"]))

    def signers(self, opened: Sequence[Name]) -> frozenset[bytes]:
        """Return the envelope keys of those whose names opened: the list of the signers of this demand."""
        return frozenset(head.key for head, name in zip(self.count.opens, opened, strict=True) if name is not None)


def _name(sealed: SealedName, shared: bytes) -> Name:
    try:
        return names.open_name(sealed, shared)
    except Refused:  # name_malformed
        return None


def to_delete(held: Iterable[bytes], count: Count | None) -> set[bytes]:
    """Return which sealed names (by envelope hash) host and keyholders delete once the box has ended.

    `count`: what opened, or None if nothing did; withdrawn ones are deleted as soon as the withdrawal is recorded.
    """
    opens = {head.digest for head in count.opens} if count else set()
    return set(held) - opens


def deleted_document(
    secret: bytes, definition: Definition, heads: Sequence[Head], keyholder: int, number: int
) -> Document:
    """Return a keyholder's signed word that it has deleted `number` sealed names and opens nothing (more) of this set.

    Nobody can prove that no copy was kept. `heads`: the envelopes that count.
    """
    document: Document = {"v": 1, "kind": "deleted", "box": b64(definition.box_id)}
    document |= {"set": b64(set_hash(definition.box_id, heads)), "keyholder": keyholder, "names": number}
    return signed(secret, "deleted", document)


def read_deleted(document: Document, definition: Definition, keys: Mapping[int, bytes]) -> Document:
    """Check a keyholder's word of having deleted. Errors: keyholder_unknown, wrong_box, those of signatures.verify."""
    found = read({name: value for name, value in document.items() if name != "signature"}, DELETED)
    if found["keyholder"] not in keys:
        raise Refused("keyholder_unknown")
    verify_signed(keys[found["keyholder"]], "deleted", document)
    if found["box"] != definition.box_id:
        raise Refused("wrong_box")
    return found
