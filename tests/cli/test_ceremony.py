"""`undersign ceremony`: a key meeting of separate keyholders by exchanged files, in any order, and what ends it."""

from __future__ import annotations

import itertools
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.exchanged import founders
from tests.interrupted import killed_at
from tests.rehearsed import Ended, HostAt, done, undersign
from undersign.cli import ceremony as commands
from undersign.keyholder import meeting
from undersign.keyholder.keys import KeyholderFolder, encrypt
from undersign.protocol.encoding import b64, decode, encode
from undersign.protocol.keyholders import fingerprint, read_ceremony

OVER = "The meeting is over"
FOUNDERS = [part for person in founders() for part in ("--founder", b64(person.key))]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the fingerprint, which is slow on purpose."""
    monkeypatch.setattr(commands, "fingerprint", lambda hashed: f"12345 {hashed.hex()[:5]}")


@dataclass(frozen=True)
class Meeting:
    """The files of a meeting of three."""

    base: Path

    @property
    def ceremony(self) -> Path:
        """The ceremony file."""
        return self.base / "ceremony.json"

    @property
    def messages(self) -> Path:
        """The shared folder."""
        return self.base / "messages"

    def own(self, index: int) -> Path:
        """Return a keyholder's folder."""
        return self.base / f"keyholder-{index}"

    def step(self, index: int, messages: Path | None = None) -> Ended:
        """Let a keyholder take a step."""
        return undersign("ceremony", "step", self.own(index), self.ceremony, messages or self.messages)

    def all_step(self, rounds: int = 1) -> list[Ended]:
        """Let everyone take steps in turn."""
        return [self.step(index) for _ in range(rounds) for index in (1, 2, 3)]

    def share(self, index: int) -> bytes:
        """Return a keyholder's share."""
        agreed = read_ceremony(decode(self.ceremony.read_bytes().strip()))
        return KeyholderFolder(self.own(index)).share(agreed).secret


@pytest.fixture
def met(tmp_path: Path) -> Meeting:
    """Give three keyholders with a ceremony file and an empty folder for messages."""
    found = Meeting(tmp_path)
    for index in (1, 2, 3):
        done("keyholder", "init", found.own(index), "--name", f"Chapter {index}")
    cards = [found.own(index) / "card.json" for index in (1, 2, 3)]
    done("ceremony", "new", found.ceremony, *cards, "--threshold", 2, *FOUNDERS)
    found.messages.mkdir()
    return found


def finished(met: Meeting) -> None:
    """Check that the meeting ended well, with one key, and that a host takes it."""
    assert [OVER in ended.said for ended in met.all_step()] == [True] * 3
    out = met.base / "team.json"
    done("ceremony", "finish", met.ceremony, met.messages, out)
    assert len({met.share(index) for index in (1, 2, 3)}) == 3
    done("host", "new", met.base / "host", "--origin", "example.org/host", "--tick-seconds", 1)
    assert "the keyholders' team" in done("host", "add", met.base / "host", out)
    assert done("host", "add", met.base / "host", out)  # a second time changes nothing
    for index in (1, 2, 3):
        kept = [each.name for each in met.own(index).rglob("*") if each.is_file()]
        assert sorted(kept) == ["age", "card.json", "lock", "share.json", "sign"]


@pytest.mark.parametrize("order", ["123", "321", "2222113", "13233121"])
def test_the_meeting_works_in_any_order_and_started_again_at_any_time(met: Meeting, order: str) -> None:
    for index in itertools.islice(itertools.cycle(order), 30):
        assert met.step(int(index)).code == 0
    finished(met)


def test_the_meeting_works_with_messages_that_arrive_one_by_one(met: Meeting) -> None:
    boxes = {index: met.base / f"mail-{index}" for index in (1, 2, 3)}
    for box in boxes.values():
        box.mkdir()
    waited = 0
    for _ in range(40):
        for index, box in boxes.items():
            ended = met.step(index, box)
            assert ended.code == 0
            waited += "Waiting for" in ended.said
            for message in sorted(box.glob(f"*-from-{index}-to-*.json")):  # one message a day is delivered
                late = [other for other in boxes.values() if not (other / message.name).exists()]
                if late:
                    shutil.copyfile(message, late[0] / message.name)
                    break
    assert waited
    for box in boxes.values():
        for message in box.iterdir():
            shutil.copyfile(message, met.messages / message.name)
    finished(met)


