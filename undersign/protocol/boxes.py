"""Boxes: the definition that nothing can change, the set that counts, groups, opening and result. spec/boxes.md.

How names open is in demands.py; what may still come in, and when, in closing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from undersign.protocol import choices
from undersign.protocol.encoding import (
    Document,
    array,
    b64,
    digest,
    encode,
    fields,
    integer,
    octets,
    one_of,
    optional,
    read,
    sha256,
    text,
)
from undersign.protocol.envelopes import BODY_MOST, KINDS, Head, Rules, counted
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import recipient
from undersign.protocol.lists import ListReader
from undersign.protocol.passes import IssuingKey
from undersign.protocol.signatures import signed, verify_signed
from undersign.protocol.tags import LEVELS

COUNTED: Final = ("survey", "vote")  # the kinds that are opened as totals
K_LEAST: Final = 5
K_MOST: Final = 2**20
FEW_PEOPLE: Final = 20  # a tag with fewer members allows at most FEW_BINS options besides "no answer"
FEW_BINS: Final = 5
TAGS_MOST: Final = 4096
OPTIONS_MOST: Final = 64
SUMS_MOST: Final = 8000  # of all tags, so that a keyholder's part (128 characters for each) fits into one entry
TIME_MOST: Final = 2**40  # seconds since 1970
SIZE_MOST: Final = 2**40


def _true(value: object) -> bool:
    if value is not True:
        raise Refused("document_field", "true, or no field at all, is expected")
    return True


QUESTION: Final = {
    "id": text(64),
    "text": octets(32),
    "options": array(octets(32), 1, OPTIONS_MOST),
    "least": integer(1, OPTIONS_MOST),
    "most": integer(1, OPTIONS_MOST),
    "bins": optional(array(integer(0, 10**9), 1, OPTIONS_MOST)),
}
TAG: Final = {
    "level": one_of(*LEVELS),
    "of": text(200),
    "name": octets(32),
    "parent": integer(0, TAGS_MOST - 1),
    "issuers": array(octets(32), 2, 25),
}
DEFINITION: Final = {
    "kind": one_of(*KINDS),
    "title": octets(32),
    "intro": octets(32),
    "questions": array(fields(QUESTION), 0, 64),
    "tags": array(fields(TAG), 1, TAGS_MOST),
    "levels": array(integer(1, K_MOST), 0, 4),
    "k": integer(K_LEAST, K_MOST),
    "quorum": integer(0, K_MOST),
    "signing_ends": integer(0, TIME_MOST),
    "withdrawing_ends": integer(0, TIME_MOST),
    "batch": integer(1, 10**7),
    "ceremony": octets(32),
    "list": fields({"book": octets(32), "size": integer(1, SIZE_MOST), "root": octets(32)}),
    "origin": text(200),
    "nonce": octets(32),
    "room": optional(_true),
    "draft": optional(octets(32)),
    "readers": optional(array(recipient, 1, 100)),
}
GROUP: Final = {"tags": array(integer(0, TAGS_MOST - 1), 1, TAGS_MOST), "count": integer(1, SIZE_MOST)}
ASKED: Final = {
    "kind": one_of("opening_request"),
    "box": octets(32),
    "size": integer(1, SIZE_MOST),
    "root": octets(32),
    "list_size": integer(1, SIZE_MOST),
    "requests": integer(0, SIZE_MOST),
    "envelopes": integer(0, SIZE_MOST),
    "set": octets(64),
}
OPENING_REQUEST: Final = {
    **ASKED,
    "groups": array(fields(GROUP), 0, TAGS_MOST),
    "shut": array(fields(GROUP), 0, TAGS_MOST),
}
_FOR: Final = {"box": octets(32), "request": octets(32)}  # the opening request's hash
PART: Final = {
    "kind": one_of("part"),
    **_FOR,
    "keyholder": integer(1, 25),
    "groups": array(octets(most=2**20), 0, TAGS_MOST),
}
OPENED_GROUP: Final = {**GROUP, "totals": array(array(integer(0, SIZE_MOST), 2, OPTIONS_MOST + 1), 1, 64)}
RESULT: Final = {
    "kind": one_of("result"),
    **_FOR,
    "keyholders": array(integer(1, 25), 2, 25),
    "groups": array(fields(OPENED_GROUP), 0, TAGS_MOST),
    "shut": array(fields(GROUP), 0, TAGS_MOST),
}
PROMISE: Final = {"kind": one_of("promise"), "box": octets(32), "envelope": octets(32), "tick": integer(0, TIME_MOST)}


@dataclass(frozen=True)
class Definition:
    """A checked definition: its id, its fields, the document itself."""

    box_id: bytes
    fields: Document
    document: Document

    @property
    def questions(self) -> tuple[choices.Question, ...]:
        """The shapes of the questions."""
        return tuple(choices.Question(len(q["options"]), q["least"], q["most"]) for q in self.fields["questions"])

    @property
    def parents(self) -> tuple[int, ...]:
        """The parent of each tag; the top is its own."""
        return tuple(tag["parent"] for tag in self.fields["tags"])


def box_id(document: Document) -> bytes:
    """Return SHA-256 of the canonical definition, 32 bytes."""
    return sha256(encode(document))


def read_definition(document: Document, expected: bytes | None = None) -> Definition:
    """Check a definition by itself, and that it is the one that `expected` names.

    Errors: definition_changed, document_field, size_wrong, rule_impossible.
    """
    identity = box_id(document)
    if expected is not None and identity != expected:
        raise Refused("definition_changed")
    found = read(document, DEFINITION)
    definition = Definition(identity, found, document)
    _check_kind(found)
    _check_questions(definition)
    _check_tags(found["tags"])
    if found["withdrawing_ends"] < found["signing_ends"]:
        raise Refused("rule_impossible", "withdrawing ends before signing does")
    return definition


def _check_kind(found: Document) -> None:
    kind, levels = found["kind"], found["levels"]
    if kind == "demand":
        if not levels or levels != sorted(set(levels)) or levels[0] != found["k"]:
            raise Refused("rule_impossible", "a demand lists one to four levels, ascending, the least of them its k")
    elif levels or "readers" in found or "draft" in found:
        raise Refused("rule_impossible", "only a demand has levels, readers or a draft")
    if bool(found["questions"]) != (kind in COUNTED) or (found["quorum"] and kind not in COUNTED):
        raise Refused("rule_impossible", "surveys and votes have questions and may have a quorum, others have neither")
    if kind != "survey" and len(found["tags"]) > 1:
        raise Refused("rule_impossible", "only a survey has more than one tag")


def _check_questions(definition: Definition) -> None:
    found, shapes = definition.fields, definition.questions
    names = [question["id"] for question in found["questions"] if question["id"]]
    if len(set(names)) < len(names):
        raise Refused("rule_impossible", "two questions have one id")
    for question in found["questions"]:
        options, bins = len(question["options"]), question.get("bins")
        if not question["least"] <= question["most"] <= options:
            raise Refused("rule_impossible", "least, most and the number of options contradict each other")
        if bins is not None and (len(bins) != options or bins != sorted(set(bins)) or bins[0] != 0):
            raise Refused("rule_impossible", "bins start at 0, ascend, and are as many as the options")
    finest = {tag["level"] for tag in found["tags"]}
    if found["kind"] == "survey" and "workplace" in finest and any(shape.most > 1 for shape in shapes):
        raise Refused("rule_impossible", 'a survey with a "choose any" question has no tag below employer')
    if sum(shape.width for shape in shapes) * len(found["tags"]) > SUMS_MOST:
        raise Refused("rule_impossible", f"more than {SUMS_MOST} sums, which no keyholder's part could hold")
    if choices.body_length(shapes) > BODY_MOST:
        raise Refused("rule_impossible", "an envelope that answers these questions would be too large")


def _check_tags(tags: Sequence[Document]) -> None:
    if tags[0]["level"] != "all" or tags[0]["parent"] != 0:
        raise Refused("rule_impossible", "the first tag is the top")
    for i, tag in enumerate(tags[1:], start=1):
        above = tags[tag["parent"]]
        if tag["parent"] >= i or LEVELS.index(above["level"]) <= LEVELS.index(tag["level"]):
            raise Refused("rule_impossible", "a tag's parent stands before it and is coarser")
    issuers = [issuer for tag in tags for issuer in tag["issuers"]]
    if len(set(issuers)) != len(issuers) or len({len(tag["issuers"]) for tag in tags}) != 1:
        raise Refused("rule_impossible", "each tag has issuing keys of its own, one of every keyholder")


def tag_of(nonce: bytes, level: str, of: str) -> str:
    """Return how a definition names what a tag is a group of: an employer, being free text, by a salted hash."""
    return b64(sha256(nonce + of.encode())) if level == "employer" else of


def check_against_list(definition: Definition, reader: ListReader) -> dict[bytes, int]:
    """Check that the list is whole and the tags are those that it gives; return each listed member's tag.

    `reader` has read the list up to the size in the definition. Errors: as ListReader.check_whole; tags_wrong;
    rule_impossible if a tag with under 20 members meets a question with over five options, or a draft's list is not
    that of a workplace.
    """
    found = definition.fields
    reader.check_whole()
    if found["kind"] == "draft" and (reader.rule or {})["rule"] != "workplace":
        raise Refused("rule_impossible", "a box for drafts is for one workplace")
    levels = [level for level in LEVELS if level == "all" or any(tag["level"] == level for tag in found["tags"])]
    tags, member_tags = reader.tags(levels, found["k"])
    expected = [(tag.level, tag_of(found["nonce"], tag.level, tag.of), tag.parent) for tag in tags]
    if [(tag["level"], tag["of"], tag["parent"]) for tag in found["tags"]] != expected:
        raise Refused("tags_wrong")
    widest = max((shape.options for shape in definition.questions), default=0)
    if found["kind"] == "survey" and widest > FEW_BINS and any(0 < tag.members < FEW_PEOPLE for tag in tags):
        raise Refused("rule_impossible", "a group has under 20 members and a question more than five options")
    return member_tags


def box_rules(definition: Definition, key: bytes, t: int, issuing_keys: Mapping[bytes, IssuingKey]) -> Rules:
    """Return what the box asks of envelopes. `issuing_keys`: by issuer hash, checked; `key`, `t`: the ceremony's.

    Errors: pass_issuer_unknown if the definition names a key that is not there or not of the keyholder in its place.
    """
    tags = []
    for tag in definition.fields["tags"]:
        row = tuple(issuing_keys[issuer] for issuer in tag["issuers"] if issuer in issuing_keys)
        if [each.keyholder for each in row] != list(range(1, len(tag["issuers"]) + 1)):
            raise Refused("pass_issuer_unknown", "the definition names an issuing key that no keyholder published")
        tags.append(row)
    levels = tuple(definition.fields["levels"])
    kind = definition.fields["kind"]
    return Rules(definition.box_id, kind, key, t, tuple(tags), definition.questions, levels)


@dataclass(frozen=True)
class Group:
    """Envelopes that are opened together: the tags joined, ascending, and how many envelopes."""

    tags: tuple[int, ...]
    count: int

    def document(self) -> Document:
        """Return its fields for a document."""
        return {"tags": list(self.tags), "count": self.count}


def make_groups(parents: Sequence[int], counts: Sequence[int], k: int) -> tuple[list[Group], list[Group]]:
    """Return the groups that open and those that stay shut, by the rule of protocol section 7.

    From the finest level up, a tag (with all that joined it) below k joins its parent; below k at the top stays shut.
    `parents`: parents before children, the top its own; `counts`: envelopes that count, per tag.
    """
    pools = [([i], count) for i, count in enumerate(counts)]
    groups, shut = [], []
    for i in range(len(parents) - 1, -1, -1):
        tags, count = pools[i]
        if count >= k:
            groups.append(Group(tuple(sorted(tags)), count))
        elif count and i == 0:
            shut.append(Group(tuple(sorted(tags)), count))
        elif count:
            above, total = pools[parents[i]]
            pools[parents[i]] = ([*above, *tags], total + count)
    return sorted(groups, key=lambda group: group.tags), shut


def set_hash(box: bytes, heads: Sequence[Head]) -> bytes:
    """Return 64 bytes that name the set that counts: digest over the box and the envelope hashes, ascending."""
    return digest("boxes/set", box, *sorted(head.digest for head in heads))


@dataclass(frozen=True)
class Count:
    """What is to be opened: the envelopes that count, the groups that open, those that stay shut."""

    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    shut: tuple[Group, ...]

    def group_of(self) -> dict[int, int]:
        """Return, for each tag that opens, the index of its group."""
        return {tag: i for i, group in enumerate(self.groups) for tag in group.tags}


def count_box(definition: Definition, heads: Iterable[Head]) -> Count:
    """Return what counts in a survey or vote.

    Errors: below_k if there is nothing to open or no quorum; rule_impossible for other boxes.
    """
    if definition.fields["kind"] not in COUNTED:
        raise Refused("rule_impossible", "only surveys and votes are opened as totals")
    kept = counted(heads)
    counts = [0] * len(definition.fields["tags"])
    for head in kept:
        counts[head.place] += 1
    groups, shut = make_groups(definition.parents, counts, definition.fields["k"])
    if not groups or len(kept) < definition.fields["quorum"]:
        raise Refused("below_k", f"{len(kept)} envelopes count")
    return Count(tuple(kept), tuple(groups), tuple(shut))


def opening_request_document(  # noqa: PLR0913 - the fields of the document
    definition: Definition, count: Count, checkpoint: tuple[int, bytes], list_size: int, requests: int, envelopes: int
) -> Document:
    """Return the entry that asks the keyholders to open. `checkpoint`: size and root of the public tree."""
    return {
        "v": 1,
        "kind": "opening_request",
        "box": b64(definition.box_id),
        "size": checkpoint[0],
        "root": b64(checkpoint[1]),
        "list_size": list_size,
        "requests": requests,
        "envelopes": envelopes,
        "set": b64(set_hash(definition.box_id, count.heads)),
        "groups": [group.document() for group in count.groups],
        "shut": [group.document() for group in count.shut],
    }


def check_opening_request(document: Document, definition: Definition, count: Count) -> Document:
    """Check that an opening request names this box, this set and the groups of the rule; return its fields.

    Errors: wrong_box, opening_request_wrong, group_counts_wrong, document_field.
    """
    found = read(document, OPENING_REQUEST)
    if found["box"] != definition.box_id:
        raise Refused("wrong_box")
    if found["set"] != set_hash(definition.box_id, count.heads):
        raise Refused("opening_request_wrong")
    if found["groups"] != [group.document() for group in count.groups] or found["shut"] != [
        group.document() for group in count.shut
    ]:
        raise Refused("group_counts_wrong")
    return found


def part_document(secret: bytes, box: bytes, request: bytes, keyholder: int, groups: Sequence[bytes]) -> Document:
    """Return a keyholder's signed part: per group its points and proofs (96 bytes each), in question, option order.

    By signing the opening request's hash it attests the checkpoint, list size, requests and envelopes named there.
    """
    document: Document = {"v": 1, "kind": "part", "box": b64(box), "request": b64(request), "keyholder": keyholder}
    return signed(secret, "part", {**document, "groups": [b64(group) for group in groups]})


def read_part(document: Document, box: bytes, request: bytes, keys: Mapping[int, bytes]) -> Document:
    """Check a part's form and signature. `keys`: the keyholders' Ed25519 keys by index.

    Errors: wrong_box, opening_request_wrong, keyholder_unknown, document_field, those of signatures.verify.
    """
    found = read({name: value for name, value in document.items() if name != "signature"}, PART)
    if found["keyholder"] not in keys:
        raise Refused("keyholder_unknown")
    verify_signed(keys[found["keyholder"]], "part", document)
    if found["box"] != box:
        raise Refused("wrong_box")
    if found["request"] != request:
        raise Refused("opening_request_wrong", "a part for another opening request")
    return found


def result_document(
    box: bytes, request: bytes, keyholders: Sequence[int], totals: Sequence[list[list[int]]], count: Count
) -> Document:
    """Return the entry with the totals of every group, per question and option, "no answer" last."""
    document: Document = {"v": 1, "kind": "result", "box": b64(box), "request": b64(request)}
    groups = [{**group.document(), "totals": found} for group, found in zip(count.groups, totals, strict=True)]
    shut = [group.document() for group in count.shut]
    return {**document, "keyholders": list(keyholders), "groups": groups, "shut": shut}


def promise_document(secret: bytes, box: bytes, envelope: bytes, tick: int) -> Document:
    """Return the host's signed promise that the envelope will stand in the box's book at `tick` or before."""
    document: Document = {"v": 1, "kind": "promise", "box": b64(box), "envelope": b64(envelope), "tick": tick}
    return signed(secret, "promise", document)


def read_promise(document: Document, host_key: bytes) -> Document:
    """Check a promise. Errors: document_field, those of signatures.verify."""
    return read(verify_signed(host_key, "promise", document), PROMISE)
