"""A survey whose members are the rows of a file: listing them, fixing the rules, sealing every row by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from undersign.host import surveys
from undersign.host.files import AppendFile, HostProblem, whole_lines, write_atomically
from undersign.host.folder import HostFolder
from undersign.host.inbox import Inbox, receipt
from undersign.host.plans import DAY, Plan
from undersign.keyholder.answers import Answered, Signing, sign_requests
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import phrase
from undersign.protocol.boxes import Definition
from undersign.protocol.encoding import Document, b64, decode, sha256, unb64
from undersign.protocol.envelopes import Rules, check_envelope
from undersign.protocol.passes import IssuingKey, SecretIssuingKey
from undersign.protocol.tags import Tag, make_tags
from undersign.protocol.vouches import VOUCH_DAYS, workplace_hash_document, workplace_id
from undersign.rehearsal import people, phones, team
from undersign.rehearsal.rows import RefusedRow, Row
from undersign.verifier.box.lists import BoxList
from undersign.verifier.folder import Folder
from undersign.verifier.workers import chunks, in_order

BLOCK = 2000  # rows between two commits
CHUNK = 25  # rows for one process at a time
Start = Callable[[str, int], Callable[[int], None]]


def new_survey(  # noqa: PLR0913 - the host, the plan, who answers, and how to work
    host: HostFolder,
    plan: Plan,
    rows: list[Row],
    name_tag: Callable[[Tag], str],
    executor: Executor | None,
    start: Start,
) -> Definition:
    """Make one member for each row, list them all, and fix the rules of the survey."""
    ceremony = host.notes.get("ceremony")
    if not ceremony:
        raise HostProblem("There are no keyholders yet. First: undersign ceremony rehearse")
    devices = people.Devices(host.path)
    host.move_clock(host.now() + VOUCH_DAYS * DAY)  # so that the founders may vouch again
    first = devices.reserve(len(rows))
    made = devices.draw(first, len(rows), executor, start("members", len(rows)))
    workplaces = devices.workplaces({row.state for row in rows})
    places = [workplaces[row.state] for row in rows]
    said = said_before(host)
    said += vouch_all(host, devices, made, places, executor, start("vouches", 2 * len(made)))
    at = {workplace_id(place): people.place_of(place) for place in workplaces.values()}
    members = {unb64(vouch["to"]): unb64(vouch["workplace"]) for vouch in said}
    tags, _ = make_tags({member: at[place] for member, place in members.items()}, plan.levels, plan.k)
    team.restock(host, len(tags), executor, start("issuing keys", len(tags) * ceremony["n"]))
    listed: list[Document] = [
        {"v": 1, "kind": "listed", "member": b64(member), "workplace": b64(place)} for member, place in members.items()
    ]
    founders = [each.key for each in devices.founders()]
    book, reader = surveys.start_list(host, "all", "", founders, [*workplaces.values(), *said, *listed])
    host.tick()

    def keep(definition: Definition) -> None:
        devices.save(definition.box_id, made, rows)

    definition = surveys.fix_survey(host, plan, book, reader, ceremony, name_tag, keep)
    team.cosign(host)
    return definition


def said_before(host: HostFolder) -> list[Document]:
    """Return every vouch in the members' book: a list of all holds everyone who was ever vouched for."""
    book = Folder(host.path).books()[host.books["members"].book_id]
    return [line.entry for line in book.lines() if line.entry and line.entry.get("kind") == "vouch"]


def vouch_all(  # noqa: PLR0913 - who vouches for whom, and how to work
    host: HostFolder,
    devices: people.Devices,
    made: list[people.Person],
    places: list[Document],
    executor: Executor | None,
    progress: people.Progress,
) -> list[Document]:
    """Enter the workplaces' hashes and the vouches in the members' book, commit, and return the vouches."""
    book, said, day = host.books["members"], [], host.now() // DAY
    founder = phrase.sign_secret(devices.founders()[0].seed)
    for identity in sorted({workplace_id(place) for place in places}):
        book.append(workplace_hash_document(founder, host.origin, identity, day))
    for vouch in people.vouches(host.origin, day, devices.founders(), made, places, executor):
        book.append(vouch)
        said.append(vouch)
        progress(1)
    host.tick()
    return said


@dataclass
class Sealed:
    """What came of sealing a file."""

    sealed: int = 0
    already: int = 0


