"""A whole demand on one machine: its list, its signers at their levels, who is late or takes it back, the opening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from undersign.host import demand_folder, surveys
from undersign.host.demands import Demand
from undersign.host.files import AppendFile, HostProblem, whole_lines
from undersign.host.folder import HostFolder
from undersign.host.inbox import receipt
from undersign.host.opening import take_batches
from undersign.host.plans import DAY
from undersign.keyholder import approvals, names
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.requests import answer_requests
from undersign.protocol import demands, phrase
from undersign.protocol.boxes import Definition
from undersign.protocol.encoding import Document, b64, decode, encode
from undersign.protocol.envelopes import Rules
from undersign.protocol.growth import saying_document
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import VOUCH_DAYS, VOUCHES_NEEDED, vouch_document, workplace_id
from undersign.rehearsal import people, phones, team
from undersign.rehearsal.rows import Row
from undersign.rehearsal.survey import said_before, vouch_all
from undersign.verifier.examination import BoxExamination, examine_box, examine_record
from undersign.verifier.folder import Folder

STATE: Final = "Ohio"  # all work at one place
TITLE: Final = "peer support worker"


def nothing(_done: int) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Wanted:
    """What is put up in a rehearsal, with times from the moment at which it is fixed, in seconds."""

    title: str = "Paid supervision"
    text: str = "We ask for two paid hours of supervision a month."
    levels: tuple[int, ...] = (5, 10)
    signing: int = 7 * DAY
    withdrawing: int = DAY
    batch: int = DAY
    room: bool = False
    draft: bytes | None = None
    readers: tuple[str, ...] = ()

    def demand(self, now: int) -> Demand:
        """Return it with its times."""
        signing = now + self.signing
        times = (signing, signing + self.withdrawing, self.batch)
        return Demand(self.title, self.text, self.levels, *times, self.room, self.draft, self.readers)


def new_demand(
    host: HostFolder, wanted: Wanted, count: int, rule: str = "workplace", progress: people.Progress = nothing
) -> Definition:
    """Make `count` members who work at one place, list them by `rule`, and fix the demand. Its record is cosigned."""
    ceremony = host.notes.get("ceremony")
    if not ceremony:
        raise HostProblem("There are no keyholders yet. First: undersign ceremony rehearse")
    devices = people.Devices(host.path)
    host.move_clock(host.now() + VOUCH_DAYS * DAY)  # so that the founders may vouch again
    made = devices.draw(devices.reserve(count), count, None, progress)
    place = devices.workplaces({STATE})[STATE]
    said = [*said_before(host), *vouch_all(host, devices, made, [place] * count, None, progress)]
    team.restock(host, 1, None, progress)
    here = [vouch["to"] for vouch in said if vouch["workplace"] == b64(workplace_id(place))]
    listed: list[Document] = [_listed(member, place) for member in dict.fromkeys(here)]
    of = {"workplace": b64(workplace_id(place)), "employer": place["employer"], "state": place["state"], "all": ""}
    founders = [each.key for each in devices.founders()]
    entries = [*devices.workplaces(set()).values(), *said, *listed]
    book, reader = surveys.start_list(host, rule, of[rule], founders, entries)
    host.tick()

    def keep(definition: Definition) -> None:
        devices.save(definition.box_id, made, [Row(number, STATE, ()) for number in range(count)])

    definition = demand_folder.fix_demand(host, wanted.demand(host.now()), book, reader, ceremony, keep)
    team.cosign(host)
    return definition


def _listed(member: str, place: Document) -> Document:
    return {"v": 1, "kind": "listed", "member": member, "workplace": b64(workplace_id(place))}


def examined(host: HostFolder, definition: Definition, keyholder: KeyholderFolder | None = None) -> BoxExamination:
    """Return what a keyholder finds who examines the demand."""
    record = examine_record(Folder(host.path))
    files = record.books[host.books[host.notes["boxes"][definition.box_id.hex()]["book"]].book_id]
    return examine_box(record, files, decrypt=keyholder.decrypt) if keyholder else examine_box(record, files)


@dataclass
class Signing:
    """The members of one demand and what their phones have got so far."""

    host: HostFolder
    definition: Definition
    seeds: dict[int, bytes] = field(repr=False)  # by number, from 0; those who come late behind the others
    answers: dict[int, dict[int, bytes]] = field(default_factory=dict, repr=False)
    signers: dict[int, phones.Signer] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, host: HostFolder, definition: Definition) -> Signing:
        """Return the members of a demand made by `new_demand`."""
        kept = people.Devices(host.path).members(definition.box_id)
        return cls(host, definition, {number: seed for number, (seed, _) in kept.items()})

    @property
    def list_name(self) -> str:
        """The name of the list's book."""
        name: str = self.host.notes["boxes"][self.definition.box_id.hex()]["list"]
        return name

    def key(self, number: int) -> bytes:
        """Return a member's key."""
        return public_key(phrase.sign_secret(self.seeds[number]))

    def add_late(self) -> int:
        """Let the last two members vouch for somebody new, who comes onto the list; return the number."""
        host, devices = self.host, people.Devices(self.host.path)
        person, place = devices.draw(devices.reserve(1), 1, None, nothing)[0], devices.workplaces(set())[STATE]
        givers = [self.seeds[number] for number in sorted(self.seeds)[-VOUCHES_NEEDED:]]
        day = (host.last_tick + 1) * host.tick_seconds // DAY
        for seed in givers:
            secret = phrase.sign_secret(seed)
            vouch = vouch_document(secret, host.origin, person.key, "peer", workplace_id(place), day)
            for name in ("members", self.list_name):
                host.books[name].append(vouch)
        host.books[self.list_name].append(_listed(b64(person.key), place))
        host.tick()
        number = len(self.seeds)
        self.seeds[number] = person.seed
        return number

    def say(self, kind: str, by: int, about: int) -> None:
        """Enter somebody's objection or confirmation."""
        secret = phrase.sign_secret(self.seeds[by])
        said = saying_document(secret, kind, self.definition.box_id, self.key(about))
        self.host.books[self.list_name].append(said)
        self.host.tick()

    def ask(self, numbers: Sequence[int]) -> None:
        """Enter the requests of some members and have the keyholders answer those that may be answered."""
        rules = self._rules()
        work = phones.Asking(rules.box_id, {0: rules.issuers[0]}, [(self.seeds[number], 0) for number in numbers])
        for request in phones.ask(work):
            self.host.books[self.list_name].append(decode(request))
        self.host.tick()
        team.cosign(self.host)
        self.answer()

    def answer(self) -> None:
        """Have every keyholder answer what it may answer now."""
        found, numbers = examined(self.host, self.definition), {self.key(number): number for number in self.seeds}
        for index, keyholder in enumerate(team.keyholder_folders(self.host), 1):
            for member, value in answer_requests(keyholder, found, self.host.now()):
                self.answers.setdefault(numbers[member], {})[index] = value

    def _rules(self) -> Rules:
        rules = examined(self.host, self.definition).rules
        if rules is None:
            raise HostProblem("The demand cannot be read.")
        return rules

    def sign(self, levels: Mapping[int, int]) -> list[Document]:
        """Let members who were answered sign at their levels; keep a receipt for each, and return the envelopes."""
        rules, given = self._rules(), []
        for number, level in levels.items():
            name = f"Rehearsal Person {number + 1}"
            self.signers[number] = phones.Signer(self.seeds[number], level, name, TITLE, self.answers[number])
            given.append(phones.sign(rules, self.signers[number]))
        promises = demand_folder.take_signed(self.host, self.definition, rules, given)
        envelopes = [envelope for envelope, _ in given]
        self._keep(promises, envelopes)
        return envelopes

    def take_back(self, numbers: Iterable[int]) -> list[Document]:
        """Let some who signed take it back; return their envelopes."""
        rules = self._rules()
        envelopes = [phones.take_back(rules, self.signers[number]) for number in numbers]
        pairs: list[demand_folder.Signed] = [(each, None) for each in envelopes]
        promises = demand_folder.take_signed(self.host, self.definition, rules, pairs)
        self._keep(promises, envelopes)
        return envelopes

    def _keep(self, promises: Sequence[Document], envelopes: Sequence[Document]) -> None:
        path = people.Devices(self.host.path).path / f"{self.definition.box_id.hex()}.receipts"
        lines = [receipt(promise, encode(each)) for promise, each in zip(promises, envelopes, strict=True)]
        with closing(AppendFile(path, whole_lines(path), secret=True)) as file:
            file.append(b"".join(lines))
            file.sync()


