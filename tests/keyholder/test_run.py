"""The keyholder's program: it cosigns a record that only grew, and shouts and keeps what it saw at any other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import founding
from tests.cast import ANA, BO, DEE, ELI
from tests.keyholder.played import ORIGIN, PlayedSite, begin, grow, keyholder, played, size
from tests.rehearsed import undersign
from tests.vectors.cases import random_from
from undersign.host.files import HostProblem
from undersign.host.folder import opened
from undersign.keyholder.keys import Alarmed, KeyholderFolder
from undersign.keyholder.mirror import Site, Unreachable
from undersign.keyholder.run import Alarm, run_once
from undersign.keyholder.witness import cosign
from undersign.protocol import notes
from undersign.protocol.encoding import Document, b64, decode, unb64
from undersign.protocol.keyholders import cosigners
from undersign.protocol.signatures import public_key
from undersign.protocol.tree import Frontier
from undersign.protocol.vouches import vouch_document
from undersign.verifier.folder import Folder
from undersign.verifier.report import verify

VOUCHES = [founding.vouch(ORIGIN, giver, DEE, 20_000) for giver in (ANA, BO)]


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """Give the folder of a host whose key meeting was held."""
    return begin(tmp_path / "host")


@pytest.fixture
def site(host: Path) -> Iterator[PlayedSite]:
    """Serve it."""
    with played(host) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> KeyholderFolder:
    """Give a keyholder's own folder."""
    return keyholder(tmp_path / "own")


def test_keyholders_who_look_at_different_times_sign_one_checkpoint(site: PlayedSite, tmp_path: Path) -> None:
    """Each looks every ten ticks, at a moment of their own; without the agreed checkpoint they would never meet."""
    owns = [keyholder(tmp_path / f"own-{index}", index) for index in (1, 2)]
    keys = cosigners(ORIGIN, founding.meeting().ceremony)
    signed: list[set[int]] = [set(), set()]
    roots: dict[int, bytes] = {}
    for tick in range(45):
        grow(site.path)
        latest = Folder(site.path).claimed(Folder(site.path).checkpoint())
        roots[latest.size] = latest.root
        for own, mine, key, phase in zip(owns, signed, keys, (2, 7), strict=False):
            if tick % 10 == phase:
                site.posted.clear()
                run_once(own, site.address)
                for each in site.posted:
                    found = notes.Checkpoint(ORIGIN, each["size"], roots.get(each["size"], latest.root))
                    note = notes.checkpoint_text(found) + b"\n" + each["line"].encode()
                    assert notes.open_note(note, [key]).signatures
                    mine.add(each["size"])
    met = signed[0] & signed[1]
    assert len(met) >= 3
    assert latest.size - max(met) <= 20


def test_a_record_that_grows_is_cosigned_each_time(site: PlayedSite, own: KeyholderFolder) -> None:
    assert run_once(own, site.address).stand == 3
    grow(site.path, members=VOUCHES)
    for _ in range(300):
        grow(site.path)
    found = run_once(own, site.address)
    assert (found.checkpoint.size, found.founders, found.stand, found.cosigned) == (size(site.path), 3, 4, True)
    assert [each["size"] for each in site.looks] == [2, 303]
    key = cosigners(ORIGIN, founding.meeting().ceremony)[0]
    opened = notes.open_note(Folder(site.path).checkpoint() + site.looks[1]["line"].encode(), [key])
    assert opened.checkpoint == found.checkpoint
    assert "FAIL" not in {verdict.outcome for _, verdict in verify(own.path / "mirror")}


