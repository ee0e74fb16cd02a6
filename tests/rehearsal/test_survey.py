"""A rehearsed survey: every row is sealed by its own member once, and what cannot be sealed is written down."""

from __future__ import annotations

import csv
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rehearsed import THRESHOLD, HostAt, box_files, box_id, examined, list_files
from undersign.cli.survey import namer
from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder, opened
from undersign.host.inbox import Inbox, batch
from undersign.host.plans import read_plan
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode, sha256, unb64
from undersign.protocol.envelopes import check_envelope
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key
from undersign.rehearsal import phones, survey
from undersign.rehearsal.people import Devices, Progress
from undersign.rehearsal.rows import RefusedRow, Row, read_rows
from undersign.rehearsal.survey import Receipts, Sealer, seal_rows, write_refusals

FEW = 3


@pytest.fixture
def rows(plan: Path, file: Path) -> list[Row]:
    """Give the rows that can be sealed."""
    return [row for row in read_rows(file, read_plan(plan)) if isinstance(row, Row)]


def ignore(_: int) -> None:
    """Show nothing."""


def start(_: str, __: int) -> Progress:
    """Show nothing of any kind of work."""
    return ignore


def sealer(host: HostFolder) -> Sealer:
    """Return what seals for the one box of a rehearsal."""
    box = examined(host.path)
    assert box.rules
    assert box.listed
    return Sealer(host, box.rules, box.listed, None)


def waiting(host: Path) -> list[bytes]:
    """Return the envelopes that wait."""
    path = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    return path.read_bytes().splitlines() if path.exists() else []


