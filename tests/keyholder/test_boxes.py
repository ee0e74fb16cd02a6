"""The program before real boxes: it answers, opens what is due, waits for its person, and survives a crash anywhere."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from tests import interrupted
from tests.keyholder.boxed import LEVELS, ORIGIN, Case, case, found, no_stock, stages
from tests.keyholder.played import PlayedSite, begin, keyholder, played
from tests.rehearsed import HostAt, ask, examined, undersign
from undersign.host import demand_folder, folder, opening
from undersign.keyholder import approvals, asked, duties, status, stock
from undersign.keyholder.keys import KeyholderFolder
from undersign.keyholder.mirror import Site, Unreachable
from undersign.keyholder.run import Alarm, Clocks, run_once
from undersign.protocol.encoding import b64, decode, unb64
from undersign.rehearsal import demand, team
from undersign.rehearsal.demand import Signing, Wanted
from undersign.verifier.examination import BoxExamination


@pytest.fixture
def case_of_a_real_site(tmp_path: Path) -> Iterator[PlayedSite]:
    """Serve a record that is no rehearsal."""
    with played(begin(tmp_path / "real", rehearsal=False)) as site:
        yield site


__all__ = ["case", "no_stock", "stages"]
at = pytest.mark.parametrize


@at("case", ["signed"], indirect=True)
def test_it_answers_every_request_once(case: Case) -> None:
    case.run()
    [given] = case.said("answers")
    assert given["box"] == b64(case.definition.box_id)
    assert len({each["member"] for each in given["answers"]}) == len(LEVELS)
    case.run()
    assert len(case.said("answers")) == 1
    assert not case.said("parts")


@at("case", ["signed"], indirect=True)
def test_what_the_site_did_not_take_is_sent_again(case: Case) -> None:
    case.site.refused = {"/keyholders/answers"}
    with pytest.raises(Unreachable):
        case.run()
    assert case.state().trouble
    case.site.refused = set()
    case.run()
    [given] = case.said("answers")
    assert len(given["answers"]) == len(LEVELS)
    assert not case.state().trouble


@at("case", ["asked"], indirect=True)
def test_names_open_only_once_the_person_has_approved(case: Case) -> None:
    case.run()
    assert not case.said("parts")
    said = " ".join(status.about_box(case.own, case.state()))
    assert "It opens once you approve it." in said
    assert "You have not approved" in said
    now = int(time.time() + case.ahead())
    asked.approve(case.own, case.state(), now + 3600)
    case.run()
    assert not case.said("parts")
    asked.approve(case.own, case.state())
    case.run()
    [given] = case.said("parts")
    assert [each["kind"] for each in given["documents"]] == ["part"]
    case.run()
    assert case.said("parts") == [given, given]


@at("case", ["asked"], indirect=True)
def test_an_approval_that_was_taken_back_opens_nothing(case: Case) -> None:
    case.run()
    asked.approve(case.own, case.state())
    asked.take_back(case.own, case.state())
    case.run()
    assert not case.said("parts")


@at("case", ["asked"], indirect=True)
@at("nth", [1, 2, 3, 5, 8, 13])
def test_killed_anywhere_it_gives_the_same_part(case: Case, nth: int, tmp_path: Path) -> None:
    case.run()
    asked.approve(case.own, case.state())
    ahead = tmp_path / "ahead"
    ahead.write_text(str(int(case.ahead()) + 1))
    command = ("keyholder", "run", case.own.path, case.site.address, "--once", "--clock", ahead)
    ended = interrupted.killed_at(str(case.own.path), nth, *command)
    assert ended in (0, -9)
    assert undersign(*command).code == 0
    assert undersign(*command).code == 0
    given = case.said("parts")
    assert given
    assert all(each == given[0] for each in given)


@at("case", ["asked"], indirect=True)
def test_the_sealed_names_are_kept_in_the_own_folder(case: Case) -> None:
    case.run()
    [path] = (case.own.path / "secret" / "sealed").iterdir()
    assert len(path.read_bytes().splitlines()) == len(LEVELS)
    assert path.stat().st_mode & 0o077 == 0


@at("case", ["asked"], indirect=True)
def test_once_it_has_ended_the_names_that_stay_sealed_are_erased(case: Case) -> None:
    case.run()
    with folder.opened(case.path) as host:
        demand.open_all(host, case.definition)
    case.run()
    [word] = case.said("deleted")
    assert (word["document"]["kind"], word["document"]["names"]) == ("deleted", 1)
    assert case.state().done
    case.run()
    assert len(case.said("deleted")) == 1


@at("case", ["closed"], indirect=True)
def test_a_box_that_has_not_grown_is_not_gone_through_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.run()
    seen: list[str] = []
    real = duties.serve

    def note(own: KeyholderFolder, site: Site, boxes: list[BoxExamination], sizes: dict[str, int], now: int) -> None:
        seen.extend(box.name for box in boxes)
        real(own, site, boxes, sizes, now)

    monkeypatch.setattr(duties, "serve", note)
    case.run()
    kept = case.own.memory(duties.MEMORY)
    [name] = kept
    assert seen == [name]  # its time has come, so that somebody may ask at any moment
    case.own.remember(duties.MEMORY, {name: {**kept[name], "done": True}})
    case.run()
    assert seen == [name]


@at("case", ["closed"], indirect=True)
@at("file", ["leaves", "entries.jsonl"])
def test_a_box_whose_book_was_changed_raises_the_alarm(case: Case, file: str) -> None:
    [book] = [each for each in (case.path / "books").iterdir() if each.name.startswith("box-")]
    data = (book / file).read_bytes()
    spoilt = (
        data[:40] + bytes([data[40] ^ 1]) + data[41:] if file == "leaves" else data.replace(b'"seq":0', b'"seq":1', 1)
    )
    (book / file).write_bytes(spoilt)
    assert spoilt != data
    with pytest.raises(Alarm):
        case.run()
    assert not case.site.posted


@at("case", ["signed"], indirect=True)
def test_a_book_that_was_given_before_must_be_given_again(case: Case) -> None:
    case.run()
    before = len(case.site.posted)
    case.site.more["/keyholders/books.json"] = b'{"books":["host","members"]}'
    with pytest.raises(Unreachable, match="gave before"):
        run_once(case.own, case.site.address, Clocks(ahead=case.ahead))
    assert len(case.site.posted) == before


@at("case", ["fixed"], indirect=True)
@at("books", [b"x", b"[]", b'{"books":3}', b'{"books":["../x"]}', b'{"books":["host","host"]}', b'{"books":["box-1"]}'])
def test_a_list_of_books_that_is_none_is_not_followed(case: Case, books: bytes) -> None:
    case.site.more["/keyholders/books.json"] = books
    with pytest.raises(Unreachable):
        run_once(case.own, case.site.address, Clocks(ahead=case.ahead))


@at("case", ["fixed"], indirect=True)
def test_the_stock_is_filled_and_what_did_not_arrive_is_sent_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "STOCK", 2)
    case.site.refused = {"/keyholders/stock"}
    with pytest.raises(Unreachable):
        case.run()
    drawn = case.own.next_stock_number()
    case.site.refused = set()
    case.run()
    [given] = case.said("stock")
    assert len(given["keys"]) == 2
    assert case.own.next_stock_number() == drawn
    with folder.opened(case.path) as host:
        for each in given["keys"]:
            host.books["members"].append(each)
        host.tick()
    case.run()
    assert len(case.said("stock")) == 1


def test_the_clock_is_moved_only_in_a_rehearsal(tmp_path: Path, case_of_a_real_site: PlayedSite) -> None:
    ahead, own = tmp_path / "ahead", keyholder(tmp_path / "own")
    ahead.write_text("60")
    command = ("keyholder", "run", own.path, case_of_a_real_site.address, "--once", "--clock", ahead)
    ended = undersign(*command)
    assert (ended.code, "Only in a rehearsal" in ended.complaint) == (3, True)
    assert not case_of_a_real_site.posted
    assert undersign(*command[:-2]).code == 0
    assert case_of_a_real_site.posted


@at("case", ["closed"], indirect=True)
@at("written", ["x", "", "1.5"])
def test_a_clock_that_cannot_be_read_stops_it(case: Case, written: str, tmp_path: Path) -> None:
    ahead = tmp_path / "ahead"
    ahead.write_text(written)
    ended = undersign("keyholder", "run", case.own.path, case.site.address, "--once", "--clock", ahead)
    assert (ended.code, "holds no number" in ended.complaint) == (3, True)


@at("case", ["asked"], indirect=True)
def test_the_commands_say_what_waits_and_take_the_approval(case: Case) -> None:
    case.run()
    ended = undersign("keyholder", "status", case.own.path)
    assert "The last round was at" in ended.words
    assert "Paid supervision" in ended.words
    assert undersign("keyholder", "approve", case.own.path, "--at", "soon").code == 3
    assert undersign("keyholder", "approve", case.own.path, "zz").code == 3
    ended = undersign("keyholder", "approve", case.own.path, case.box[:6], "--at", "2099-01-01 10:00")
    assert "2099-01-01 10:00" in ended.said
    approved = approvals.approval(case.own, case.definition.box_id)
    assert approved
    assert "You have approved that the names open at 2099-01-01" in undersign("keyholder", "status", case.own.path).said
    assert undersign("keyholder", "approve", case.own.path, "--withdraw").code == 0
    assert approvals.approval(case.own, case.definition.box_id) is None


def test_names_for_readers_alone_leave_encrypted_and_end_with_the_result(tmp_path: Path) -> None:
    path, reader = tmp_path / "host", pyrage.x25519.Identity.generate()
    folder.create(path, ORIGIN, rehearsal=True)
    with folder.opened(path) as host:
        team.rehearse(host, 3, 2)
        found(host)
        definition = demand.new_demand(host, Wanted(readers=(str(reader.to_public()),)), 8)
        signing = Signing.of(host, definition)
        signing.ask(range(len(LEVELS)))
        signing.sign(dict(enumerate(LEVELS)))
        demand.close(host, definition)
        demand.ask_to_open(host, definition)
    with played(path) as site:
        cases = [
            Case(path, site, KeyholderFolder(path / "rehearsal" / "keyholders" / number), definition, tmp_path)
            for number in "12"
        ]
        for case in cases:
            case.run()
            asked.approve(case.own, case.state())
            case.run()
        for given in cases[0].said("parts"):
            assert {each["kind"] for each in given["documents"]} == {"for_readers"}
            with folder.opened(path) as host:
                demand_folder.add_entries(host, definition, given["documents"])
                team.cosign(host)
        cases[1].run()
        last = cases[1].said("parts")[-1]["documents"]
    assert [each["kind"] for each in last] == ["for_readers", "result"]
    assert (last[-1]["keyholders"], last[-1]["opened"]) == ([1, 2], 5)
    opened = decode(pyrage.decrypt(unb64(last[0]["data"]), [reader]))
    assert opened["kind"] == "opened"


@pytest.fixture
def survey(host_at: HostAt, plan: Path, file: Path) -> Path:
    """Give the folder of a rehearsal whose founding is in the record, with a survey that is to be opened."""
    host = host_at("fixed")
    with folder.opened(host) as opened:
        found(opened)
    assert undersign("survey", "seal", host, plan, file, "--workers", 1).code == 0
    ask(host)
    return host


def test_a_survey_opens_unattended_and_the_same_part_is_given_again(survey: Path, tmp_path: Path) -> None:
    own = KeyholderFolder(shutil.copytree(survey / "rehearsal" / "keyholders" / "2", tmp_path / "second"))
    with folder.opened(survey) as host:
        ahead = host.now() - time.time()
    with played(survey) as site:
        site.name_books()
        for _ in range(2):
            run_once(own, site.address, Clocks(ahead=lambda: ahead))
        parts = [what["documents"] for where, what in site.sent if where == "/keyholders/parts"]
        assert [[each["kind"] for each in documents] for documents in parts] == [["part"]] * 2
        assert parts[0] == parts[1]
        box = status.boxes(own)[0]
        assert (box.kind, box.title, box.done, box.trouble) == ("survey", "Supervision", False, "")
        with folder.opened(survey) as host:
            book = host.notes["boxes"][box.box]["book"]
            host.books[book].append(parts[0][0])
            host.tick()
            team.cosign(host)
        run_once(own, site.address, Clocks(ahead=lambda: ahead))
        assert len([where for where, _ in site.sent if where == "/keyholders/parts"]) == 2


def test_a_survey_that_too_few_have_answered_rests(host_at: HostAt, tmp_path: Path) -> None:
    host = host_at("fixed")
    with folder.opened(host) as opened:
        found(opened)
        definition = examined(host).definition
        assert definition
        opening.take_batches(opened, definition)
        team.cosign(opened)
        ahead = opened.now() - time.time()
    own = KeyholderFolder(shutil.copytree(host / "rehearsal" / "keyholders" / "2", tmp_path / "second"))
    with played(host) as site:
        site.name_books()
        run_once(own, site.address, Clocks(ahead=lambda: ahead))
        assert [where for where, _ in site.sent if where == "/keyholders/parts"] == []
    (box,) = status.boxes(own)
    assert (box.kind, box.done, box.trouble) == ("survey", True, "")
