"""Rows of a file: each is read, or refused with its reason, and none is dropped."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rehearsed import answers
from undersign.host.files import HostProblem
from undersign.host.plans import Columns, Plan, PlannedQuestion, bin_labels, read_plan
from undersign.rehearsal.rows import RefusedRow, Row, read_rows, yearly_dollars

BINS = (0, 30_000, 50_000)
PLAN = Plan(
    title="Pay",
    intro="",
    k=5,
    levels=("state", "all"),
    rest_name="Everyone else",
    questions=(
        PlannedQuestion("pay", "Pay?", bin_labels(BINS), 1, 1, BINS),
        PlannedQuestion("work", "What work?", ("peer", "clerk", "driver"), 1, 2, ()),
    ),
    signing_seconds=3600,
    withdrawing_seconds=0,
    batch_seconds=3600,
    columns=Columns(1, "Where", {"pay": "Pay", "work": "Work"}, {"Here": "yes"}),
)
HEADING = "Here,Where,Pay,Work,Remarks"


def read(path: Path, data: str | bytes, plan: Plan = PLAN) -> list[Row | RefusedRow]:
    """Read a file with this text."""
    file = path / "answers.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_rows(file, plan))


def one(path: Path, line: str) -> Row | RefusedRow:
    """Read a file with one row."""
    (row,) = read(path, f"{HEADING}\n{line}\n")
    return row


SUMS = {
    "65,000": 65_000,
    "65000": 65_000,
    "$65,000.50": 65_000,
    "$ 65,000": 65_000,
    "65k": 65_000,
    "35K": 35_000,
    "65.5k": 65_500,
    "$47.25 k": 47_250,
    "37, 753.86": 37_753,
    " 41000 ": 41_000,
    "41000 USD": 41_000,
    "41,000 dollars": 41_000,
    "1,234,567": 1_234_567,
    "0": 0,
    "25": 25,
    "0.99": 0,
    "999999999999999": 999_999_999_999_999,
}
NO_SUMS = [
    "",
    " ",
    "$",
    "k",
    "-5",
    "-65000",
    "60-90K",
    "60k to 90k",
    "$25/hr",
    "25 an hour",
    "1e5",
    "1E5",
    "0x10",
    "6,50",
    "65,00",
    "65.000,50",
    "65.123",
    "65,0000",
    "1,23,456",
    "65000+",
    "~65000",
    "about 65000",
    "65000 before tax",
    "65 000",
    "€65,000",
    "65,000\n70,000",
    "NaN",
    "Infinity",
    "½",
    "²",
    "①",
    "9999999999999999",
    "1,000,000,000,000,000,000",
]


@pytest.mark.parametrize(("text", "dollars"), SUMS.items())
def test_a_plain_sum_for_a_year_is_read(text: str, dollars: int) -> None:
    assert yearly_dollars(text) == dollars


@pytest.mark.parametrize("text", NO_SUMS)
def test_what_is_not_one_plain_sum_is_not_guessed_at(text: str) -> None:
    assert yearly_dollars(text) is None


@pytest.mark.parametrize(("text", "dollars"), [("٣", 3), ("٣١١١١", 31_111), ("\uff16\uff15\uff10\uff10\uff10", 65_000)])
def test_digits_of_other_scripts_count_as_digits(text: str, dollars: int) -> None:
    assert yearly_dollars(text) == dollars


@given(st.text(max_size=30) | st.from_regex(r"[$ ]{0,2}[0-9,. ]{0,12}[kK]?( USD)?", fullmatch=True))
def test_any_text_gives_a_sum_or_nothing(text: str) -> None:
    found = yearly_dollars(text)
    assert found is None or (found >= 0 and any(each.isdigit() for each in text))


@given(st.integers(0, 10**12))
def test_every_way_to_write_a_whole_sum_gives_the_same(dollars: int) -> None:
    for text in (f"{dollars}", f"{dollars:,}", f"${dollars:,}", f"{dollars}.00", f"$ {dollars:,}.99 USD"):
        assert yearly_dollars(text) == dollars


def test_a_row_gives_its_line_its_state_and_its_choices(tmp_path: Path) -> None:
    assert one(tmp_path, 'yes,Ohio,"$30,000",clerk; peer,hello') == Row(2, "OH", ((1,), (1, 0)))


@pytest.mark.parametrize(
    ("pay", "at"),
    [("1000", 0), ("29999.99", 0), ("30000", 1), ("49,999", 1), ("50k", 2), ("10000000", 2)],
)
def test_a_sum_falls_into_the_bin_that_begins_at_or_below_it(pay: str, at: int, tmp_path: Path) -> None:
    assert one(tmp_path, f'yes,Ohio,"{pay}",peer,') == Row(2, "OH", ((at,), (0,)))


@pytest.mark.parametrize("place", ["", "somewhere", "New York or Ohio", "🌍"])
def test_a_place_that_names_no_single_state_is_kept_without_one(place: str, tmp_path: Path) -> None:
    found = one(tmp_path, f"yes,{place},40000,peer,")
    assert isinstance(found, Row)
    assert found.state == ""


def test_an_empty_answer_is_no_answer(tmp_path: Path) -> None:
    assert one(tmp_path, "yes,Ohio, ,,") == Row(2, "OH", ((), ()))


@pytest.mark.parametrize(
    ("line", "reason", "value"),
    [
        ("no,Ohio,40000,peer,", 'Here: not "yes"', "no"),
        ("Yes,Ohio,40000,peer,", 'Here: not "yes"', "Yes"),
        ("yes,Ohio,60-90K,peer,", "pay: not one plain sum for a year", "60-90K"),
        ("yes,Ohio,$25/hr,peer,", "pay: not one plain sum for a year", "$25/hr"),
        ("yes,Ohio,25,peer,", "pay: under $1,000 a year; it may be an hourly wage or a sum in thousands", "25"),
        ("yes,Ohio,٣,peer,", "pay: under $1,000 a year; it may be an hourly wage or a sum in thousands", "٣"),
        ("yes,Ohio,10000001,peer,", "pay: over $10,000,000 a year", "10000001"),
        ("yes,Ohio,40000,cook,", "work: not one of the options", "cook"),
        ("yes,Ohio,40000,Peer,", "work: not one of the options", "Peer"),
        ("yes,Ohio,40000,peer;,", "work: not one of the options", "peer;"),
        ("yes,Ohio,40000,peer;clerk;driver,", "work: not one of the options", "peer;clerk;driver"),
        ('yes,"Toronto, Canada",40000,peer,', "place: outside the United States", "Toronto, Canada"),
        ("yes,Ohio,40000,peer", "4 cells where the heading has 5", ""),
        ("yes,Ohio,40000,peer,,", "6 cells where the heading has 5", ""),
        ("", "0 cells where the heading has 5", ""),
        ("yes", "1 cells where the heading has 5", ""),
    ],
)
def test_a_row_that_cannot_be_sealed_says_why(line: str, reason: str, value: str, tmp_path: Path) -> None:
    assert one(tmp_path, line) == RefusedRow(2, reason, value)


def test_an_option_named_twice_is_chosen_once(tmp_path: Path) -> None:
    assert one(tmp_path, "yes,Ohio,40000,peer; peer,") == Row(2, "OH", ((1,), (0,)))


def test_the_rehearsals_rows_are_read_in_their_order(plan: Path, file: Path) -> None:
    found = list(read_rows(file, read_plan(plan)))
    assert [row.line for row in found] == list(range(2, len(answers()) + 2))
    assert [isinstance(row, Row) for row in found] == [True] * 45 + [False] * 3


CELLS = st.text(max_size=12) | st.sampled_from(["yes", "Ohio", "40000", "65k", "peer", "a;b", '"', ",", "\n", "\r\n"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12))
def test_every_row_is_read_or_refused_and_none_is_dropped(tmp_path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADING.split(","))
    writer.writerows([[cell.encode(errors="replace").decode().replace("\0", "") for cell in row] for row in rows])
    found = read(tmp_path, text.getvalue())
    assert [row.line for row in found] == list(range(2, len(rows) + 2))
    for row, cells in zip(found, rows, strict=True):
        if isinstance(row, RefusedRow):
            assert row.reason
        else:
            assert (len(cells), cells[0].strip()) == (5, "yes")
            assert all(len(chosen) <= 2 for chosen in row.chosen)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(alphabet='",\n\r ayes;k0', max_size=60).map(str.encode))
def test_any_bytes_are_rows_or_a_file_that_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    try:
        found = read(tmp_path, HEADING.encode() + b"\n" + data)
    except HostProblem:
        with pytest.raises(HostProblem, match="cannot be read as CSV"):
            read(tmp_path, HEADING.encode() + b"\n" + data)
    else:
        assert [row.line for row in found] == list(range(2, len(found) + 2))
        assert len(found) >= (1 if data.strip(b"\r\n") else 0)


@pytest.mark.parametrize(
    "data",
    [
        f'{HEADING}\nyes,Ohio,"40000,peer,\n',
        f'{HEADING}\nyes,"Ohio"x,40000,peer,\n',
        f"{HEADING}\nyes,Ohio,40000,peer,caf".encode() + b"\xe9\n",
        b"\xff\xfeH\x00",
        f"{HEADING}\nyes,Ohio,40000,peer,{'x' * 200_000}\n",
    ],
)
def test_a_file_that_is_not_sound_csv_is_refused_as_a_whole(data: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match=r"cannot be read as CSV: .*Nothing was sealed"):
        read(tmp_path, data)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match=r"There is no file .*nothing\.csv\. Nothing was sealed\."):
        list(read_rows(tmp_path / "nothing.csv", PLAN))


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_files_of_every_office_program_are_read_the_same(start: bytes, end: bytes, tmp_path: Path) -> None:
    lines = [HEADING.encode(), b"yes,Ohio,40000,peer,", b'yes,Texas,"31,000",driver,"two\nlines"']
    found = read(tmp_path, start + end.join(lines) + end)
    assert found == [Row(2, "OH", ((1,), (0,))), Row(3, "TX", ((1,), (2,)))]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Here,Where,Pay", 'The file has 0 columns named "Work"'),
        ("Here,Where,Pay,Work,Pay", 'The file has 2 columns named "Pay"'),
        ("Where,Pay,Work", 'The file has 0 columns named "Here"'),
        ("Here,Pay,Work", 'The file has 0 columns named "Where"'),
        ("here,Where,Pay,Work", 'The file has 0 columns named "Here"'),
    ],
)
def test_columns_that_do_not_fit_are_told(heading: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(HostProblem) as problem:
        read(tmp_path, heading + "\n")
    assert str(problem.value) == f"{sentence}; the survey file needs one."


def test_the_heading_stands_in_the_row_that_the_survey_file_names(tmp_path: Path) -> None:
    assert PLAN.columns
    plan = replace(PLAN, columns=replace(PLAN.columns, header_row=3))
    found = read(tmp_path, f"Export of a form\n\n {HEADING} \nyes,Ohio,40000,peer,\n", plan)
    assert found == [Row(4, "OH", ((1,), (0,)))]
    with pytest.raises(HostProblem, match="has no row 3, where the column names should be"):
        read(tmp_path, "one\ntwo\n", plan)


def test_a_survey_file_without_columns_reads_no_rows(tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match=r"has no \[csv\] part"):
        read(tmp_path, HEADING, replace(PLAN, columns=None))


def test_a_file_without_places_and_conditions_needs_none(tmp_path: Path) -> None:
    plan = replace(PLAN, columns=Columns(1, "", {"pay": "Pay", "work": "Work"}, {}))
    assert read(tmp_path, "Pay,Work\n40000,peer\n", plan) == [Row(2, "", ((1,), (0,)))]