class Sealer:
    """Seals rows for the members of a rehearsal: request, t blind signatures, envelope, promise, receipt."""

    def __init__(self, host: HostFolder, rules: Rules, listed: BoxList, executor: Executor | None) -> None:
        """Start. `rules` and `listed`: as the keyholders found them when they checked the box."""
        self.host, self.rules, self.executor = host, rules, executor
        self.tags, self.asked = listed.tags, set(listed.asked)
        self.book = host.books[host.notes["boxes"][rules.box_id.hex()]["list"]]
        self.keyholders = team.keyholder_folders(host)
        self.answered = [Answered(each, rules.box_id) for each in self.keyholders]
        self.secrets = [self._issuing_keys(i, each) for i, each in enumerate(self.keyholders, start=1)]

    def _issuing_keys(self, index: int, keyholder: KeyholderFolder) -> dict[int, SecretIssuingKey]:
        rows = self.rules.issuers
        return {tag: keyholder.issuing_key(row[index - 1].issuer) for tag, row in enumerate(rows)}

    def _issuers(self, tags: set[int]) -> dict[int, tuple[IssuingKey, ...]]:
        return {tag: self.rules.issuers[tag] for tag in tags}

    def requests(self, members: list[tuple[bytes, bytes]]) -> list[bytes]:
        """Return the request of each member, given as (member key, seed)."""
        work = (
            phones.Asking(self.rules.box_id, self._issuers(tags), [(seed, self.tags[key]) for key, seed in part])
            for part in chunks(members, CHUNK)
            for tags in [{self.tags[key] for key, _ in part}]
        )
        return [request for made in in_order(self.executor, phones.ask, work) for request in made]

    def record(self, requests: list[tuple[bytes, bytes]]) -> None:
        """Enter requests that do not stand in the list book yet, and commit."""
        fresh = [(key, data) for key, data in requests if key not in self.asked]
        for key, data in fresh:
            self.book.append(decode(data))
            self.asked.add(key)
        if fresh:
            self.host.tick()

    def answer(self, requests: list[tuple[bytes, bytes]]) -> dict[bytes, dict[int, bytes]]:
        """Let every keyholder answer; return each member's blind signatures by keyholder."""
        found: dict[bytes, dict[int, bytes]] = {key: {} for key, _ in requests}
        for index, answered in enumerate(self.answered, start=1):
            answered.admit(requests)
            for made in in_order(self.executor, sign_requests, self._signings(index, requests)):
                for member, signature in made:
                    found[member][index] = signature
        return found

    def _signings(self, index: int, requests: list[tuple[bytes, bytes]]) -> Iterator[Signing]:
        for part in chunks(requests, CHUNK):
            tags = {self.tags[key] for key, _ in part}
            own = {tag: self.secrets[index - 1][tag] for tag in tags}
            pairs = [(data, self.tags[key]) for key, data in part]
            yield Signing(self.rules.box_id, index, self._issuers(tags), own, pairs)

    def seal(
        self, work: list[tuple[bytes, bytes, Row]], answers: dict[bytes, dict[int, bytes]]
    ) -> Iterator[list[bytes]]:
        """Yield envelopes, some at a time, for (member key, seed, row)."""
        parts = (
            phones.Sealing(self.rules, [(seed, self.tags[key], row.chosen, answers[key]) for key, seed, row in part])
            for part in chunks(work, CHUNK)
        )
        yield from in_order(self.executor, phones.seal, parts)


class Receipts:
    """The receipts of all members of a rehearsal for one box, in one file on their devices."""

    def __init__(self, host: HostFolder, inbox: Inbox) -> None:
        """Open the file; a receipt cut off by a crash is dropped, and one that a crash prevented is asked for again."""
        path = people.Devices(host.path).path / f"{inbox.box.hex()}.receipts"
        self._file, self._inbox = AppendFile(path, whole_lines(path), secret=True), inbox
        self._by_tick: int = host.notes["boxes"][inbox.box.hex()]["by_tick"]
        with path.open("rb") as file:
            held = {decode(line.rstrip(b"\n"))["envelope"] for line in file}
        missing = [each for each in inbox.waiting() if b64(sha256(each)) not in held]
        self._keep(missing, inbox.promises(missing, self._by_tick))

    def hand_in(self, envelopes: list[bytes]) -> None:
        """Hand envelopes in, and keep a receipt with the host's promise for each."""
        self._keep(envelopes, self._inbox.take(envelopes, self._by_tick))

    def _keep(self, envelopes: list[bytes], promises: list[Document]) -> None:
        pairs = zip(promises, envelopes, strict=True)
        self._file.append(b"".join(receipt(promise, envelope) for promise, envelope in pairs))
        self._file.sync()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def seal_rows(sealer: Sealer, rows: list[Row], progress: people.Progress) -> Sealed:
    """Seal every row that has not been sealed before; each block of rows is committed before the next begins."""
    host, box = sealer.host, sealer.rules.box_id
    members = people.Devices(host.path).members(box)
    for row in rows:
        if row.line not in members or members[row.line][1] != row.state:
            raise HostProblem(
                f"Row {row.line} is not the one from which a member was listed: it is new, or has another place. "
                "Nothing was sealed."
            )
    result = Sealed()
    with closing(Inbox(host, box)) as inbox, closing(Receipts(host, inbox)) as receipts:
        done = inbox.keys() | _recorded_keys(sealer)
        for block in chunks(rows, BLOCK):
            work = [each for row in block if (each := people.waiting(row, members[row.line][0], box, done))]
            result.already += len(block) - len(work)
            progress(len(block) - len(work))
            for made in _seal_block(sealer, work):
                receipts.hand_in(made)
                result.sealed += len(made)
                progress(len(made))
    return result


def _seal_block(sealer: Sealer, work: list[tuple[bytes, bytes, Row]]) -> Iterator[list[bytes]]:
    """Record the requests of a block, let the keyholders answer them, and yield checked envelopes, some at a time."""
    requests = list(zip((key for key, _, _ in work), sealer.requests([(k, s) for k, s, _ in work]), strict=True))
    sealer.record(requests)
    answers = sealer.answer(requests)
    for made in sealer.seal(work, answers):
        for data in made:
            check_envelope(sealer.rules, decode(data), proofs=False)
        yield made


def _recorded_keys(sealer: Sealer) -> set[str]:
    path = sealer.host.books[sealer.host.notes["boxes"][sealer.rules.box_id.hex()]["book"]].path / "rests.jsonl"
    with path.open("rb") as file:
        return {decode(line.rstrip(b"\n"))["key"] for line in file}


def write_refusals(path: Path, refused: list[RefusedRow]) -> None:
    """Write every refused row with its reason, as CSV, beside the counts that the command prints."""
    lines = ["row,reason,value"]
    lines += [",".join((str(each.line), _cell(each.reason), _cell(each.value))) for each in refused]
    write_atomically(path, ("\n".join(lines) + "\n").encode())


def _cell(value: str) -> str:
    """Quote a cell; one that a spreadsheet would take for a formula gets an apostrophe in front."""
    safe = f"'{value}" if value[:1] in tuple("=+-@\t\r") else value
    return '"' + safe.replace('"', '""') + '"'
