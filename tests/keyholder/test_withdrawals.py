"""A withdrawal that is handed to a keyholder as a file: taken or refused in words, kept, handed on, and heeded."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import interrupted
from tests.keyholder.boxed import Case, case, case_at, no_stock, stages
from tests.rehearsed import undersign
from undersign.host import demand_folder, folder
from undersign.host.files import HostProblem
from undersign.keyholder import asked, duties, handed, page, status, withdrawals
from undersign.protocol.encoding import Document, b64, decode, encode
from undersign.rehearsal import demand

__all__ = ["case", "no_stock", "stages"]
at = pytest.mark.parametrize


def kept(found: Case) -> list[bytes]:
    """Return the withdrawals that the keyholder's folder holds."""
    path = found.own.path / "memory" / f"withdrawals-{found.box}.jsonl"
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def door(found: Case) -> str:
    """Return the address of the box's door."""
    return f"/door/{found.box}"


def hand_over(found: Case) -> str:
    """Hand the file over by the command; return what it says."""
    ended = undersign("keyholder", "withdrawal", found.own.path, found.withdrawal)
    assert ended.code == 0, ended.complaint
    return ended.words


@at("case", ["signed"], indirect=True)
def test_it_is_kept_and_handed_on_and_the_answer_says_what_it_is(case: Case) -> None:
    case.run()
    said = hand_over(case)
    until = status.when(case.definition.fields["withdrawing_ends"])
    assert 'It takes back one envelope in this demand: "Paid supervision".' in said
    assert f"It is kept. It is in time: taking back ends at {until}." in said
    assert "The site has taken it as well." in said
    assert kept(case) == [case.withdrawal.read_bytes()]
    assert [what for where, what in case.site.sent if where == door(case)] == [
        {"envelope": decode(case.withdrawal.read_bytes().strip())}
    ]
    assert "It was handed in before, and is kept." in hand_over(case)
    assert len(kept(case)) == 1


@at("case", ["signed"], indirect=True)
def test_a_set_that_ignores_it_is_not_opened_and_the_page_says_why(case: Case) -> None:
    case.run()
    case.site.refused = {door(case)}
    assert "The site has not taken it. Your program tries again." in hand_over(case)
    case.run()
    said = " ".join(status.about_box(case.own, case.state()))
    assert "1 withdrawal handed to you, of which the record does not heed 1." in said
    assert not case.state().trouble
    case.site.refused = set()
    case.run()
    assert [where for where, _ in case.site.sent if where == door(case)] == [door(case)]
    case.go_on("asked")
    case.run()
    asked.approve(case.own, case.state())
    case.run()
    assert not case.said("parts")
    assert case.own.memory("opened") == {}
    said = " ".join(status.about_box(case.own, case.state()))
    assert "The site has passed over it, so your program does not open this box." in said
    assert "The site passed over a withdrawal that was handed to you in time." in said
    assert "withdrawal_ignored" not in said


@at("case", ["signed"], indirect=True)
def test_a_site_that_heeds_it_opens_the_others(case: Case) -> None:
    case.run()
    hand_over(case)
    with folder.opened(case.path) as host:
        rules = demand.examined(host, case.definition).rules
        assert rules
        taken = decode(case.withdrawal.read_bytes().strip())
        demand_folder.take_signed(host, case.definition, rules, [(taken, None)])
        demand.close(host, case.definition)
    case.run()
    said = " ".join(status.about_box(case.own, case.state()))
    assert "1 withdrawal handed to you: the record heeds all of them." in said
    assert [where for where, _ in case.site.sent if where == door(case)] == [door(case)]


def _other_box(document: Document) -> Document:
    return {**document, "box": b64(bytes(32))}


def _changed(document: Document) -> Document:
    return {**document, "seq": 2}


def _sealed(document: Document) -> Document:
    return {**document, "body": b64(bytes(32))}


def _receipt(document: Document) -> Document:
    return {"v": 1, "kind": "receipt", "box": document["box"]}


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "other box": (lambda data: encode(_other_box(decode(data.strip()))), "Your program knows no such box"),
    "changed": (lambda data: encode(_changed(decode(data.strip()))), "Its signature does not hold"),
    "sealed": (lambda data: encode(_sealed(decode(data.strip()))), "a sealed envelope, not a withdrawal"),
    "receipt": (lambda data: encode(_receipt(decode(data.strip()))), "This is a receipt, not a withdrawal"),
    "cut off": (lambda data: data[:-20], "This file holds no withdrawal."),
    "empty": (lambda _: b"", "This file holds no withdrawal."),
    "a list": (lambda _: b"[]", "This file holds no withdrawal."),
    "a photo": (lambda _: bytes(range(256)), "This file holds no withdrawal."),
    "too long": (lambda _: b" " * (handed.FILE_MOST + 1), "This file holds no withdrawal."),
}


@at("case", ["signed"], indirect=True)
def test_a_file_that_is_none_is_refused_with_a_sentence_and_nothing_is_lost(case: Case, tmp_path: Path) -> None:
    case.run()
    hand_over(case)
    before, states = kept(case), duties.states(case.own)
    for name, (spoil, sentence) in BAD.items():
        path = tmp_path / "given"
        path.write_bytes(spoil(case.withdrawal.read_bytes()))
        ended = undersign("keyholder", "withdrawal", case.own.path, path)
        assert (ended.code, sentence in ended.complaint) == (3, True), name
    assert (kept(case), duties.states(case.own)) == (before, states)
    assert undersign("keyholder", "withdrawal", case.own.path, tmp_path / "none").code == 3


