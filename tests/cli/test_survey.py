"""`undersign survey`: rules from a small file, and rows of a CSV file, each sealed once or refused with its reason."""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.interrupted import full_at
from tests.rehearsed import OPTIONS, HostAt, answers, box_files, box_id, csv_text, done, plain_counts, undersign
from undersign.host import folder
from undersign.protocol.encoding import decode


def sealed(host: Path) -> int:
    """Return how many envelopes wait."""
    path = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    return len(path.read_bytes().splitlines()) if path.exists() else 0


def boxes_of(host: Path) -> list[str]:
    """Return the boxes of a host."""
    with folder.opened(host) as opened:
        return list(opened.notes.get("boxes", {}))


def test_new_says_what_it_made(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("met")
    said = done("survey", "new", host, plan, "--people", file, "--limit", 6, "--workers", 1)
    assert "6 rows: 6 can be sealed, 0 cannot." in said
    assert "6 members" in said
    assert len(boxes_of(host)) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no row 1"),
        (b"still employed,place,off shift\n", "has only a heading"),
        (b"still employed,place,off shift\nno,Ohio,never\n", 'not "yes"'),
        (b"place,off shift\nOhio,never\n", "0 columns named"),
        (b"still employed,place,off shift,place\nyes,Ohio,never,Ohio\n", "2 columns named"),
        (b"\xff\xfe\x00", "cannot be read as CSV"),
        (b'still employed,place,off shift\nyes,"Ohio,never\n', "cannot be read as CSV"),
        (b"still employed,place,off shift\nyes,Ohio," + b"x" * 200_000 + b"\n", "cannot be read as CSV"),
        (None, "There is no file"),
    ],
)
def test_a_csv_file_that_does_not_fit_makes_nothing(
    content: bytes | None, says: str, host_at: HostAt, plan: Path, tmp_path: Path
) -> None:
    host, file = host_at("fixed"), tmp_path / "odd.csv"
    before = boxes_of(host)
    if content is not None:
        file.write_bytes(content)
    for command in (["new", host, plan, "--people", file], ["seal", host, plan, file]):
        ended = undersign("survey", *command, "--workers", 1)
        assert ended.code == 3
        assert says in ended.words
    assert boxes_of(host) == before
    assert sealed(host) == 0


@pytest.mark.parametrize("content", [b"", b"title = ", b"\xff", b"k = 4\n", b"{}", None])
def test_a_survey_file_that_does_not_fit_makes_nothing(
    content: bytes | None, host_at: HostAt, file: Path, tmp_path: Path
) -> None:
    host, plan = host_at("fixed"), tmp_path / "odd.toml"
    if content is not None:
        plan.write_bytes(content)
    for command in (["new", host, plan, "--people", file], ["seal", host, plan, file]):
        ended = undersign("survey", *command, "--workers", 1)
        assert (ended.code, str(plan) in ended.complaint) == (3, True)
    assert sealed(host) == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["new", "{host}", "{plan}"], 2),
        (["new", "{host}", "{plan}", "--people", "{file}", "--limit", "-1"], 2),
        (["new", "{host}", "{plan}", "--people", "{file}", "--workers", "0"], 2),
        (["new", "{host}", "{plan}", "--people", "{host}"], 3),
        (["new", "{host}", "{host}", "--people", "{file}"], 3),
        (["new", "{host}", "{plan}", "--people", "{file}", "--cluster", "nonsense"], 3),
        (["new", "{before}", "{plan}", "--people", "{file}"], 3),
        (["new", "{real}", "{plan}", "--people", "{file}"], 3),
        (["seal", "{before}", "{plan}", "{file}"], 3),
        (["seal", "{host}", "{plan}", "{file}", "--box", "zz"], 3),
        (["seal", "{host}", "{plan}", "{file}", "--refusals", "{file}"], 3),
        (["seal", "{host}", "{plan}", "{file}", "--refusals", "{plan}"], 3),
        (["seal", "{host}", "{plan}", "{file}", "--refusals", "{host}"], 3),
        (["seal", "{host}", "{plan}"], 2),
        (["count"], 2),
    ],
)
def test_what_does_not_fit_ends_with_its_code(
    arguments: list[str], code: int, host_at: HostAt, plan: Path, file: Path
) -> None:
    real = plan.parent / "real"
    if not real.exists():
        done("host", "new", real, "--origin", "example.org/real", "--tick-seconds", 1)
    names = {"host": host_at("fixed"), "before": host_at("new", "before"), "real": real, "plan": plan, "file": file}
    before = plan.read_bytes(), file.read_bytes()
    ended = undersign("survey", *(each.format(**names) for each in arguments))
    assert ended.code == code, ended.words
    assert (plan.read_bytes(), file.read_bytes()) == before
    assert sealed(names["host"]) == 0