def close(host: HostFolder, definition: Definition) -> None:
    """Let the time for signing and withdrawing pass; every envelope stands in the book, cosigned."""
    take_batches(host, definition)
    team.cosign(host)


def ask_to_open(host: HostFolder, definition: Definition) -> None:
    """Ask the keyholders to open, and have the request cosigned. Errors: nothing_opens."""
    demand_folder.ask_to_open(host, definition)
    team.cosign(host)


def open_all(host: HostFolder, definition: Definition, keyholders: int = 0) -> None:
    """Have the keyholders approve and open, as many as are needed or as said, and publish the names."""
    found, boxed = examined(host, definition), definition.box_id
    sealed = demand_folder.sealed_names(host, boxed)
    folders = team.keyholder_folders(host)[: keyholders or (found.ceremony.t if found.ceremony else 0)]
    parts = []
    for keyholder in folders:
        approved = approvals.approve(keyholder, boxed, host.now(), host.now())  # in a rehearsal nobody else is there
        parts += names.open_names(keyholder, found, sealed, host.now(), approved)
    if "readers" not in definition.fields:
        demand_folder.publish(host, found, parts)
    else:
        demand_folder.add_entries(host, definition, parts)
        team.cosign(host)
        first = folders[0]
        made = names.open_for_readers(first, examined(host, definition, first), sealed, host.now())
        demand_folder.add_entries(host, definition, made)
    team.cosign(host)


def delete_rest(host: HostFolder, definition: Definition) -> None:
    """Have host and keyholders delete the names that stay sealed, and enter the keyholders' words."""
    found = examined(host, definition)
    if not found.entries.requests:
        host.move_clock(definition.fields["withdrawing_ends"] + names.GIVEN_UP_SECONDS)
        for _ in range(names.TICKS_AFTER):
            host.tick()
        team.cosign(host)
        found = examined(host, definition)
    said = [names.delete_names(each, found, host.now()) for each in team.keyholder_folders(host)]
    demand_folder.delete(host, definition, found.count if isinstance(found.count, demands.Count) else None)
    demand_folder.add_entries(host, definition, said)
    team.cosign(host)


def play(host: HostFolder, wanted: Wanted, levels: Sequence[int], listed: int = 0) -> Definition:
    """Play a demand from its list to its end, with one signer for each of `levels`; nothing opens if too few sign.

    `listed`: how many members there are, if more than those who sign. The keyholders have met (team.rehearse).
    """
    definition = new_demand(host, wanted, max(listed, len(levels)))
    signing = Signing.of(host, definition)
    signing.ask(range(len(levels)))
    signing.sign(dict(enumerate(levels)))
    close(host, definition)
    if isinstance(examined(host, definition).count, demands.Count):
        ask_to_open(host, definition)
        open_all(host, definition)
    delete_rest(host, definition)
    return definition
