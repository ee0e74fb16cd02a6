"""Which requests for passes a keyholder answers now, in boxes of every kind, and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Final

from undersign.keyholder.answers import Answered, Signing, sign_requests
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.opening import check_sound
from undersign.keyholder.witness import check_record
from undersign.protocol.closing import check_time
from undersign.protocol.encoding import encode
from undersign.protocol.errors import Refused
from undersign.verifier.workers import chunks, in_order

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.envelopes import Rules
    from undersign.protocol.passes import SecretIssuingKey
    from undersign.verifier.box.lists import BoxList
    from undersign.verifier.examination import BoxExamination

CHUNK: Final = 25
Answer = tuple[bytes, bytes]  # member key, blind signature
Asked = tuple[bytes, bytes]  # member key, canonical request


def answer_requests(
    keyholder: KeyholderFolder, box: BoxExamination, seconds: int, executor: Executor | None = None
) -> list[Answer]:
    """Return the blind signatures for every request that may be answered and was not delivered yet.

    They are the first requests of listed members whom the list lets ask, in a box that holds, whose rules t keyholders
    have cosigned, before signing ends. What is answered is on disk before anything leaves. Raises as check_record;
    HostProblem if the box does not hold; Alarmed; Refused too_late, cosignatures_missing, struck_definition,
    pass_issuer_unknown for keys that are not mine, or that served another box or tag; pass_used_twice, request_missing.
    """
    keyholder.check_no_alarm()
    definition, rules, listed = _answerable(box)
    check_time(definition, seconds, withdraws=False)
    check_record(keyholder, box.record.folder)
    own = _own_keys(keyholder, box, rules)
    answered = Answered(keyholder, definition.box_id)
    answered.check_still_there(listed.request_hashes)
    done = delivered(keyholder, definition.box_id)
    requests = [each for each in _requests(box, listed) if each[0] not in done]
    _remember_keys(keyholder, rules)
    answered.admit(requests)
    index = _index(keyholder, box)
    work = (_signing(rules, index, own, listed, part) for part in chunks(requests, CHUNK))
    return [answer for made in in_order(executor, sign_requests, work) for answer in made]


def _index(keyholder: KeyholderFolder, box: BoxExamination) -> int:
    if box.ceremony is None:
        raise Refused("keyholder_unknown")
    return keyholder.index(box.ceremony)


def _answerable(box: BoxExamination) -> tuple[Definition, Rules, BoxList]:
    """Return definition, rules and list of a box that holds so far, whether or not anything in it would open."""
    if box.void:
        raise Refused("struck_definition")
    check_sound(box)
    if box.definition is None or box.rules is None or box.listed is None or box.book is None or box.record.tree is None:
        raise Refused("cosignatures_missing", "the box could not be read")
    if box.record.tree.witnessed_after(box.book.position(box.entries.defined_at)) is None:
        raise Refused("cosignatures_missing", "its rules are not cosigned yet")
    return box.definition, box.rules, box.listed


def _requests(box: BoxExamination, listed: BoxList) -> list[Asked]:
    """Return the requests in the list book, in its order, one of each member."""
    files, places = box.record.books[listed.definition.fields["list"]["book"]], set(listed.requests)
    members = {index: member for member, index in listed.asked.items()}
    return [(members[line.index], encode(line.entry)) for line in files.lines() if line.index in places and line.entry]


def _own_keys(keyholder: KeyholderFolder, box: BoxExamination, rules: Rules) -> dict[int, SecretIssuingKey]:
    """Return this keyholder's issuing key of each tag. Errors: pass_issuer_unknown."""
    index, used = _index(keyholder, box), keyholder.memory("issuers")
    found = {}
    for tag, row in enumerate(rules.issuers):
        issuer = row[index - 1].issuer
        if used.get(issuer.hex(), _use(rules, tag)) != _use(rules, tag):
            raise Refused("pass_issuer_unknown", "an issuing key that served another box or tag")
        found[tag] = keyholder.issuing_key(issuer)
    return found


def _use(rules: Rules, tag: int) -> str:
    return f"{rules.box_id.hex()}/{tag}"


def _remember_keys(keyholder: KeyholderFolder, rules: Rules) -> None:
    """Remember which box and tag the issuing keys serve; those of the others do no harm."""
    used = {key.issuer.hex(): _use(rules, tag) for tag, row in enumerate(rules.issuers) for key in row}
    memory = keyholder.memory("issuers")
    if used.items() - memory.items():
        keyholder.remember("issuers", {**memory, **used})


def _signing(
    rules: Rules, keyholder: int, own: dict[int, SecretIssuingKey], listed: BoxList, part: Sequence[Asked]
) -> Signing:
    requests = [(data, listed.tags.get(member, 0)) for member, data in part]
    tags = {tag for _, tag in requests}
    issuers = {tag: rules.issuers[tag] for tag in tags}
    return Signing(rules.box_id, keyholder, issuers, {tag: own[tag] for tag in tags}, requests)


def delivered(keyholder: KeyholderFolder, box: bytes) -> set[bytes]:
    """Return the members of a box whose answers the site has taken in."""
    kept = keyholder.memory(f"delivered-{box.hex()}")
    return {bytes.fromhex(each) for each in kept.get("members", [])}


def remember_delivered(keyholder: KeyholderFolder, box: bytes, members: Iterable[bytes]) -> None:
    """Remember whose answers the site has taken in, so that they are not made again each time."""
    kept = delivered(keyholder, box) | set(members)
    keyholder.remember(f"delivered-{box.hex()}", {"members": sorted(each.hex() for each in kept)})