def receipts(host: Path) -> list[bytes]:
    """Return the receipts of all members."""
    return (host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts").read_bytes().splitlines()


def test_each_row_is_sealed_once_with_a_receipt(host_at: HostAt, rows: list[Row]) -> None:
    host, shown = host_at("fixed"), [0]
    with opened(host) as found:
        first = seal_rows(sealer(found), rows[:FEW], shown.append)
    assert (first.sealed, first.already, sum(shown)) == (FEW, 0, FEW)
    with opened(host) as found:
        again = seal_rows(sealer(found), rows[: FEW + 1], ignore)
    assert (again.sealed, again.already) == (1, FEW)
    envelopes = waiting(host)
    assert len({decode(each)["key"] for each in envelopes}) == len(envelopes) == FEW + 1
    assert [decode(each)["envelope"] for each in receipts(host)] == [b64(sha256(each)) for each in envelopes]
    rules = examined(host).rules
    assert rules
    for each in envelopes:
        check_envelope(rules, decode(each))


def test_rows_that_stand_in_the_book_are_not_sealed_again(host_at: HostAt, rows: list[Row]) -> None:
    host = host_at("sealed")
    with opened(host) as found:
        with closing(Inbox(found, box_id(host))) as inbox:
            batch(found, inbox.box, inbox)
        result = seal_rows(sealer(found), rows, ignore)
    assert (result.sealed, result.already) == (0, len(rows))
    assert waiting(host) == []
    assert len(list(box_files(host).rests())) == len(rows)


def test_a_row_from_which_nobody_was_listed_seals_nothing(host_at: HostAt, rows: list[Row]) -> None:
    host = host_at("fixed")
    for wrong in (replace(rows[1], line=999), replace(rows[1], state="TX")):
        with opened(host) as found, pytest.raises(HostProblem, match=rf"Row {wrong.line} is not the one from which"):
            seal_rows(sealer(found), [rows[0], wrong], ignore)
    assert waiting(host) == []
    assert [line for line in list_files(host).lines() if (line.entry or {}).get("kind") == "request"] == []


def test_each_row_is_its_own_members(host_at: HostAt, rows: list[Row]) -> None:
    host = host_at("fixed")
    members = Devices(host).members(box_id(host))
    assert {row: state for row, (_, state) in members.items()} == {row.line: row.state for row in rows}
    assert len({seed for seed, _ in members.values()}) == len(rows)


def test_a_request_is_recorded_once_and_before_it_is_answered(host_at: HostAt, rows: list[Row]) -> None:
    host = host_at("fixed")
    with opened(host) as found:
        work = sealer(found)
        seed, _ = Devices(host).members(box_id(host))[rows[0].line]
        phone = [(public_key(phrase.sign_secret(seed)), seed)]
        (request,) = work.requests(phone)
        assert work.requests(phone) == [request]
        asked = [(unb64(decode(request)["member"]), request)]
        size = work.book.size
        work.record(asked)
        work.record(asked)
        assert work.book.size == size + 1
        answers = work.answer(asked)[asked[0][0]]
        assert set(answers) == {1, 2, 3}
        tag = work.tags[asked[0][0]]
        issuers = work.rules.issuers[tag]
        for few in range(THRESHOLD):
            given = dict(list(answers.items())[:few])
            with pytest.raises(Refused) as problem:
                phones.finish_pass(seed, box_id(host), issuers, THRESHOLD, given)
            assert problem.value.reason == "pass_too_few"
        held = phones.finish_pass(seed, box_id(host), issuers, THRESHOLD, answers)
        assert len(held["signatures"]) == THRESHOLD


def test_a_receipt_that_a_crash_prevented_is_asked_for_again(host_at: HostAt) -> None:
    host = host_at("sealed")
    before = receipts(host)
    path = host / "rehearsal" / "devices" / f"{box_id(host).hex()}.receipts"
    path.write_bytes(b"".join(each + b"\n" for each in before[:-2]) + before[-2][:50])
    with opened(host) as found, closing(Inbox(found, box_id(host))) as inbox:
        Receipts(found, inbox).close()
        Receipts(found, inbox).close()
    assert receipts(host) == before
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_survey_needs_keyholders_and_makes_nobody_without_them(host_at: HostAt, plan: Path, rows: list[Row]) -> None:
    host, planned = host_at("new"), read_plan(plan)
    with opened(host) as found, pytest.raises(HostProblem, match="There are no keyholders yet"):
        survey.new_survey(found, planned, rows, namer(planned), None, start)
    assert not (host / "rehearsal").exists()


def test_a_fixed_survey_lists_everyone_and_is_cosigned(host_at: HostAt, rows: list[Row]) -> None:
    host = host_at("fixed")
    found = examined(host)
    assert found.listed
    assert found.problems.all() == found.record.problems.all() == []
    assert len(found.listed.tags) == len(rows)
    assert found.record.unwitnessed == []


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS | st.sampled_from("=+-@\t").flatmap(lambda c: CELLS.map(c.__add__)))))
def test_refused_rows_are_written_down_and_no_cell_is_a_formula(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    path = tmp_path / "refused.csv"
    write_refusals(path, [RefusedRow(number, *each) for number, each in enumerate(cells, start=2)])
    with path.open(encoding="utf-8", newline="") as file:
        heading, *found = csv.reader(file, strict=True)
    assert heading == ["row", "reason", "value"]
    assert [int(row[0]) for row in found] == list(range(2, len(cells) + 2))
    for row, each in zip(found, cells, strict=True):
        for shown, cell in zip(row[1:], each, strict=True):
            assert shown in {cell, f"'{cell}"}
            assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        ('say "no"', 'say "no"'),
        ("two\nlines, and a comma", "two\nlines, and a comma"),
        ("", ""),
        ("60-90K", "60-90K"),
    ],
)
def test_a_refused_value_stands_there_as_text(value: str, shown: str, tmp_path: Path) -> None:
    write_refusals(tmp_path / "refused.csv", [RefusedRow(2, "a reason", value)])
    with (tmp_path / "refused.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file, strict=True))[1:] == [["2", "a reason", shown]]


def test_no_part_of_a_seed_stands_in_what_the_host_keeps(host_at: HostAt) -> None:
    host = host_at("sealed")
    seeds = [seed for seed, _ in Devices(host).members(box_id(host)).values()]
    kept = b"".join(each.read_bytes() for each in host.rglob("*") if each.is_file() and "rehearsal" not in each.parts)
    assert not any(seed in kept or b64(seed).encode() in kept or seed.hex().encode() in kept for seed in seeds)