@at("case", ["signed"], indirect=True)
def test_in_the_last_two_minutes_none_is_kept(case: Case) -> None:
    case.run()
    last = case.definition.fields["withdrawing_ends"] - handed.LAST_SECONDS - status.ahead(case.own)
    with pytest.raises(HostProblem, match="It comes too late"):
        handed.take(case.own, case.withdrawal.read_bytes(), last)
    assert kept(case) == []
    handed.take(case.own, case.withdrawal.read_bytes(), last - 1)
    assert len(kept(case)) == 1


@at("case", ["closed"], indirect=True)
def test_it_comes_too_late_once_the_time_is_over(case: Case) -> None:
    case.run()
    ended = undersign("keyholder", "withdrawal", case.own.path, case.withdrawal)
    assert (ended.code, "It comes too late" in ended.complaint) == (3, True)
    assert kept(case) == []


@at("case", ["signed"], indirect=True)
@at("nth", [1, 2, 3, 4, 5])
def test_killed_anywhere_it_is_kept_once_in_the_end(case: Case, nth: int) -> None:
    case.run()
    command = ("keyholder", "withdrawal", case.own.path, case.withdrawal)
    assert interrupted.killed_at(str(case.own.path), nth, *command) in (0, -9)
    case.run()
    hand_over(case)
    assert kept(case) == [case.withdrawal.read_bytes()]
    case.run()


@at("case", ["signed"], indirect=True)
def test_a_line_that_a_crash_cut_off_is_dropped_and_the_next_one_kept(case: Case) -> None:
    case.run()
    path = case.own.path / "memory" / f"withdrawals-{case.box}.jsonl"
    path.write_bytes(case.withdrawal.read_bytes()[:-30])
    hand_over(case)
    assert kept(case) == [case.withdrawal.read_bytes()]


@at("case", ["signed"], indirect=True)
def test_on_a_full_disk_it_says_so_and_nothing_is_half_kept(case: Case) -> None:
    case.run()
    command = ("keyholder", "withdrawal", case.own.path, case.withdrawal)
    code, said = interrupted.full_at(f"withdrawals-{case.box}", 1, *command)
    assert (code, "The disk is full" in said) == (5, True)
    hand_over(case)
    assert kept(case) == [case.withdrawal.read_bytes()]


@at("case", ["signed"], indirect=True)
def test_a_broken_file_of_kept_ones_opens_nothing_and_is_said(case: Case) -> None:
    case.run()
    hand_over(case)
    path = case.own.path / "memory" / f"withdrawals-{case.box}.jsonl"
    path.write_bytes(b"{}\n")
    case.run()
    assert "is broken. Nothing was opened." in case.state().trouble


@at("case", ["signed"], indirect=True)
def test_while_an_alarm_stands_none_is_taken(case: Case) -> None:
    case.run()
    case.own.raise_alarm("something", Path("evidence"), 0)
    ended = undersign("keyholder", "withdrawal", case.own.path, case.withdrawal)
    assert (ended.code, "An alarm stands" in ended.complaint) == (3, True)


class Visitor:
    """A browser at the program's page that sends a file."""

    def __init__(self, served: page.Page) -> None:
        self.served = served
        answer = self._ask("GET", urlsplit(served.link).path, {}, b"")
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.served.server_address[1], timeout=10)
        connection.request(method, path, body, {"Host": self.served.name, **headers})
        answer = connection.getresponse()
        self.text = answer.read().decode()
        connection.close()
        return answer

    def upload(self, data: bytes, token: str = "") -> int:
        """Send a file as the form does; return the status."""
        fields = {"token": (token or self.served.form_token).encode()}
        parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n'.encode() + v for k, v in fields.items()]
        file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="w.json"\r\n'
        parts.append(file + b"Content-Type: application/json\r\n\r\n" + data)
        headers = {"Origin": f"http://{self.served.name}", "Cookie": self.cookie}
        headers |= {"Content-Type": "multipart/form-data; boundary=x"}
        return self._ask(
            "POST", f"{self.served.base}withdrawal", headers, b"\r\n".join(parts) + b"\r\n--x--\r\n"
        ).status


@pytest.fixture
def visitor(stages: Path, tmp_path: Path) -> Iterator[Visitor]:
    """Give a browser at the page of a keyholder whose site is away."""
    found = case_at(stages, "signed", tmp_path)
    with page.serving(found.own) as served:
        yield Visitor(served)
    found.site.server_close()


def test_the_page_refuses_what_it_does_not_know_and_shows_no_form_before_there_is_a_box(visitor: Visitor) -> None:
    assert visitor.upload(b"{}") == 409
    assert "This file holds no withdrawal." in visitor.text
    assert 'action="withdrawal"' not in visitor.text
    assert visitor.upload(b"{}", "other") == 403
    assert visitor.upload(b"x" * (2 * handed.FILE_MOST)) == 403


@at("case", ["signed"], indirect=True)
def test_the_page_takes_the_file_and_says_what_it_is(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.run()
    with page.serving(case.own) as served:
        visitor = Visitor(served)
        assert visitor.upload(case.withdrawal.read_bytes()) == 200
        assert 'role="status"' in visitor.text
        assert "It is kept. It is in time" in visitor.text
        assert 'action="withdrawal"' in visitor.text
        assert kept(case) == [case.withdrawal.read_bytes()]
        assert visitor.upload(b"no") == 409
        monkeypatch.setattr(withdrawals, "AppendFile", _full)
        (case.own.path / "memory" / f"withdrawals-{case.box}.jsonl").unlink()
        assert visitor.upload(case.withdrawal.read_bytes()) == 507
        assert "the disk may be full" in visitor.text


def _full(*_given: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")
