"""What a keyholder's program does for each box: answer requests, open when it is due, and say what and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any, Final

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder import approvals, explained, names, opening, requests, withdrawals
from undersign.keyholder.keys import Alarmed, KeyholderFolder
from undersign.keyholder.mirror import Mirror, Site, Unreachable
from undersign.keyholder.sealed import SealedNames
from undersign.keyholder.sentences import sentence
from undersign.protocol.encoding import Document, b64, decode, encode, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key
from undersign.verifier.examination import BoxExamination, RecordExamination, examine_box
from undersign.verifier.folder import BookFiles
from undersign.verifier.problems import ClaimName, FolderProblem

MEMORY: Final = "boxes"
GRAVE: Final[tuple[ClaimName, ...]] = ("record_never_rewritten", "no_leaf_missing")
COUNTED: Final = ("survey", "vote")
ANSWERS_AT_ONCE: Final = 64
PIECE_BYTES: Final = 200_000  # of documents that a site takes at once
NAMES_MOST: Final = 2**16  # sealed names of one box
READ_ANEW: Final = "read_anew"  # in memory: for which opening request each box was fetched once more
WAITS: Final = ("too_early", "cosignatures_missing")  # that is no trouble: it is tried again at the next round
LATE: Final = "box_not_opened"  # so a site answers a part when it has enough of them


@dataclass(frozen=True)
class BoxState:
    """What the person is told of a box, and what the program needs to pass it over the next time."""

    box: str  # its id in hex; empty before its rules stand
    kind: str
    title: str
    opens_at: int
    sentences: tuple[str, ...] = ()
    trouble: str = ""
    done: bool = False
    sizes: tuple[int, ...] = ()  # of its book and its list's, when it was last gone through
    texts: str = ""  # the hash of its texts then
    again: bool = False  # it waits for something, so that it is gone through the next time too

    @classmethod
    def read(cls, kept: dict[str, Any]) -> BoxState:
        """Return what `asdict` gave."""
        return cls(**{**kept, "sentences": tuple(kept["sentences"]), "sizes": tuple(kept["sizes"])})


def states(own: KeyholderFolder) -> dict[str, BoxState]:
    """Return what is known of each box, by the name of its book."""
    return {name: BoxState.read(kept) for name, kept in own.memory(MEMORY).items()}


def due(own: KeyholderFolder, record: RecordExamination, sizes: dict[str, int], seconds: int) -> list[BookFiles]:
    """Return the box books to go through now.

    They are those that grew, whose texts changed, whose time has come, that wait, or with which something was wrong.
    `sizes`: how many leaves each book has, by its name.
    """
    known = states(own)

    def rests(files: BookFiles) -> bool:
        state = known.get(files.name)
        if state is None or state.trouble or state.again or not (state.done or seconds < state.opens_at):
            return False
        return state.sizes == _sizes(record, files, sizes) and state.texts == _texts(files)

    return [files for files in record.of("box") if not rests(files)]


def _texts(files: BookFiles) -> str:
    """Return the hash of the texts beside a box as the site gave them this time."""
    path = files.path / "texts.jsonl"
    return sha256(path.read_bytes()).hex() if path.is_file() else ""


def _sizes(record: RecordExamination, files: BookFiles, sizes: dict[str, int]) -> tuple[int, ...]:
    definition = next((line.entry for line in files.lines() if (line.entry or {}).get("kind") == "definition"), None)
    listed = definition["definition"]["list"]["book"] if definition else ""
    names_ = [files.name, *(each.name for identity, each in record.books.items() if b64(identity) == listed)]
    return tuple(sizes.get(name, 0) for name in names_)


def examine(own: KeyholderFolder, record: RecordExamination, books: Sequence[BookFiles]) -> list[BoxExamination]:
    """Go through some boxes, and read every other book to its end. Errors: FolderProblem if the record is wrong."""
    boxes = [examine_box(record, files, decrypt=own.decrypt) for files in books]
    read = {book.files.book_id for book in record.passes}
    for files in record.books.values():
        if files.book_id not in read:
            record.read_through(files)
    found = [problem for box in boxes for claim in GRAVE for problem in box.problems.of(claim)]
    for problem in [*record.problems.all(), *found]:
        raise FolderProblem(problem.reason, problem.where)
    return boxes


def to_read_anew(own: KeyholderFolder, boxes: Sequence[BoxExamination], seconds: int) -> Iterator[BoxExamination]:
    """Yield the boxes that are to be opened now and have not been read anew for it: those that wait for nobody else."""
    done = own.memory(READ_ANEW)
    for box in boxes:
        if not box.entries.requests or box.entries.results or box.definition is None or not _ended(box, seconds):
            continue
        approved = approvals.approval(own, box.definition.box_id)
        waits = box.kind == "demand" and (approved is None or seconds < approved.not_before)
        if not waits and done.get(box.definition.box_id.hex()) != _request(box):
            yield box


def _request(box: BoxExamination) -> str:
    return sha256(encode(box.entries.requests[0][1])).hex()


def read_anew(own: KeyholderFolder, mirror: Mirror, box: BoxExamination) -> None:
    """Fetch all that a box rests on once more, from the first leaf, before it is opened. Raises as Mirror.compare."""
    books = [box.files, box.list_book.files if box.list_book else None]
    for name in ("host", "members", *(each.name for each in books if each is not None)):
        mirror.compare(name)
    if box.definition is not None:
        own.remember(READ_ANEW, {**own.memory(READ_ANEW), box.definition.box_id.hex(): _request(box)})


def serve(
    own: KeyholderFolder, site: Site, boxes: Sequence[BoxExamination], sizes: dict[str, int], seconds: int
) -> None:
    """Do for each box what is due, and remember it. What goes wrong with one box is said, and stops no other.

    Raises Alarmed, Unreachable once all boxes were tried.
    """
    away: Unreachable | None = None
    for box in boxes:
        trouble, done, again = "", False, False
        try:
            done = _serve(own, site, box, seconds)
            again = bool(withdrawals.unheeded(own, box)) and not _ended(box, seconds)
        except Alarmed:
            raise
        except approvals.NotApproved:
            again = True  # the sentences say so
        except Unreachable as problem:
            if problem.error == LATE:
                again = True
            else:
                away, trouble = problem, str(problem)
        except (Refused, HostProblem, FolderProblem) as problem:
            again = isinstance(problem, Refused) and problem.reason in WAITS
            trouble = "" if again else sentence(problem)
        state = _state(own, box, seconds, trouble)
        state = replace(state, sizes=_sizes(box.record, box.files, sizes), texts=_texts(box.files))
        own.remember(MEMORY, {**own.memory(MEMORY), box.name: asdict(replace(state, done=done, again=again))})
    if away is not None:
        raise away


def _ended(box: BoxExamination, seconds: int) -> bool:
    return box.definition is None or seconds >= box.definition.fields["withdrawing_ends"]


def _state(own: KeyholderFolder, box: BoxExamination, seconds: int, trouble: str) -> BoxState:
    definition = box.definition
    if definition is None:
        return BoxState("", "", "", 0, trouble=trouble or box.stopped)
    found = definition.fields
    try:
        title = box.files.texts().get(found["title"], "")
        approved = approvals.approval(own, definition.box_id)
        sentences = tuple(explained.explain(own, box, (), seconds, approved))
    except (FolderProblem, HostProblem, Refused) as problem:
        title, sentences, trouble = "", (), trouble or sentence(problem)
    return BoxState(definition.box_id.hex(), found["kind"], title, found["withdrawing_ends"], sentences, trouble)


def _serve(own: KeyholderFolder, site: Site, box: BoxExamination, seconds: int) -> bool:
    """Do what is due for one box; return whether nothing will be due any more. Raises whatever speaks against it."""
    definition, ceremony = box.definition, box.ceremony
    if definition is None or ceremony is None:
        raise opening.unfit(box, f"This box cannot be read: {box.stopped}.")
    if public_key(own.seed) not in [each.sign for each in ceremony.keyholders]:
        return True  # of a team to which this keyholder does not belong
    kind, ended = definition.fields["kind"], _ended(box, seconds)
    if not ended:
        withdrawals.hand_on(own, site.address, box)
    if kind == "demand":
        _take_names(own, site, box, definition.box_id)
    if box.fault:
        raise opening.unfit(box, f"Nothing was done for this box: {box.fault}.")
    if seconds < definition.fields["signing_ends"]:
        _answer(own, site, box, definition.box_id, seconds)
    if not ended:
        return False
    if kind in COUNTED:
        return bool(box.entries.results) or _stays_shut(box) or _open(own, site, box, seconds)
    return kind != "demand" or _open_names(own, site, box, seconds)


def _stays_shut(box: BoxExamination) -> bool:
    """Return whether too few have answered, so that nothing will be asked for unless the book still grows."""
    return isinstance(box.count, Refused) and box.count.reason == "below_k" and not box.entries.requests


def _take_names(own: KeyholderFolder, site: Site, box: BoxExamination, box_id: bytes) -> None:
    """Keep the sealed names that the site has, unless this keyholder has erased them or they have opened."""
    if box.entries.results or box_id.hex() in own.memory("deleted"):
        return
    lines = site.lines(f"/keyholders/boxes/{box_id.hex()}/sealed.jsonl")
    SealedNames(own, box_id).take(box, _documents(islice(lines, NAMES_MOST)))


def _documents(lines: Iterable[bytes]) -> Iterator[Document]:
    """Yield the documents in lines, without what is none."""
    for line in lines:
        try:
            yield decode(line[:-1])
        except Refused:
            continue


def _answer(own: KeyholderFolder, site: Site, box: BoxExamination, box_id: bytes, seconds: int) -> None:
    """Answer the requests that may be answered."""
    found = requests.answer_requests(own, box, seconds)
    for at in range(0, len(found), ANSWERS_AT_ONCE):
        some = found[at : at + ANSWERS_AT_ONCE]
        given = [{"member": b64(member), "value": b64(value)} for member, value in some]
        site.post("/keyholders/answers", {"box": b64(box_id), "answers": given})
        requests.remember_delivered(own, box_id, [member for member, _ in some])


def _open(own: KeyholderFolder, site: Site, box: BoxExamination, seconds: int) -> bool:
    """Give this keyholder's part of a survey or vote, unless it stands there; what it gave once it gives again."""
    mine = own.index(box.ceremony) if box.ceremony else 0
    if not box.entries.requests or any(part.get("keyholder") == mine for _, part in box.entries.parts):
        return False
    part = opening.open_box(own, box, seconds)
    path = own.path / "memory" / f"part-{part['request']}.json"
    if path.exists():
        part = decode(path.read_bytes())
    else:
        write_atomically(path, encode(part), secret=True)
    _give(site, part["box"], [part])
    return False


