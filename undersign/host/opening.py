"""The host's side of an opening: the last batch, the request, and the result from the keyholders' parts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder
from undersign.host.inbox import Inbox, batch
from undersign.protocol import boxes
from undersign.protocol.encoding import Document, decode, encode, read, sha256, unb64
from undersign.protocol.envelopes import Head
from undersign.protocol.errors import Refused
from undersign.verifier.box.opening import OpeningCheck
from undersign.verifier.folder import Folder
from undersign.verifier.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from undersign.protocol.boxes import Definition
    from undersign.verifier.examination import BoxExamination
    from undersign.verifier.folder import BookFiles


def find_box(host: HostFolder, name: str = "") -> bytes:
    """Return the id of the box whose id begins with `name`; without a name, of the only box, or of the newest."""
    known = [box for box in host.notes.get("boxes", {}) if box.startswith(name.lower())]
    if not known:
        raise HostProblem("There is no such box here. Make one first: undersign survey new")
    if name and len(known) > 1:
        raise HostProblem(f"More than one box begins with {name}. Give more of its id.")
    return bytes.fromhex(known[-1])


def take_batches(host: HostFolder, definition: Definition) -> int:
    """Enter what waits in the inbox at the end of signing, and let the time for withdrawing pass in a rehearsal.

    Returns how many envelopes were entered. Errors: too_early on a host whose clock nobody can move.
    """
    ends, withdrawn = definition.fields["signing_ends"], definition.fields["withdrawing_ends"]
    if host.rehearsal:
        host.move_clock(ends)
    elif host.now() < withdrawn:
        raise Refused("too_early", "signing and withdrawing have not ended")
    inbox = Inbox(host, definition.box_id)
    entered = batch(host, definition.box_id, inbox) if any(inbox.waiting()) else 0
    inbox.close()
    if host.rehearsal and host.now() < withdrawn + host.tick_seconds:
        host.move_clock(withdrawn + host.tick_seconds)
        host.tick()
    return entered


def ask_to_open(host: HostFolder, definition: Definition) -> bytes:
    """Enter the opening request for the set that counts, unless it stands there; return its hash.

    The present checkpoint must be cosigned: the request names it. The host checked every envelope when it came;
    keyholders check all of them again before they open. Errors: below_k.
    """
    kept = host.notes["boxes"][definition.box_id.hex()]
    if "request" in kept:
        return bytes.fromhex(kept["request"])
    books = {book.name: book for book in Folder(host.path).books().values()}
    heads = list(heads_in(books[kept["book"]]))
    kinds = Counter(str((line.entry or {}).get("kind")) for line in books[kept["list"]].lines())
    at = (host.checkpoint.size, host.checkpoint.root)
    count = boxes.count_box(definition, heads)
    document = boxes.opening_request_document(definition, count, at, kinds["listed"], kinds["request"], len(heads))
    host.books[kept["book"]].append(document)
    kept["request"] = sha256(encode(document)).hex()
    host.tick()
    return bytes.fromhex(kept["request"])


def heads_in(book: BookFiles) -> Iterator[Head]:
    """Yield what counting needs to know of each envelope in the host's own book."""
    rests = book.rests()
    for line in book.lines():
        entry = line.entry or {}
        if entry.get("kind") == "envelope":
            withdraws = decode(next(rests))["body"] == ""
            place = entry["level"] if "level" in entry else entry["tag"]
            yield Head(unb64(entry["rest"]), unb64(entry["key"]), entry["seq"], place, withdraws)


def sound_parts(
    box: BoxExamination, parts: Iterable[Document], executor: Executor | None
) -> tuple[list[Document], list[str]]:
    """Return the parts that hold, in keyholder order, and what is wrong with the others. Nothing is changed."""
    sound, wrong = [], []
    for part in sorted(parts, key=lambda each: int(each["keyholder"])):
        check, problems = _opening_check(box)
        check.parts([(0, part)], box.sums or [], executor)
        if check.opening.keyholders:
            sound.append(part)
        else:
            wrong += [
                f"The part of keyholder {part['keyholder']} was left out. {each.sentence()}" for each in problems.all()
            ]
    return sound, wrong


def _opening_check(box: BoxExamination) -> tuple[OpeningCheck, Problems]:
    if not box.definition or not box.ceremony or not box.team or not box.sums or not isinstance(box.count, boxes.Count):
        raise HostProblem(f"The box cannot be opened: {box.stopped or 'it did not hold when it was checked'}.")
    problems = Problems()
    check = OpeningCheck(box.definition, box.ceremony, box.team, f"books/{box.name}", problems)
    check.request(box.entries.requests, box.count)
    return check, problems


def publish(host: HostFolder, box: BoxExamination, parts: list[Document], executor: Executor | None) -> Document:
    """Put t sound parts together, enter them and the result, and commit.

    Raises HostProblem if the parts do not hold together; Refused keyholders_too_few.
    """
    check, problems = _opening_check(box)
    chosen = parts[: check.team.t]
    check.parts(list(enumerate(chosen)), box.sums or [], executor)
    if check.opening.totals is None or not isinstance(box.count, boxes.Count):
        wrong = problems.all()
        if wrong:
            raise HostProblem(f"No result was made: {wrong[0].sentence()}")
        raise Refused("keyholders_too_few", f"{len(chosen)} of {check.team.t}")
    identity = check.definition.box_id
    kept = host.notes["boxes"][identity.hex()]
    opened = check.opening
    result = boxes.result_document(identity, opened.hash, opened.keyholders, check.opening.totals, box.count)
    read(result, boxes.RESULT)
    for document in (*chosen, result):
        host.books[kept["book"]].append(document)
    kept["opened"] = True
    kept.pop("parts", None)
    host.tick()
    return result
