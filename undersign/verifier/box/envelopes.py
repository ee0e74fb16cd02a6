"""The envelopes of a box in full, on any executor: form, signature, pass, proofs, copies, and their sums by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from undersign.protocol import choices, drafts
from undersign.protocol.encoding import Document, b64, decode
from undersign.protocol.envelopes import Components, Envelope, Head, Rules, check_entry, check_envelope
from undersign.protocol.errors import Refused
from undersign.verifier.box.entries import STRUCK
from undersign.verifier.problems import ClaimName, Problems, Progress
from undersign.verifier.workers import chunks, in_order

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from undersign.verifier.folder import BookFiles

CHUNK: Final = 50
NO_GROUP: Final = -1
PASS_REASONS: Final = {"pass_issuer_repeated", "pass_issuer_unknown", "pass_signature_wrong", "pass_too_few"}


class Chunk(NamedTuple):
    """Some envelopes for one process: their lines, their heads from the book, the group of each (or NO_GROUP)."""

    rules: Rules
    first: int
    lines: list[bytes]
    heads: list[Head]
    groups: list[int]
    struck: frozenset[bytes] = frozenset()  # drafts that are gone for good


class Checked(NamedTuple):
    """What came of a chunk: what is wrong as (number, reason, detail), the R of each body, the sums of each group."""

    wrong: list[tuple[int, str, str]]
    components: list[tuple[int, list[bytes]]]
    sums: dict[int, choices.Ciphertexts]
    done: int
    signed: list[Envelope]  # of a demand or a box for drafts, whose envelopes are short


@dataclass
class EnvelopeCheck:
    """What came of all envelopes of a box."""

    refused: int = 0
    sums: dict[int, choices.Ciphertexts] = field(default_factory=dict)
    signed: dict[bytes, Envelope] = field(default_factory=dict)  # by hash; not those of surveys and votes


def entry_of(rules: Rules, head: Head) -> Document:
    """Return the entry that the book holds for an envelope."""
    place = {"level" if rules.kind == "demand" else "tag": head.place}
    return {"v": 1, "kind": "envelope", "key": b64(head.key), "seq": head.seq, "rest": b64(head.digest), **place}


def check_chunk(chunk: Chunk) -> Checked:
    """Check some envelopes; runs in any process."""
    result = Checked([], [], {}, len(chunk.lines), [])
    sealed = chunk.rules.kind in ("survey", "vote")
    each = zip(chunk.lines, chunk.heads, chunk.groups, strict=True)
    for number, (line, head, group) in enumerate(each, chunk.first):
        if line == STRUCK and head.digest in chunk.struck:
            continue
        try:
            envelope = _check_one(chunk.rules, line, head)
        except Refused as problem:
            result.wrong.append((number, problem.reason, problem.detail))
            continue
        if not sealed:
            result.signed.append(envelope)
        elif not envelope.withdraws:
            found = choices.ciphertexts_of(chunk.rules.questions, envelope.body)
            result.components.append((number, [r for question in found for r, _ in question]))
            if group != NO_GROUP:
                result.sums[group] = choices.add_up(result.sums.get(group), found)
    return result


def _check_one(rules: Rules, line: bytes, head: Head) -> Envelope:
    """Check one envelope; rules without keys for passes are those of a reader who may not see them. Errors: Refused."""
    document = decode(line)
    check_entry(entry_of(rules, head), document)
    envelope = check_envelope(rules, document, held_pass=bool(rules.issuers))
    if rules.kind == "draft" and envelope.body:
        drafts.draft_text(envelope.body)
    return envelope


def _chunks(
    files: BookFiles, rules: Rules, heads: list[Head], groups: dict[bytes, int], struck: frozenset[bytes]
) -> Iterator[Chunk]:
    """Yield the chunks; each carries only the issuing keys of the tags that occur in it."""
    first = 0
    for pairs in chunks(zip(files.rests(), heads, strict=True), CHUNK):
        used = {head.place for _, head in pairs}
        issuers = rules.issuers
        if rules.kind != "demand":
            issuers = tuple(row if tag in used else () for tag, row in enumerate(rules.issuers))
        lines = [line for line, _ in pairs]
        places = [groups.get(head.digest, NO_GROUP) for _, head in pairs]
        yield Chunk(replace(rules, issuers=issuers), first, lines, [head for _, head in pairs], places, struck)
        first += len(pairs)


def check_envelopes(  # noqa: PLR0913 - the envelopes, what they are checked against, and how
    files: BookFiles,
    rules: Rules,
    heads: list[Head],
    groups: dict[bytes, int],
    problems: Problems,
    executor: Executor | None = None,
    progress: Progress | None = None,
    struck: frozenset[bytes] = frozenset(),
) -> EnvelopeCheck:
    """Check every envelope of a box and add up those that count.

    `groups`: for each envelope that is opened, by its hash, the index of its group; `struck`: drafts that are gone.
    Errors: FolderProblem.
    """
    result, seen, done = EnvelopeCheck(), Components(), 0
    path = f"books/{files.name}/rests.jsonl"
    for checked in in_order(executor, check_chunk, _chunks(files, rules, heads, groups, struck)):
        for number, reason, detail in checked.wrong:
            claim: ClaimName = "every_envelope_had_a_pass" if reason in PASS_REASONS else "envelopes_well_formed"
            problems.note(claim, Refused(reason, detail), f"{path}, line {number + 1}")
            result.refused += 1
        for number, components in checked.components:
            try:
                seen.add(components)
            except Refused as problem:
                problems.note("envelopes_well_formed", problem, f"{path}, line {number + 1}")
                result.refused += 1
        for group, part in checked.sums.items():
            result.sums[group] = choices.add_up(result.sums.get(group), part)
        result.signed |= {envelope.digest: envelope for envelope in checked.signed}
        done += checked.done
        if progress:
            progress(done, len(heads), "envelopes")
    return result
