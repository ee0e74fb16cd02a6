"""What a member's receipts show: that their envelope was counted, and that the host kept its word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifier.cast import KEYHOLDERS
from tests.verifier.judging import verdicts
from tests.verifier.survey import TAKES_BACK, Survey, receipt
from undersign.protocol import boxes
from undersign.protocol.encoding import Document, decode, encode, sha256
from undersign.verifier.claims.verdict import Verdict

MINE, KEPT = "mine_is_in_the_set", "host_kept_promises"


def judged(survey: Survey, path: Path, *lines: bytes, made_for: str = "members") -> tuple[Verdict, Verdict]:
    """Return the verdicts on the two claims about receipts."""
    (path / "receipts.jsonl").write_bytes(b"".join(lines))
    found = verdicts(survey.write(path / "folder", made_for), path / "receipts.jsonl")
    return found[MINE], found[KEPT]


def recorded_at(survey: Survey) -> int:
    """Return the tick at which a survey that was played in full recorded its envelopes."""
    return survey.now - 4


def test_a_counted_envelope_recorded_in_time_passes_both(played: Survey, tmp_path: Path) -> None:
    line = receipt(played, played.envelope(0, 0), recorded_at(played))
    mine, kept = judged(played, tmp_path, line)
    assert mine == Verdict("pass", "receipt 1: it is in the set that was counted")
    tick = recorded_at(played)
    assert kept == Verdict("pass", f"receipt 1: recorded at tick {tick}, promised for tick {tick}")


def test_a_withdrawn_envelope_was_withdrawn(played: Survey, tmp_path: Path) -> None:
    lines = [receipt(played, played.envelope(TAKES_BACK, 3), recorded_at(played))]
    lines.append(receipt(played, played.envelope(TAKES_BACK, None, seq=1), recorded_at(played)))
    mine, kept = judged(played, tmp_path, *lines)
    assert mine == Verdict("pass", "receipt 1: it was withdrawn; receipt 2: it was withdrawn")
    assert kept.outcome == "pass"


def test_an_envelope_left_out_by_rule_is_told_so(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    two = sorted([survey.envelope(0, 0), survey.envelope(0, 1)], key=lambda each: sha256(encode(each)))
    survey.batch([*two, *survey.envelopes([*range(1, 6), 10, 11])])
    survey.ask_opening()
    lines = [receipt(survey, each, survey.now) for each in (two[1], survey.envelope(10, 0))]
    mine, _ = judged(survey, tmp_path, *lines)
    assert mine.outcome == "pass"
    assert "another envelope of the same key, with seq 0, counts in its place" in mine.reason
    assert "it counts among those that stay shut by rule" in mine.reason


def test_a_broken_promise_is_shown(played: Survey, tmp_path: Path) -> None:
    line = receipt(played, played.envelope(9, 0), recorded_at(played))
    mine, kept = judged(played, tmp_path, line)
    assert mine.outcome == "FAIL"
    assert "envelope_absent" in mine.reason
    assert kept.outcome == "FAIL"
    assert "promise_broken" in kept.reason


def test_an_envelope_recorded_later_than_promised_is_a_broken_promise(played: Survey, tmp_path: Path) -> None:
    line = receipt(played, played.envelope(0, 0), recorded_at(played) - 1)
    mine, kept = judged(played, tmp_path, line)
    assert mine.outcome == "pass"
    assert f"lacks it, promised for tick {recorded_at(played) - 1}" in kept.reason
    assert kept.outcome == "FAIL"


def test_ticks_that_were_skipped_break_no_promise(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    promised = survey.now
    survey.now += 10
    survey.batch(survey.envelopes())
    _, kept = judged(survey, tmp_path, receipt(survey, survey.envelope(0, 0), promised))
    assert kept.outcome == "pass"


def test_a_promise_whose_time_has_not_come_is_open(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    line = receipt(survey, survey.envelope(9, 0), survey.now)
    mine, kept = judged(survey, tmp_path, line)
    assert mine.reason == "receipt 1: it does not stand in the book yet, and the box is not opened"
    assert "no checkpoint that late is cosigned yet" in kept.reason


def test_an_envelope_that_no_cosigned_checkpoint_holds_is_open(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    survey.ask()
    survey.witnesses = (1,)
    survey.batch(survey.envelopes())
    mine, kept = judged(survey, tmp_path, receipt(survey, survey.envelope(0, 0), survey.now))
    assert mine.reason == "receipt 1: it stands in the book; the box is not opened yet"
    assert kept.reason == "receipt 1: it stands in the book, but no cosigned checkpoint holds it yet"


def test_a_promise_that_the_host_did_not_sign_shows_nothing(played: Survey, tmp_path: Path) -> None:
    document = decode(receipt(played, played.envelope(9, 0), 1).strip())
    forged = boxes.promise_document(KEYHOLDERS[0], played.rules.box_id, bytes(32), 1)
    lines = [encode({**document, "promise": forged}) + b"\n"]
    lines.append(encode({**document, "envelope": document["box"]}) + b"\n")
    for verdict in judged(played, tmp_path, *lines):
        assert verdict.outcome == "cannot be checked here"
        assert "receipt 1: it holds no promise signed by this host (signature_wrong)" in verdict.reason
        assert "receipt 2: its promise is for another envelope" in verdict.reason


def test_a_receipt_that_names_another_key_shows_nothing(played: Survey, tmp_path: Path) -> None:
    document = decode(receipt(played, played.envelope(0, 0), recorded_at(played)).strip())
    mine, _ = judged(played, tmp_path, encode({**document, "key": played.envelope(1, 1)["key"]}) + b"\n")
    assert mine == Verdict("cannot be checked here", "receipt 1: it names another key than its envelope has")


def test_one_broken_promise_among_kept_ones_fails(played: Survey, tmp_path: Path) -> None:
    lines = [receipt(played, played.envelope(number, 0), recorded_at(played)) for number in (0, 9)]
    mine, _ = judged(played, tmp_path, *lines)
    assert mine.outcome == "FAIL"
    assert mine.reason.startswith("receipt 2")


@pytest.mark.parametrize("content", [b"{}\n", b'{"v":1}\n', b"not JSON\n", b'{"kind":"receipt","v":1}\n', b"cut"])
def test_receipts_that_cannot_be_read_show_nothing(played: Survey, tmp_path: Path, content: bytes) -> None:
    good = receipt(played, played.envelope(0, 0), recorded_at(played))
    for verdict in judged(played, tmp_path, good, content):
        assert verdict.outcome == "cannot be checked here"
        assert "receipts.jsonl, line 2" in verdict.reason


def test_no_receipts_in_the_file_show_nothing(played: Survey, tmp_path: Path) -> None:
    for verdict in judged(played, tmp_path):
        assert verdict == Verdict("cannot be checked here", "the file of receipts is empty")


def test_a_folder_without_the_box_shows_nothing(played: Survey, tmp_path: Path) -> None:
    line = receipt(played, played.envelope(0, 0), recorded_at(played))
    for verdict in judged(played, tmp_path, line, made_for="public"):
        assert verdict == Verdict("cannot be checked here", "receipt 1: this folder does not hold its box")


def test_a_missing_file_of_receipts_shows_nothing(good: Path, tmp_path: Path) -> None:
    found = verdicts(good, tmp_path / "nowhere")
    assert found[MINE].outcome == found[KEPT].outcome == "cannot be checked here"


def test_a_receipt_holds_no_answer(played: Survey) -> None:
    document: Document = decode(receipt(played, played.envelope(0, 0), 1).strip())
    assert set(document) == {"v", "kind", "box", "key", "envelope", "promise"}