def test_only_what_is_new_is_fetched(site: PlayedSite, own: KeyholderFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(300):
        grow(site.path)
    run_once(own, site.address)
    grow(site.path, members=VOUCHES)
    asked: list[tuple[str, int]] = []
    real = PlayedSite.file

    def note(self: PlayedSite, where: str, start: int) -> bytes | None:
        asked.append((where, start))
        return real(self, where, start)

    monkeypatch.setattr(PlayedSite, "file", note)
    run_once(own, site.address)
    assert ("books/members/leaves", 1) in asked
    assert ("books/members/entries.jsonl", 1) in asked
    assert not [path for path, _ in asked if path.startswith(("tile/0/000", "tile/entries/000", "books/host/leaves"))]


def test_before_the_key_meeting_the_record_is_checked_and_not_cosigned(tmp_path: Path, own: KeyholderFolder) -> None:
    with played(begin(tmp_path / "early", meeting=False)) as site:
        site.hidden = {"members"}
        found = run_once(own, site.address)
        assert (found.founders, found.stand, found.cosigned, site.posted) == (3, 0, False, [])
        assert own.memory("record")["size"] == 2


Lie = Callable[[Path], None]


def shrink(path: Path) -> None:
    """Show the record as it was before."""
    shutil.rmtree(path)
    begin(path)


def sign_wrong(path: Path) -> None:
    """Sign the checkpoint with another key."""
    note = Folder(path).checkpoint()
    (path / "record" / "checkpoint").write_bytes(notes.sign_checkpoint(bytes(32), Folder(path).claimed(note)))


def change_entry(path: Path) -> None:
    """Change an entry that nobody has fetched yet."""
    grow(path, members=VOUCHES)
    entries = path / "books" / "members" / "entries.jsonl"
    entries.write_bytes(entries.read_bytes().replace(b"20000", b"20001"))


def invent(path: Path) -> None:
    """Let somebody vouch whom nobody has vouched for."""
    grow(path, members=[founding.vouch(ORIGIN, ELI, DEE, 20_000)])


def twenty(*before: bytes) -> list[Document]:
    """Return vouches for twenty people whom nobody knows: each by the two before them, whose secrets come first."""
    secrets = [*before, *(random_from(f"invented/{number}")(32) for number in range(20))]
    pairs = [(secrets[at - step], secrets[at]) for at in range(len(before), len(secrets)) for step in (2, 1)]
    return [vouch_document(giver, ORIGIN, public_key(to), "peer", founding.PLACE, 20_000) for giver, to in pairs]


def invent_a_ring(path: Path) -> None:
    """Let twenty vouch for each other, the first of them for the last."""
    grow(path, members=twenty())


def invent_a_chain(path: Path) -> None:
    """Let twenty hang on two members who never signed for the first of them."""
    words = twenty(b"1" * 32, b"2" * 32)
    real = {b64(public_key(b"1" * 32)): b64(founding.key(ANA)), b64(public_key(b"2" * 32)): b64(founding.key(BO))}
    grow(path, members=[{**word, "from": real.get(word["from"], word["from"])} for word in words])


def forge(path: Path) -> None:
    """Enter a vouch with another's signature."""
    word: Document = {**VOUCHES[0], "signature": VOUCHES[1]["signature"]}
    grow(path, members=[word])


def found_again(path: Path) -> None:
    """Enter a second founding."""
    grow(path, host=[founding.founding(ORIGIN)])


LIES: dict[str, Lie] = {
    "shrunk": shrink,
    "wrong signature": sign_wrong,
    "changed entry": change_entry,
    "invented member": invent,
    "twenty in a ring": invent_a_ring,
    "twenty on forged vouches": invent_a_chain,
    "forged word": forge,
    "second founding": found_again,
}


@pytest.mark.parametrize("lie", list(LIES))
def test_whatever_is_wrong_is_shouted_and_kept(
    lie: str, site: PlayedSite, own: KeyholderFolder, tmp_path: Path
) -> None:
    grow(site.path)
    run_once(own, site.address)
    before, last = own.memory("record"), Folder(site.path).checkpoint()
    LIES[lie](site.path)
    with pytest.raises(Alarm) as alarm:
        run_once(own, site.address)
    assert own.memory("record") == before
    assert len(site.looks) == 1
    evidence = alarm.value.evidence
    assert (evidence / "checkpoint-before").read_bytes() == last
    assert (evidence / "fetched" / "record" / "checkpoint").read_bytes() == Folder(site.path).checkpoint()
    assert (evidence / "what-is-wrong.txt").read_text() == f"{alarm.value}\n"
    assert (evidence / "checkpoint-now").read_bytes() == Folder(site.path).checkpoint()
    alarm_file = (own.path / "ALARM").read_text()
    assert alarm_file.startswith("what: ")
    assert f"\nexactly: {alarm.value}\n" in alarm_file
    assert alarm_file.endswith(f"\nevidence: {evidence}\n")
    own.alarm.unlink()
    ended = undersign("keyholder", "run", own.path, site.address, "--once")
    assert (ended.code, "THE RECORD IS WRONG" in ended.complaint) == (1, True)
    assert not list(tmp_path.glob("*.part"))


def test_a_fork_is_found(site: PlayedSite, own: KeyholderFolder, tmp_path: Path) -> None:
    other = shutil.copytree(site.path, tmp_path / "other")
    grow(site.path, members=VOUCHES)
    run_once(own, site.address)
    for _ in range(2):
        grow(other, members=VOUCHES[:1])
    site.path = other
    with pytest.raises(Alarm):
        run_once(own, site.address)


def test_a_fork_before_the_key_meeting_is_found(tmp_path: Path, own: KeyholderFolder) -> None:
    early = begin(tmp_path / "early", meeting=False)
    other = shutil.copytree(early, tmp_path / "other")
    grow(early)
    grow(other, host=[{"v": 1, "kind": "test"}])
    grow(other)
    with played(early) as site:
        run_once(own, site.address)
        site.path = other
        with pytest.raises(Alarm):
            run_once(own, site.address)


def test_after_an_alarm_nothing_is_cosigned_until_a_person_clears_it(
    site: PlayedSite, own: KeyholderFolder, tmp_path: Path
) -> None:
    run_once(own, site.address)
    grow(site.path, members=VOUCHES)
    good = shutil.copytree(site.path, tmp_path / "good")
    sign_wrong(site.path)
    with pytest.raises(Alarm):
        run_once(own, site.address)
    site.path = good
    said = own.alarm.read_text()
    with pytest.raises(Alarmed):
        run_once(own, site.address)
    with pytest.raises(Alarmed):
        cosign(own, founding.meeting().ceremony, Folder(good), 1_800_000_000)
    ended = undersign("keyholder", "run", own.path, site.address, "--once")
    assert (ended.code, "NOTHING IS COSIGNED" in ended.complaint, said in ended.complaint) == (1, True, True)
    assert (own.alarm.read_text(), len(site.looks)) == (said, 1)
    assert undersign("keyholder", "clear-alarm", own.path).code == 2
    ended = undersign("keyholder", "clear-alarm", own.path, "--because", "The host restored a wrong disk.")
    assert ended.code == 0
    assert run_once(own, site.address).stand == 4
    (kept,) = (own.path / "evidence").glob("cleared-*")
    assert kept.read_text().startswith(said)
    assert kept.read_text().endswith("because: The host restored a wrong disk.\n")
    assert undersign("keyholder", "clear-alarm", own.path, "--because", "x").code == 3


def test_an_alarm_stands_even_if_the_evidence_cannot_be_kept(
    site: PlayedSite, own: KeyholderFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    sign_wrong(site.path)
    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(OSError, match="full"):
        run_once(own, site.address)
    with pytest.raises(Alarmed):
        run_once(own, site.address)


def test_a_members_book_that_is_hidden_from_the_first_round_on_is_not_passed_over(
    site: PlayedSite, own: KeyholderFolder
) -> None:
    site.hidden = {"members"}
    grow(site.path, members=[founding.vouch(ORIGIN, ELI, DEE, 20_000)])  # an invented member's word
    for _ in range(2):
        with pytest.raises(Unreachable, match="members' book"):
            run_once(own, site.address)
    assert (site.posted, own.memory("record")["size"]) == ([], 3)
    site.hidden = set()
    with pytest.raises(Alarm, match="no member"):
        run_once(own, site.address)


def cut_back(book: Path) -> None:
    """Cut off whatever came after the first tick."""
    first = (book / "proofs.jsonl").read_bytes().splitlines(keepends=True)[0]
    count = decode(first.strip())["size"]
    (book / "proofs.jsonl").write_bytes(first)
    (book / "leaves").write_bytes((book / "leaves").read_bytes()[: 32 * count])
    entries = (book / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (book / "entries.jsonl").write_bytes(b"".join(entries[:count]))


@pytest.mark.parametrize("name", ["host", "members"])
@pytest.mark.parametrize("seen", [True, False])
def test_a_book_that_is_cut_back_is_not_cosigned(
    name: str, *, seen: bool, site: PlayedSite, own: KeyholderFolder
) -> None:
    if seen:
        run_once(own, site.address)
    grow(site.path, host=[{"v": 1, "kind": "test"}], members=[founding.vouch(ORIGIN, ELI, DEE, 20_000)])
    book = site.path / "books" / name
    cut_back(book)
    with pytest.raises(Unreachable, match="ended early"):
        run_once(own, site.address)
    site.more[f"/record/books/{name}/head.json"] = (book / "proofs.jsonl").read_bytes()
    with pytest.raises(Alarm):
        run_once(own, site.address)
    assert len(site.looks) == int(seen)


def test_a_book_that_shrank_since_it_was_seen_is_not_cosigned(site: PlayedSite, own: KeyholderFolder) -> None:
    grow(site.path, members=VOUCHES)
    run_once(own, site.address)
    with opened(site.path) as host:
        book = host.books["members"]
        first = decode((book.path / "proofs.jsonl").read_bytes().splitlines()[0])
        book.frontier = Frontier(1, [unb64(first["root"])])
        host.tick()
    with pytest.raises(Alarm, match="smaller, or other"):
        run_once(own, site.address)


def test_a_shadow_book_in_another_slot_is_not_the_members_book(site: PlayedSite, own: KeyholderFolder) -> None:
    with opened(site.path) as host:
        shadow = host.add_book("box")
        host.tick()
    books = site.path / "books"
    (books / "members").rename(books / "real")
    (books / shadow.path.name).rename(books / "members")
    with pytest.raises(Alarm):
        run_once(own, site.address)
    assert site.posted == []


@pytest.mark.parametrize("file", ["entries.jsonl", "leaves", "proofs.jsonl"])
def test_what_was_cut_off_on_the_way_is_no_alarm_and_comes_again(
    file: str, site: PlayedSite, own: KeyholderFolder
) -> None:
    grow(site.path, members=VOUCHES)
    site.cut = file
    with pytest.raises(Unreachable):
        run_once(own, site.address)
    site.cut = ""
    assert run_once(own, site.address).stand == 4


def test_a_book_that_is_suddenly_hidden_is_not_passed_over(site: PlayedSite, own: KeyholderFolder) -> None:
    run_once(own, site.address)
    site.hidden = {"members"}
    with pytest.raises(Unreachable):
        run_once(own, site.address)


def test_a_site_that_does_not_answer_ends_with_its_code(own: KeyholderFolder) -> None:
    ended = undersign("keyholder", "run", own.path, "http://127.0.0.1:9", "--once")
    assert (ended.code, "cannot be read" in ended.complaint) == (3, True)


@pytest.mark.parametrize(
    "address", ["http://example.org", "example.org", "gopher://localhost", "https://", "ftp://localhost"]
)
def test_only_the_address_of_a_site_is_taken(address: str) -> None:
    with pytest.raises(HostProblem):
        Site(address)


def test_who_is_no_keyholder_of_the_record_cosigns_nothing(site: PlayedSite, tmp_path: Path) -> None:
    stranger = KeyholderFolder.create(tmp_path / "stranger", "Stranger", "")
    with pytest.raises(Alarm):
        run_once(stranger, site.address)
    assert site.posted == []


def test_the_command_says_what_it_did(site: PlayedSite, own: KeyholderFolder) -> None:
    ended = undersign("keyholder", "run", own.path, site.address, "--once")
    assert (ended.code, ended.said.strip()) == (0, "Checked and cosigned: 2 ticks, 3 founders, 3 people who stand.")
