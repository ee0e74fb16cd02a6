"""A host that is no rehearsal: keyholders on machines of their own, and nothing between them but exchanged files.

The only thing that is not real is the clock, which stands still until somebody waits. The command line makes members
only in rehearsals, so twelve members' phones are played here with the program's own functions.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rehearsed import done
from undersign.cli import ceremony
from undersign.cli.survey import namer
from undersign.host import folder, surveys
from undersign.host.inbox import Inbox
from undersign.host.plans import Columns, Plan, PlannedQuestion
from undersign.keyholder.answers import Answered, Signing, sign_requests
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode, unb64
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import workplace_hash_document, workplace_id
from undersign.rehearsal import people, phones
from undersign.rehearsal.people import Person
from undersign.verifier.examination import examine_box, examine_record
from undersign.verifier.folder import Folder

ORIGIN = "peers.example/undersign"
START = 1_790_000_000
MEMBERS = 12
STATE = "Ohio"
OPTIONS = ("no", "sometimes", "yes")
SIGNING_SECONDS, WITHDRAWING_SECONDS = 3600, 600
PLAN = Plan(
    title="Unpaid hours",
    intro="",
    k=5,
    levels=("all",),
    rest_name="Everyone",
    questions=(PlannedQuestion("unpaid", "Do you work unpaid hours?", OPTIONS, 1, 1, ()),),
    signing_seconds=SIGNING_SECONDS,
    withdrawing_seconds=WITHDRAWING_SECONDS,
    batch_seconds=3600,
    columns=Columns(1, "", {"unpaid": "unpaid"}, {}),
)


@dataclass
class Clock:
    """The time by which everyone goes."""

    seconds: float = START

    def time(self) -> float:
        """Return the time."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.seconds += seconds


