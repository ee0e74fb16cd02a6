"""The survey file: what it gives, and one sentence for each way in which it does not fit."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import rehearsed
from undersign.host.files import HostProblem
from undersign.host.plans import DAY, HOUR, Columns, Plan, PlannedQuestion, bin_labels, dollars, read_plan
from undersign.rehearsal.made_up import PLAN

TOP = 'title = "Pay"\n'
PAY = '[[questions]]\nid = "pay"\ntext = "What are you paid?"\nbins = [0, 30000, 50000]\n'
HOURS = '[[questions]]\nid = "hours"\ntext = "Unpaid hours?"\noptions = ["none", "some", "many"]\n'
COLUMNS = '[csv]\nplace = "Where"\n[csv.answers]\npay = "Pay"\n[csv.only]\n"Still there" = "yes"\n'


def read(tmp_path: Path, text: str | bytes) -> Plan:
    """Read a survey file with this text."""
    path = tmp_path / "plan.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_plan(path)


def test_a_survey_file_says_what_it_says(tmp_path: Path) -> None:
    found = read(tmp_path, TOP + 'k = 7\ntags = ["employer", "state", "all"]\nbatch_hours = 2\n' + PAY + COLUMNS)
    pay = ("under $30,000", "$30,000 to $49,999", "$50,000 or more")
    assert found.questions == (PlannedQuestion("pay", "What are you paid?", pay, 1, 1, (0, 30000, 50000)),)
    assert (found.title, found.k, found.levels, found.batch_seconds) == ("Pay", 7, ("employer", "state", "all"), 7200)
    assert found.columns == Columns(1, "Where", {"pay": "Pay"}, {"Still there": "yes"})


def test_what_a_survey_file_leaves_out_has_its_default(tmp_path: Path) -> None:
    found = read(tmp_path, TOP + HOURS)
    assert (found.intro, found.k, found.levels, found.rest_name) == ("", 5, ("all",), "Everyone else")
    assert (found.signing_seconds, found.withdrawing_seconds, found.batch_seconds) == (14 * DAY, DAY, 24 * HOUR)
    assert found.columns is None
    assert (found.questions[0].least, found.questions[0].most) == (1, 1)


def test_the_survey_files_that_come_along_can_be_read(plan: Path) -> None:
    assert [each.id for each in read_plan(plan).questions] == [rehearsed.QUESTION]
    assert len(read_plan(PLAN).questions) == 2


def test_several_options_may_be_chosen_where_the_file_says_so(tmp_path: Path) -> None:
    assert read(tmp_path, TOP + HOURS + "least = 2\nmost = 3\n").questions[0].most == 3


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HostProblem) as problem:
        read_plan(tmp_path / "nothing.toml")
    assert str(problem.value) == f"There is no file {tmp_path / 'nothing.toml'}. Nothing was made."


@pytest.mark.parametrize(
    "text",
    [
        "title",
        'title = "a"\ntitle = "b"',
        b'title = "caf\xe9"',
        b"\x00",
        "title = 'a",
        b"\xff\xfe",
        f"k = {'9' * 5000}",
        f"k = {'[' * 5000}",
    ],
    ids=range(8),
)
def test_a_file_that_is_not_toml_is_told(text: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(HostProblem, match=r"plan\.toml is not a TOML file: .*\. Nothing was made\.$"):
        read(tmp_path, text)


def many(count: int) -> str:
    """Return so many questions."""
    return "".join(HOURS.replace('"hours"', f'"hours-{number}"') for number in range(count))


REFUSED = {
    "": "questions is missing.",
    "questions = []": "title is missing.",
    TOP: "questions is missing.",
    TOP + "questions = []": "a survey has at least one question.",
    TOP + 'questions = "none"': "questions is not what is expected here (list).",
    TOP + 'questions = ["pay"]': "question 1: give either bins or options.",
    "title = 5\n" + PAY: "title is not what is expected here (str).",
    "title = true\n" + PAY: "title is not what is expected here (str).",
    f'title = "{"a" * 16385}"\n' + PAY: "a text has more than 16384 bytes.",
    TOP + 'colour = "red"\n' + PAY: "colour is not something that a survey file has.",
    TOP + PAY + 'colour = "red"\n': "question 1: colour is not something that a survey file has.",
    TOP + HOURS + PAY.replace("id", "name"): "question 2: id is missing.",
    TOP + PAY.replace("text", "txt"): "question 1: text is missing.",
    TOP + PAY.replace('"pay"', f'"{"p" * 65}"'): "question 1: a text has more than 64 bytes.",
    TOP + PAY + 'options = ["a", "b"]\n': "question 1: give either bins or options.",
    TOP + '[[questions]]\nid = "a"\ntext = "A?"\n': "question 1: give either bins or options.",
    TOP + PAY.replace("30000, 50000", "50000, 30000"): "question 1: bins are whole dollars, ascending, from 0.",
    TOP + PAY.replace("30000, 50000", "30000, 30000"): "question 1: bins are whole dollars, ascending, from 0.",
    TOP + PAY.replace("[0, ", "["): "question 1: bins are whole dollars, ascending, from 0.",
    TOP + PAY.replace("[0, ", "[-5, 0, "): "question 1: bins are whole dollars, ascending, from 0.",
    TOP + PAY.replace("30000", "30000.5"): "question 1: bins are whole dollars, ascending, from 0.",
    TOP + PAY.replace("30000", "true"): "question 1: bins are whole dollars, ascending, from 0.",
    TOP + PAY.replace("50000", "1000000001"): "question 1: bins begin at $1,000,000,000 at most.",
    TOP + HOURS.replace('"some"', '" some"'): "question 1: options are texts without spaces around them.",
    TOP + HOURS.replace('"some"', '""'): "question 1: options are texts without spaces around them.",
    TOP + HOURS.replace('"some"', "5"): "question 1: options are texts without spaces around them.",
    TOP + HOURS.replace('"some"', '"none"'): "question 1: two options are the same.",
    TOP + HOURS.replace('"some"', ", ".join(f'"{i}"' for i in range(300))): "question 1: a question has at most",
    TOP + HOURS + "least = 3\nmost = 2\n": "question 1: least is more than most.",
    TOP + HOURS + "most = 4\n": "question 1: most is 4, but must be 1 to 3.",
    TOP + HOURS + "least = 0\n": "question 1: least is 0, but must be 1 to 3.",
    TOP + PAY + "most = 2\n": "question 1: most is 2, but must be 1 to 1.",
    TOP + "k = 4\n" + PAY: "k is 4, but must be 5 to 1000000.",
    TOP + "k = 5.0\n" + PAY: "k is not what is expected here (int).",
    TOP + "k = true\n" + PAY: "k is not what is expected here (int).",
    TOP + "signing_days = 0\n" + PAY: "signing_days is 0, but must be 1 to 365.",
    TOP + "withdrawing_hours = -1\n" + PAY: "withdrawing_hours is -1, but must be 0 to 2160.",
    TOP + "batch_hours = 169\n" + PAY: "batch_hours is 169, but must be 1 to 168.",
    TOP + 'tags = ["state"]\n' + PAY: 'tags: tag levels are workplace, employer, state, all, and end in "all".',
    TOP + 'tags = ["planet", "all"]\n' + PAY: 'tags: tag levels are workplace, employer, state, all, and end in "all".',
    TOP + "tags = []\n" + PAY: 'tags: tag levels are workplace, employer, state, all, and end in "all".',
    TOP + 'tags = ["state", "employer", "all"]\n' + PAY: "tags: tag levels go from the finest to all, each once.",
    TOP + 'tags = ["all", "all"]\n' + PAY: "tags: tag levels go from the finest to all, each once.",
    TOP + 'tags = "all"\n' + PAY: "tags is not what is expected here (list).",
    TOP + 'tags = ["workplace", "all"]\n' + HOURS + "most = 2\n": "tags: with a question of which several options",
    TOP + PAY + PAY: "two questions have one id.",
    TOP + many(65): "a survey has at most 64 questions.",
    TOP + PAY + HOURS + COLUMNS: "[csv]: [csv.answers] names a column for each question id, and for nothing else.",
    TOP + PAY + COLUMNS.replace("pay =", "hours ="): "[csv]: [csv.answers] names a column for each question id,",
    TOP + PAY + COLUMNS.replace('"Pay"', "5"): "[csv]: columns and the values that count are texts.",
    TOP + PAY + COLUMNS.replace('"yes"', "true"): "[csv]: columns and the values that count are texts.",
    TOP + PAY + "[csv]\nheader_row = 1\n": "[csv]: answers is missing.",
    TOP + PAY + COLUMNS.replace("place", "header_row = 0\nplace"): "[csv]: header_row is 0, but must be 1 to 1000.",
    TOP + PAY + COLUMNS.replace("place", "city"): "[csv]: city is not something that a survey file has.",
    TOP + "csv = 5\n" + PAY: "csv is not what is expected here (dict).",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items(), ids=range(len(REFUSED)))
def test_a_survey_file_that_does_not_fit_is_refused_with_its_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(HostProblem) as problem:
        read(tmp_path, text)
    assert str(problem.value).startswith(f"{tmp_path / 'plan.toml'}: {sentence}")
    assert str(problem.value).endswith(" Nothing was made. Mend the file and try again.")


@pytest.mark.parametrize(
    ("edges", "labels"),
    [
        ((0,), ("any amount",)),
        ((0, 1000), ("under $1,000", "$1,000 or more")),
        ((0, 25000, 30000), ("under $25,000", "$25,000 to $29,999", "$30,000 or more")),
        ((0, 5, 6, 7), ("under $5", "$5 to $5", "$6 to $6", "$7 or more")),
    ],
)
def test_each_bin_has_a_label_that_says_where_it_begins_and_ends(
    edges: tuple[int, ...], labels: tuple[str, ...]
) -> None:
    assert bin_labels(edges) == labels


@given(st.sets(st.integers(1, 10**9), min_size=1, max_size=20), st.integers(0, 2 * 10**9))
def test_every_amount_falls_into_the_one_bin_whose_label_covers_it(edges: set[int], amount: int) -> None:
    bins = (0, *sorted(edges))
    labels = bin_labels(bins)
    assert len(labels) == len(set(labels)) == len(bins)
    at = bisect_right(bins, amount) - 1
    spans = [(f"{dollars(low)} to {dollars(high - 1)}", low, high) for low, high in pairwise(bins)]
    if 0 < at < len(bins) - 1:
        label, low, high = spans[at]
        assert labels[at] == label
        assert low <= amount < high
    else:
        assert labels[at] == (f"under {dollars(bins[1])}" if at == 0 else f"{dollars(bins[-1])} or more")
