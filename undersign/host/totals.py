"""The totals of a survey or vote from the keyholders' parts. No folder is touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from undersign.protocol import boxes, choices, openings
from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused
from undersign.verifier.box.opening import flat, split_part

if TYPE_CHECKING:
    from undersign.protocol.boxes import Count, Definition
    from undersign.protocol.choices import Ciphertexts
    from undersign.protocol.keyholders import Ceremony, Team


@dataclass(frozen=True)
class Opening:
    """One opening as totals: the rules of the box, its team, what opens, and the hash of the opening request."""

    definition: Definition
    ceremony: Ceremony
    team: Team
    count: Count
    request: bytes


def sums_of(opening: Opening, bodies: Iterable[tuple[bytes, bytes]]) -> list[Ciphertexts]:
    """Return the sums of each group that opens, in order. `bodies`: every envelope's hash and body, checked before."""
    of, found = opening.count.group_of(), dict[int, "Ciphertexts"]()
    groups = {head.digest: of[head.place] for head in opening.count.heads if head.place in of}
    for digest, body in bodies:
        if digest in groups:
            sealed = choices.ciphertexts_of(opening.definition.questions, body)
            found[groups[digest]] = choices.add_up(found.get(groups[digest]), sealed)
    return [found[group] for group in range(len(opening.count.groups))]


def put_together(
    opening: Opening, sums: Sequence[Ciphertexts], parts: Sequence[Document]
) -> tuple[list[Document], list[str]]:
    """Return the entries that end a box, in their order, and in plain words what is wrong with parts left out.

    They are the sound parts of the t lowest keyholders and the result. Errors: keyholders_too_few if fewer than t gave
    sound parts; tally_out_of_range.
    """
    sound, wrong = dict[int, Document](), []
    for part in sorted(parts, key=lambda each: str(each.get("keyholder")).zfill(2)):
        if len(sound) == opening.team.t:
            break
        try:
            sound[_check(opening, sums, part)] = part
        except Refused as problem:
            wrong.append(f"The part of keyholder {part.get('keyholder')} was left out. {problem.reason}: {problem}")
    if len(sound) < opening.team.t:
        raise Refused("keyholders_too_few", f"{len(sound)} of {opening.team.t}")
    used = sorted(sound)
    totals = [_totals(opening, sums, group, [sound[i] for i in used]) for group in range(len(sums))]
    box_id = opening.definition.box_id
    return [
        *(sound[i] for i in used),
        boxes.result_document(box_id, opening.request, used, totals, opening.count),
    ], wrong


def _read(opening: Opening, part: Document) -> Document:
    keys = {i: each.sign for i, each in enumerate(opening.ceremony.keyholders, 1)}
    return boxes.read_part(part, opening.definition.box_id, opening.request, keys)


def _check(opening: Opening, sums: Sequence[Ciphertexts], part: Document) -> int:
    """Return whose part it is, once all of it holds. Errors: as boxes.read_part; partial_opening_wrong."""
    found = _read(opening, part)
    if len(found["groups"]) != len(sums):
        raise Refused("partial_opening_wrong", f"{len(found['groups'])} groups where {len(sums)} open")
    for group, data in enumerate(found["groups"]):
        bound = openings.context(opening.ceremony.hash, opening.definition.box_id, opening.request, group)
        points = [r for r, _ in flat(sums[group])]
        openings.check_part(opening.team, found["keyholder"], points, bound, split_part(data))
    return int(found["keyholder"])


def _totals(opening: Opening, sums: Sequence[Ciphertexts], group: int, parts: Sequence[Document]) -> list[list[int]]:
    given = [_read(opening, part) for part in parts]
    opened = [split_part(each["groups"][group]).points for each in given]
    shared = iter(openings.combine(opening.team.t, [each["keyholder"] for each in given], opened))
    finder = choices.Totals(opening.count.groups[group].count)
    return [[finder.find(c, next(shared)) for _, c in question] for question in sums[group]]