def test_after_the_meeting_nothing_begins_anew(met: Meeting) -> None:
    met.all_step(4)
    finished(met)
    before = met.share(1)
    empty = met.base / "empty"
    empty.mkdir()
    assert OVER in met.step(1, empty).said
    assert list(empty.iterdir()) == []
    assert met.share(1) == before


@pytest.mark.parametrize(("written", "nth"), [("progress", 1), ("progress", 2), ("messages", 1), ("share", 2)])
def test_a_step_that_was_killed_is_taken_again_with_the_same_messages(met: Meeting, written: str, nth: int) -> None:
    killed = 0
    for _ in range(5):
        for index in (2, 3, 1):
            if index == 1 and killed < 2:
                killed += killed_at(written, nth, "ceremony", "step", met.own(1), met.ceremony, met.messages) == -9
            ended = met.step(index)
            assert ended.code == 0, ended.words
    assert killed
    finished(met)


def complaints(met: Meeting) -> list[str]:
    """Return the complaints in the shared folder."""
    return sorted(each.name for each in met.messages.glob("0-from-*"))


def changed(met: Meeting) -> None:
    """Change a message on its way."""
    path = met.messages / "1-from-2-to-0.json"
    message = json.loads(path.read_bytes())
    message["body"]["commitments"].reverse()
    path.write_bytes(encode(message) + b"\n")


def doubled(met: Meeting) -> None:
    """Let keyholder 2 tell others something else."""
    again = met.base / "again"
    shutil.copytree(met.own(2), again)
    for each in (again / "secret" / "ceremonies").rglob("progress.jsonl"):
        each.unlink()
    (met.base / "elsewhere").mkdir()
    undersign("ceremony", "step", again, met.ceremony, met.base / "elsewhere")
    shutil.copyfile(met.base / "elsewhere" / "1-from-2-to-0.json", met.messages / "1-from-2-to-0-again.json")


@pytest.mark.parametrize(("spoil", "reason"), [(changed, "signature_wrong"), (doubled, "ceremony_ended")])
def test_a_message_that_does_not_fit_ends_the_meeting(
    met: Meeting, spoil: Callable[[Meeting], None], reason: str
) -> None:
    met.all_step()
    spoil(met)
    ended = met.step(1)
    assert (ended.code, reason in ended.complaint) == (4, True)
    assert met.step(3).code == 4
    assert undersign("ceremony", "finish", met.ceremony, met.messages, met.base / "team.json").code == 4
    assert not (met.base / "team.json").exists()
    if spoil is changed:
        assert complaints(met) == ["0-from-1-to-0.json"]


def test_a_complaint_stands_whoever_takes_it_away(met: Meeting) -> None:
    met.all_step()
    honest = (met.messages / "1-from-2-to-0.json").read_bytes()
    changed(met)
    assert met.step(1).code == 4
    (met.messages / "1-from-2-to-0.json").write_bytes(honest)
    for name in complaints(met):
        (met.messages / name).unlink()
    met.step(1)
    assert complaints(met) == ["0-from-1-to-0.json"]
    assert [met.step(index).code for index in (1, 2, 3)] == [4, 4, 4]