@contextmanager
def clock(start: float = START) -> Iterator[Clock]:
    """Let everyone go by one clock that stands still until somebody waits."""
    found = Clock(start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", found.time)
        patch.setattr(time, "sleep", found.sleep)
        yield found


@dataclass(frozen=True)
class Exchange:
    """The folders: the host's, each keyholder's, the one in which messages are collected."""

    base: Path

    @property
    def host(self) -> Path:
        """The host's folder."""
        return self.base / "host"

    @property
    def ceremony(self) -> Path:
        """The ceremony file."""
        return self.base / "ceremony.json"

    @property
    def messages(self) -> Path:
        """The shared folder."""
        return self.base / "messages"

    def own(self, index: int) -> Path:
        """Return a keyholder's own folder."""
        return self.base / f"keyholder-{index}"

    def copy(self, to: Path) -> Exchange:
        """Copy everything."""
        return Exchange(shutil.copytree(self.base, to))

    def cosign(self, *indices: int) -> None:
        """Let keyholders cosign an export, and the host take in what they wrote."""
        export = self.base / f"export-{secrets.token_hex(4)}"
        done("host", "export", self.host, export, "--for", "keyholders")
        files = [export / f"cosigned-{index}" for index in indices]
        for index, file in zip(indices, files, strict=True):
            done("keyholder", "cosign", self.own(index), self.ceremony, export, "--out", file)
        done("host", "add", self.host, *files)


def founders() -> list[Person]:
    """Return three founders."""
    return [person_of(f"founder {i}") for i in range(3)]


def person_of(label: str) -> Person:
    """Return somebody with a phrase of their own."""
    seed = phrase.seed(phrase.phrase_of(label.encode().ljust(16, b".")[:16]))
    return Person(seed, public_key(phrase.sign_secret(seed)))


def meet(base: Path) -> Exchange:
    """Hold a key meeting of three by exchanged files, two of whom open, and give the host what comes of it."""
    found = Exchange(base)
    base.mkdir(parents=True)
    done("host", "new", found.host, "--origin", ORIGIN)
    for index in (1, 2, 3):
        done("keyholder", "init", found.own(index), "--name", f"Chapter {index}", "--employer", f"Employer {index}")
    cards = [found.own(index) / "card.json" for index in (1, 2, 3)]
    keys = [part for person in founders() for part in ("--founder", b64(person.key))]
    done("ceremony", "new", found.ceremony, *cards, "--threshold", 2, *keys)
    found.messages.mkdir()
    over: set[int] = set()
    while over != {1, 2, 3}:
        for index in (1, 2, 3):
            if "The meeting is over" in done("ceremony", "step", found.own(index), found.ceremony, found.messages):
                over.add(index)
    done("ceremony", "finish", found.ceremony, found.messages, base / "team.json")
    done("host", "add", found.host, base / "team.json")
    return found


def stock(found: Exchange) -> None:
    """Let every keyholder draw one issuing key, and the host take them in."""
    for index in (1, 2, 3):
        out = found.base / f"stock-{index}"
        done("keyholder", "stock", found.own(index), found.ceremony, "--out", out, "--count", 1, "--workers", 1)
    done("host", "add", found.host, *(found.base / f"stock-{index}" for index in (1, 2, 3)))


def fix(found: Exchange) -> list[Person]:
    """List twelve members and fix the rules of a survey; return the members."""
    made = [person_of(f"member {i}") for i in range(MEMBERS)]
    place = {"v": 1, "kind": "workplace", "salt": b64(bytes(32)), "name": "Clinic", "employer": "Care", "state": STATE}
    with folder.opened(found.host) as opened:
        day, members = opened.now() // 86_400, opened.books["members"]
        members.append(
            workplace_hash_document(phrase.sign_secret(founders()[0].seed), ORIGIN, workplace_id(place), day)
        )
        said = list(people.vouches(ORIGIN, day, founders(), made, [place] * MEMBERS, None))
        for vouch in said:
            members.append(vouch)
        listed = [
            {"v": 1, "kind": "listed", "member": b64(person.key), "workplace": b64(workplace_id(place))}
            for person in made
        ]
        entries = [place, *said, *listed]
        book, reader = surveys.start_list(opened, "all", "", [each.key for each in founders()], entries)
        surveys.fix_survey(opened, PLAN, book, reader, opened.notes["ceremony"], namer(PLAN))
    return made


def answer(found: Exchange, made: list[Person]) -> None:
    """Let every member ask for a pass and seal an answer, the i-th option for the i-th member."""
    record = examine_record(Folder(found.host))
    box = examine_box(record, next(iter(record.of("box"))))
    assert box.rules
    rules, issuers = box.rules, {0: box.rules.issuers[0]}
    asked = phones.ask(phones.Asking(rules.box_id, issuers, [(person.seed, 0) for person in made]))
    with folder.opened(found.host) as opened:
        kept = opened.notes["boxes"][rules.box_id.hex()]
        for request in asked:
            opened.books[kept["list"]].append(decode(request))
        opened.tick()
        answers: dict[bytes, dict[int, bytes]] = {person.key: {} for person in made}
        for index in (1, 2, 3):
            own = KeyholderFolder(found.own(index))
            Answered(own, rules.box_id).admit([(unb64(decode(each)["member"]), each) for each in asked])
            mine = own.issuing_key(issuers[0][index - 1].issuer)
            for member, signature in sign_requests(
                Signing(rules.box_id, index, issuers, {0: mine}, [(e, 0) for e in asked])
            ):
                answers[member][index] = signature
        work: list[tuple[bytes, int, tuple[tuple[int, ...], ...], dict[int, bytes]]]
        work = [(each.seed, 0, ((number % 3,),), answers[each.key]) for number, each in enumerate(made)]
        inbox = Inbox(opened, rules.box_id)
        inbox.take(phones.seal(phones.Sealing(rules, work)), kept["by_tick"])
        inbox.close()


def play(base: Path) -> Exchange:
    """Play everything up to the end of withdrawing, once; return a folder that nobody changes."""
    found = Exchange(base)
    if not (base / "played").exists():
        shutil.rmtree(base, ignore_errors=True)
        with clock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(ceremony, "fingerprint", lambda _hash: "12345 (slow to compute)")
            meet(base)
            stock(found)
            made = fix(found)
            found.cosign(1, 3)
            answer(found, made)
        (base / "played").touch()
    return found


@pytest.fixture
def exchange(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """Give a copy of the host and its keyholders when all have answered."""
    return play(tmp_path_factory.getbasetemp() / "exchanged").copy(tmp_path / "exchange")