def test_every_row_is_sealed_or_refused_with_its_reason(
    host_at: HostAt, plan: Path, file: Path, tmp_path: Path
) -> None:
    host, refusals = host_at("fixed"), tmp_path / "refused.csv"
    said = done("survey", "seal", host, plan, file, "--refusals", refusals, "--workers", 1)
    assert "48 rows: 45 can be sealed, 3 cannot." in said
    assert "Sealed 45 rows. 0 were sealed before." in said
    assert '4 places could not be read as a state; they go under "Everyone else".' in said
    with refusals.open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert [(int(row["row"]), row["value"]) for row in rows] == [(47, "no"), (48, "Toronto, Canada"), (49, "every day")]
    assert all(row["reason"] for row in rows)
    assert sealed(host) + len(rows) == len(answers())


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(host_at: HostAt, plan: Path, tmp_path: Path) -> None:
    host, file, refusals = host_at("fixed"), tmp_path / "odd.csv", tmp_path / "refused.csv"
    odd = ['=HYPERLINK("http://example.org")', "+1", "-1", "@x", "\tx", 'a "quoted" text', "one\ntwo"]
    rows = [*answers()[:1], *(("yes", "Ohio", text.replace('"', '""')) for text in odd)]
    file.write_text(csv_text([(a, b, f'"{c}"') for a, b, c in rows]))
    done("survey", "seal", host, plan, file, "--refusals", refusals, "--workers", 1)
    with refusals.open(newline="") as table:
        values = [row["value"] for row in csv.DictReader(table)]
    assert values == [f"'{text}" for text in odd[:5]] + odd[5:]


def test_sealing_twice_seals_once(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("sealed")
    before = (host / "inbox" / f"{box_id(host).hex()}.jsonl").read_bytes()
    assert "Sealed 0 rows. 45 were sealed before." in done("survey", "seal", host, plan, file, "--workers", 1)
    assert (host / "inbox" / f"{box_id(host).hex()}.jsonl").read_bytes() == before


def test_the_rest_of_a_file_is_sealed_later(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    assert "Sealed 2 rows. 0 were" in done("survey", "seal", host, plan, file, "--limit", 2, "--workers", 1)
    assert "Sealed 2 rows. 2 were" in done("survey", "seal", host, plan, file, "--limit", 4, "--workers", 1)
    assert sealed(host) == 4


@pytest.mark.parametrize("change", ["a row more", "another place", "other rows"])
def test_another_file_is_not_sealed_in_the_members_names(
    change: str, host_at: HostAt, plan: Path, tmp_path: Path
) -> None:
    host, other = host_at("fixed"), tmp_path / "other.csv"
    rows = answers()
    if change == "a row more":
        rows = [*rows, ("yes", "Ohio", "never")]
    elif change == "another place":
        rows[0] = ("yes", "Ohio", rows[0][2])
    else:
        rows = rows[20:]
    other.write_text(csv_text(rows))
    ended = undersign("survey", "seal", host, plan, other, "--workers", 1)
    assert (ended.code, "Nothing was sealed." in ended.complaint) == (3, True)
    assert sealed(host) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('text = "How often', 'text = "How seldom'),
        ('["never", "rarely"', '["rarely", "never"'),
        ('"often", "always"]', '"often"]'),
        ("supervised-off-shift", "something-else"),
    ],
)
def test_another_survey_file_is_not_taken_for_the_box(
    old: str, new: str, host_at: HostAt, plan: Path, file: Path
) -> None:
    host = host_at("fixed")
    other = host.parent / "other.toml"
    other.write_text(plan.read_text().replace(old, new))
    ended = undersign("survey", "seal", host, other, file, "--workers", 1)
    assert (ended.code, "asks something else" in ended.complaint) == (3, True)
    assert sealed(host) == 0