def test_a_share_for_another_keyholder_ends_the_meeting(met: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    met.all_step()
    third = KeyholderFolder(met.own(3)).card["age"]
    with monkeypatch.context() as patch:
        patch.setattr(meeting, "encrypt", lambda _to, plain: encrypt(third, plain))
        assert met.step(1).code == 0
    met.step(2)
    met.step(3)
    ended = met.step(2)
    assert (ended.code, "share_for_another" in ended.complaint) == (4, True)
    assert "Chapter 1" in ended.complaint
    assert complaints(met) == ["0-from-2-to-0.json"]
    other = met.step(3)
    assert (other.code, "ceremony_ended" in other.complaint) == (4, True)
    assert "Chapter 2" in other.complaint


@pytest.mark.parametrize("what", ["another meeting's message", "the ceremony file", "a cut message", "junk"])
def test_a_file_that_is_no_message_of_this_meeting_ends_nothing(met: Meeting, what: str, tmp_path: Path) -> None:
    met.all_step()
    odd = met.messages / "2-odd.json"
    message = (met.messages / "1-from-1-to-0.json").read_bytes()
    contents = {
        "another meeting's message": encode({**json.loads(message), "ceremony": "A" * 43}) + b"\n",
        "the ceremony file": met.ceremony.read_bytes(),
        "a cut message": message[:-20],
        "junk": b"\xff",
    }
    odd.write_bytes(contents[what])
    ended = met.step(1)
    assert (ended.code, "2-odd.json" in ended.complaint) == (3, True)
    assert complaints(met) == []
    odd.unlink()
    met.all_step(4)
    finished(met)
    assert tmp_path == met.base


def test_a_stranger_takes_no_part(met: Meeting) -> None:
    done("keyholder", "init", met.base / "stranger", "--name", "Stranger")
    ended = undersign("ceremony", "step", met.base / "stranger", met.ceremony, met.messages)
    assert (ended.code, "keyholder_unknown" in ended.complaint) == (4, True)
    assert list(met.messages.iterdir()) == []


def test_finishing_too_soon_says_who_is_awaited(met: Meeting) -> None:
    met.all_step()
    ended = undersign("ceremony", "finish", met.ceremony, met.messages, met.base / "team.json")
    assert ended.code == 3
    assert "keyholder 1 (Chapter 1)" in ended.complaint
    assert not (met.base / "team.json").exists()


def test_everyone_sees_one_fingerprint(met: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "fingerprint", fingerprint)
    agreed = read_ceremony(decode(met.ceremony.read_bytes().strip()))
    told = [ended.said.split("Fingerprint: ")[1].split("\n")[0] for ended in met.all_step()]
    assert told == [fingerprint(agreed.hash)] * 3
    assert len(told[0].split()) == 8


def test_a_card_holds_nothing_secret_and_the_rest_is_closed_to_others(met: Meeting) -> None:
    card = json.loads((met.own(1) / "card.json").read_bytes())
    assert set(card) == {"v", "kind", "name", "employer", "sign", "age"}
    assert card["age"].startswith("age1")
    assert {stat.S_IMODE(each.stat().st_mode) for each in (met.own(1) / "secret").iterdir()} == {0o600}


def test_the_same_file_is_not_made_twice(met: Meeting) -> None:
    before = met.ceremony.read_bytes()
    cards = [met.own(index) / "card.json" for index in (1, 2, 3)]
    assert undersign("ceremony", "new", met.ceremony, *cards, "--threshold", 2, *FOUNDERS).code == 3
    assert undersign("keyholder", "init", met.own(1), "--name", "Again").code == 3
    assert met.ceremony.read_bytes() == before


@pytest.mark.parametrize(
    ("cards", "more", "code"),
    [
        ([1, 2], ["--threshold", "2", *FOUNDERS], 4),
        ([1, 2, 2], ["--threshold", "2", *FOUNDERS], 4),
        ([1, 2, 3], ["--threshold", "1", *FOUNDERS], 4),
        ([1, 2, 3], ["--threshold", "4", *FOUNDERS], 4),
        ([1, 2, 3], ["--threshold", "2", *FOUNDERS[:4]], 4),
        ([1, 2, 3], ["--threshold", "2", *FOUNDERS[:4], *FOUNDERS[:2]], 4),
        ([1, 2, 3], ["--threshold", "2", "--founder", "x"], 4),
        ([1, 2, 3], ["--threshold", "two", *FOUNDERS], 2),
        ([1, 2, 3], ["--threshold", "2"], 2),
        ([1, 2, 3], FOUNDERS, 2),
        ([], ["--threshold", "2", *FOUNDERS], 2),
        ([1, 2, 4], ["--threshold", "2", *FOUNDERS], 3),
    ],
)
def test_a_ceremony_that_breaks_a_rule_is_not_written(
    met: Meeting, cards: list[int], more: list[str], code: int
) -> None:
    paths = [met.own(index) / "card.json" for index in cards]
    assert undersign("ceremony", "new", met.base / "other.json", *paths, *more).code == code
    assert not (met.base / "other.json").exists()


def test_a_meeting_for_a_rehearsal_takes_founders_as_their_pages_show_them(met: Meeting) -> None:
    cards = [met.own(index) / "card.json" for index in (1, 2, 3)]
    shown = [part for person in founders() for part in ("--founder", person.key.hex())]
    written = met.base / "made-up.json"
    assert undersign("ceremony", "new", written, *cards, "--threshold", 2, "--rehearsal", *shown).code == 0
    made = read_ceremony(decode(written.read_bytes().strip()))
    assert (made.rehearsal, list(made.founders)) == (True, [person.key for person in founders()])


@pytest.mark.parametrize("junk", [b"", b"{", b"\xff", b'{"v":1,"kind":"card"}\n', b'{"kind":"card","v":1}\n'])
def test_a_card_that_is_none_is_told(met: Meeting, junk: bytes) -> None:
    path = met.own(2) / "card.json"
    path.write_bytes(junk)
    cards = [met.own(index) / "card.json" for index in (1, 2, 3)]
    for arguments in (
        ["ceremony", "new", met.base / "other.json", *cards, "--threshold", 2, *FOUNDERS],
        ["ceremony", "step", met.own(2), met.ceremony, met.messages],
    ):
        ended = undersign(*arguments)
        assert (ended.code, str(path) in ended.complaint) == (3, True)


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 81, "\u202eevil"])
def test_a_name_that_could_deceive_is_refused(name: str, tmp_path: Path) -> None:
    assert undersign("keyholder", "init", tmp_path / "own", "--name", name).code == 4
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ceremony", "step", "{own}", "nowhere", "{messages}"], 3),
        (["ceremony", "step", "{own}", "{ceremony}", "nowhere"], 3),
        (["ceremony", "step", "nowhere", "{ceremony}", "{messages}"], 3),
        (["ceremony", "step", "{own}", "{own}/card.json", "{messages}"], 4),
        (["ceremony", "finish", "{messages}", "{messages}", "out"], 3),
        (["ceremony", "rehearse", "nowhere"], 3),
        (["ceremony", "rehearse", "{own}", "--keyholders", "26"], 2),
        (["keyholder", "init"], 2),
        (["ceremony"], 2),
    ],
)
def test_what_does_not_fit_ends_with_its_code(met: Meeting, arguments: list[str], code: int) -> None:
    names = {"own": met.own(1), "ceremony": met.ceremony, "messages": met.messages}
    assert undersign(*(each.format(**names) for each in arguments)).code == code


def test_a_rehearsal_is_marked_as_one_and_gives_one_team(host_at: HostAt) -> None:
    host = host_at("met")
    said = done("ceremony", "rehearse", host, "--keyholders", 5, "--threshold", 3)
    assert "REHEARSAL. One machine played every keyholder, so this key protects nobody." in said
    assert "3 keyholders; 2 of them open together." in said  # the team that stands already


def test_a_rehearsal_keeps_to_the_rules(host_at: HostAt) -> None:
    ended = undersign("ceremony", "rehearse", host_at("new"), "--keyholders", 4, "--threshold", 2)
    assert (ended.code, "ceremony_rule" in ended.complaint) == (4, True)


def test_a_host_that_is_no_rehearsal_has_no_rehearsed_keyholders(tmp_path: Path) -> None:
    done("host", "new", tmp_path / "host", "--origin", "example.org/host", "--tick-seconds", 1)
    ended = undersign("ceremony", "rehearse", tmp_path / "host")
    assert (ended.code, "real meeting" in ended.complaint) == (3, True)