def _give(site: Site, box: str, documents: Sequence[Document]) -> None:
    """Hand over what opens a box, in pieces that a site takes at once."""
    first, piece, size = 0, list[Document](), 0
    for document in documents:
        length = len(encode(document))
        if piece and size + length > PIECE_BYTES:
            site.post("/keyholders/parts", {"box": box, "first": first, "documents": piece})
            first, piece, size = first + len(piece), [], 0
        piece.append(document)
        size += length
    site.post("/keyholders/parts", {"box": box, "first": first, "documents": piece})


def _open_names(own: KeyholderFolder, site: Site, box: BoxExamination, seconds: int) -> bool:
    """Give this keyholder's part of the names once its person has approved; at last the word that it erased them."""
    try:
        site.post("/keyholders/deleted", {"document": names.delete_names(own, box, seconds)})
    except Refused as problem:
        if problem.reason != "too_early":
            raise
    else:
        return True
    if not box.entries.requests or box.definition is None:
        return False
    approved = approvals.approval(own, box.definition.box_id)
    box_id = b64(box.definition.box_id)
    _give(site, box_id, names.open_names(own, box, (), seconds, approved))
    if "readers" in box.definition.fields and box.names and box.team and len(box.names.given) >= box.team.t:
        _give(site, box_id, names.open_for_readers(own, box, (), seconds))
    return False