def test_nothing_is_sealed_once_signing_has_ended(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    done("survey", "seal", host, plan, file, "--limit", 6, "--workers", 1)
    with folder.opened(host) as opened:
        opened.move_clock(opened.now() + 20 * 86_400)
        opened.tick()
    ended = undersign("survey", "seal", host, plan, file, "--workers", 1)
    assert (ended.code, "too_late" in ended.complaint) == (4, True)
    ended = undersign("survey", "seal", host_at("asked", "asked"), plan, file, "--workers", 1)
    assert (ended.code, "Signing has ended" in ended.complaint) == (3, True)
    assert sealed(host) == 6


def test_the_rules_are_cosigned_before_the_first_envelope_even_after_an_interruption(
    host_at: HostAt, plan: Path, file: Path
) -> None:
    host = host_at("fixed")
    kept = sorted((host / "record" / "checkpoints").iterdir(), key=lambda path: int(path.name))
    kept[-1].unlink()  # as if the making of the survey had been stopped just before
    lines = (host / "record" / "checkpoint").read_bytes().splitlines(keepends=True)
    (host / "record" / "checkpoint").write_bytes(b"".join(lines[:5]))
    done("survey", "seal", host, plan, file, "--limit", 6, "--workers", 1)
    done("open", host, "--workers", 1)
    assert undersign("verify", host, "--workers", 1).code == 0


def test_a_full_disk_while_a_survey_is_made_leaves_the_host_as_it_was(host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    before = boxes_of(host)
    new = ("survey", "new", host, plan, "--people", file, "--limit", 6, "--workers", 1)
    code, said = full_at("books/box", 1, *new)
    assert (code, "The disk is full" in said) == (5, True)
    assert boxes_of(host) == before
    assert undersign("verify", host, "--workers", 1).code == 0


def totals(host: Path) -> list[list[list[int]]]:
    """Return the opened totals."""
    entries = [line.entry or {} for line in box_files(host).lines()]
    return [group["totals"] for group in next(each for each in entries if each.get("kind") == "result")["groups"]]


@contextmanager
def cluster() -> Iterator[str]:
    """Start a dask cluster on this machine; give its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own
        start: Any = import_module("distributed").LocalCluster  # slow to import, and needed here alone
        made = start(
            n_workers=1,
            threads_per_worker=2,
            processes=False,
            host="127.0.0.1",
            protocol="tcp://",
            dashboard_address=None,
        )
        with made:
            yield made.scheduler_address


@pytest.mark.parametrize("work", ["one process", "two processes", "a dask cluster"])
def test_every_executor_gives_the_same_totals(work: str, host_at: HostAt, plan: Path, file: Path) -> None:
    host = host_at("fixed")
    how = {"one process": ["--workers", 1], "two processes": ["--workers", 2]}
    expected = [[plain_counts()[name]] for name in ("Everyone else", "New York", "Ohio")]
    if work in how:
        done("survey", "seal", host, plan, file, *how[work])
        done("open", host, *how[work])
    else:
        with cluster() as address:
            done("survey", "seal", host, plan, file, "--cluster", address)
            done("open", host, "--cluster", address)
            assert done("verify", host, "--cluster", address).count("pass  ") == 8
    assert totals(host) == expected


def test_the_rows_are_those_of_the_members(host_at: HostAt) -> None:
    kept = json.loads(
        (host_at("fixed") / "rehearsal" / "devices")
        .joinpath(f"{box_id(host_at('fixed', 'b')).hex()}.json")
        .read_bytes()
    )
    assert kept["rows"] == list(range(2, 47))


def test_an_answer_left_empty_is_sealed_as_no_answer(host_at: HostAt) -> None:
    assert plain_counts()["New York"][len(OPTIONS)] == 1
    assert totals(host_at("opened"))[1][0][len(OPTIONS)] == 1
    assert decode(next(iter(box_files(host_at("opened", "b")).rests())))["seq"] == 0
