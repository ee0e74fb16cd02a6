"""What the site gives is read anew: texts at each round, and all that a box rests on before it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.keyholder.boxed import Case, case, no_stock, stages
from undersign.keyholder import asked, duties, shown
from undersign.keyholder.mirror import Unreachable
from undersign.keyholder.run import Alarm

__all__ = ["case", "no_stock", "stages"]
at = pytest.mark.parametrize


def book(found: Case, kind: str) -> Path:
    """Return the folder of the site's book of a kind."""
    [path] = [each for each in (found.path / "books").iterdir() if each.name.startswith(kind)]
    return path


def change(path: Path, at: int | None = None) -> None:
    """Change one byte of a file that no reader has to fetch again: near its beginning."""
    data = bytearray(path.read_bytes())
    data[at if at is not None else 100] ^= 1
    path.write_bytes(data)


@at("case", ["signed"], indirect=True)
def test_a_text_that_was_changed_is_noticed_at_the_next_round_though_the_box_has_not_grown(case: Case) -> None:
    case.run()
    assert not case.state().trouble
    texts = book(case, "box-") / "texts.jsonl"
    before = texts.read_bytes()
    assert b"Paid supervision" in before
    texts.write_bytes(before.replace(b"Paid supervision", b"Paid subservience"))
    with pytest.raises(Alarm):
        case.run()
    assert "A text was changed" in shown.page(case.own, "token")


@at("case", ["signed"], indirect=True)
def test_a_text_that_is_gone_is_noticed_too(case: Case) -> None:
    case.run()
    address = f"/record/books/{book(case, 'box-').name}/texts.jsonl"
    case.site.more[address] = b""
    case.run()
    assert "A text of its rules is not there" in case.state().trouble
    assert "A text of its rules is not there" in shown.page(case.own, "token")
    del case.site.more[address]
    case.run()
    assert not case.state().trouble


@at("case", ["asked"], indirect=True)
def test_a_box_with_a_changed_text_is_not_opened(case: Case) -> None:
    case.run()
    asked.approve(case.own, case.state())
    texts = book(case, "box-") / "texts.jsonl"
    texts.write_bytes(texts.read_bytes().replace(b"Paid supervision", b"Paid subservience"))
    with pytest.raises(Alarm):
        case.run()
    assert not case.said("parts")


@at("case", ["asked"], indirect=True)
@at("kind", ["box-", "list-", "members", "host"])
@at("file", ["entries.jsonl", "leaves"])
def test_a_byte_that_was_changed_behind_what_it_had_fetched_is_found_before_the_opening(
    case: Case, kind: str, file: str
) -> None:
    case.run()
    change(book(case, kind) / file)
    case.run()  # nobody has approved: nothing is fetched twice
    assert not case.own.alarm.exists()
    asked.approve(case.own, case.state())
    with pytest.raises(Alarm, match="other bytes than before") as alarm:
        case.run()
    assert not case.said("parts")
    assert case.own.memory("opened") == {}
    kept = alarm.value.evidence / "fetched" / "differs" / book(case, kind).name / file
    assert kept.read_bytes()


@at("case", ["asked"], indirect=True)
def test_the_sealed_envelopes_are_read_anew_as_well(case: Case) -> None:
    case.run()
    change(book(case, "box-") / "rests.jsonl")
    asked.approve(case.own, case.state())
    with pytest.raises(Alarm):
        case.run()


@at("case", ["asked"], indirect=True)
def test_what_is_not_given_again_opens_nothing_and_is_tried_again(case: Case) -> None:
    case.run()
    asked.approve(case.own, case.state())
    case.site.cut = "entries.jsonl"
    with pytest.raises(Unreachable, match="ended early"):
        case.run()
    assert not case.said("parts")
    case.site.cut = ""
    case.run()
    assert case.said("parts")


@at("case", ["asked"], indirect=True)
def test_it_is_read_anew_once_for_an_opening_not_at_each_round(case: Case) -> None:
    case.run()
    assert case.own.memory(duties.READ_ANEW) == {}
    asked.approve(case.own, case.state())
    case.run()
    done = case.own.memory(duties.READ_ANEW)
    assert list(done) == [case.box]
    change(book(case, "members") / "leaves")
    case.run()
    assert case.own.memory(duties.READ_ANEW) == done
    assert len(case.said("parts")) == 2
