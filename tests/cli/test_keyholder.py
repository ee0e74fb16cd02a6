"""`undersign keyholder`, `host add` and `open` between machines that exchange nothing but files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchanged import SIGNING_SECONDS, START, WITHDRAWING_SECONDS, Clock, Exchange, clock
from tests.promises.test_opened_only_in_groups import spoilt
from tests.rehearsed import HostAt, done, undersign
from undersign.host import folder
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.encoding import Document, decode, encode

END = START + SIGNING_SECONDS + WITHDRAWING_SECONDS + 600


@pytest.fixture(autouse=True)
def now() -> Iterator[Clock]:
    """Let everyone go by one clock, after withdrawing has ended."""
    with clock(END) as found:
        yield found


def result(found: Exchange) -> Document:
    """Return the result that stands in the box's book."""
    with folder.opened(found.host) as opened:
        (kept,) = opened.notes["boxes"].values()
    lines = (found.host / "books" / kept["book"] / "entries.jsonl").read_bytes().splitlines()
    return next(entry for line in lines if (entry := decode(line).get("entry", {})).get("kind") == "result")


def ask(found: Exchange) -> Path:
    """Ask for the opening, as the host does; return the export for the keyholders."""
    assert "keyholders cosign" in done("open", found.host, "--workers", 1)
    found.cosign(1, 2)
    assert "keyholders cosign" in done("open", found.host, "--workers", 1)
    found.cosign(2, 3)
    export = found.base / "asked"
    done("host", "export", found.host, export, "--for", "keyholders")
    return export


def part(found: Exchange, export: Path, index: int) -> Path:
    """Let a keyholder open its part; return the file."""
    out = found.base / f"part-{index}"
    done("keyholder", "open", found.own(index), export, "--out", out, "--workers", 1)
    return out


def test_a_survey_is_opened_by_two_of_three_who_never_meet(exchange: Exchange) -> None:
    export = ask(exchange)
    assert "0 of 2 keyholders have opened" in done("open", exchange.host, "--workers", 1)
    done("host", "add", exchange.host, part(exchange, export, 3))
    assert "1 of 2 keyholders have opened" in done("open", exchange.host, "--workers", 1)
    done("host", "add", exchange.host, part(exchange, export, 1))
    assert "Opened: 1 groups, 12 envelopes." in done("open", exchange.host, "--workers", 1)
    exchange.cosign(1, 2)
    assert result(exchange)["groups"][0]["totals"] == [[4, 4, 4, 0]]
    assert result(exchange)["keyholders"] == [1, 3]
    for reader, passes in (("public", 2), ("members", 7), ("keyholders", 8)):
        done("host", "export", exchange.host, exchange.base / reader, "--for", reader)
        assert done("verify", exchange.base / reader, "--workers", 1).count("pass  ") == passes
    assert "Nothing was changed" in done("open", exchange.host)


def test_a_wrong_part_is_left_out_and_another_keyholder_takes_its_place(exchange: Exchange) -> None:
    export = ask(exchange)
    files = [part(exchange, export, index) for index in (1, 2, 3)]
    forged = spoilt(decode(files[0].read_bytes().strip()), KeyholderFolder(exchange.own(1)))
    files[0].write_bytes(encode(forged) + b"\n")
    done("host", "add", exchange.host, *files)
    said = done("open", exchange.host, "--workers", 1)
    assert "The part of keyholder 1 was left out. partial_opening_wrong" in said
    assert result(exchange)["keyholders"] == [2, 3]


def test_nothing_is_opened_before_its_time(exchange: Exchange, now: Clock) -> None:
    now.seconds = START + SIGNING_SECONDS + 60
    ended = undersign("open", exchange.host, "--workers", 1)
    assert (ended.code, "too_early" in ended.complaint) == (4, True)
    now.seconds = END
    export = ask(exchange)
    now.seconds = START + SIGNING_SECONDS + 60  # a keyholder goes by its own clock, whatever the host's ticks say
    ended = undersign("keyholder", "open", exchange.own(1), export, "--out", exchange.base / "part", "--workers", 1)
    assert (ended.code, "too_early" in ended.complaint) == (4, True)
    assert not (exchange.base / "part").exists()


def test_a_host_whose_clock_went_back_says_so_and_does_not_wait_in_silence(exchange: Exchange, now: Clock) -> None:
    now.seconds = START - 86_400
    ended = undersign("open", exchange.host, "--workers", 1)
    assert ended.code in {3, 4}
    now.seconds = END
    done("open", exchange.host, "--workers", 1)
    now.seconds = END - 86_400
    export = exchange.base / "export"
    done("host", "export", exchange.host, export, "--for", "keyholders")
    with folder.opened(exchange.host) as opened:
        before = opened.public_size
    done("keyholder", "stock", exchange.own(1), exchange.ceremony, "--out", export / "more", "--count", 1)
    ended = undersign("host", "add", exchange.host, export / "more")
    assert ended.code == 3
    assert "clock is" in ended.complaint
    with folder.opened(exchange.host) as opened:
        assert opened.public_size == before


def test_a_host_says_that_it_waits_for_the_next_tick(exchange: Exchange) -> None:
    more = exchange.base / "more"
    done("keyholder", "stock", exchange.own(1), exchange.ceremony, "--out", more, "--count", 1)
    done("host", "add", exchange.host, more)
    done("keyholder", "stock", exchange.own(2), exchange.ceremony, "--out", more, "--count", 1)
    ended = undersign("host", "add", exchange.host, more)
    assert ended.code == 0
    assert re.search(r"Waiting for the next tick of the record, up to \d+ seconds\.", ended.words)


def test_the_same_stock_is_taken_in_once(exchange: Exchange) -> None:
    assert "0 new issuing keys" in done("host", "add", exchange.host, exchange.base / "stock-1")


def test_a_cosignature_counts_once_and_only_for_the_present_checkpoint(exchange: Exchange, now: Clock) -> None:
    done("open", exchange.host, "--workers", 1)
    export, out = exchange.base / "export", exchange.base / "cosigned"
    done("host", "export", exchange.host, export, "--for", "keyholders")
    for _ in range(3):
        now.seconds += 1
        done("keyholder", "cosign", exchange.own(1), exchange.ceremony, export, "--out", out)
        assert "1 keyholders have now cosigned" in done("host", "add", exchange.host, out)
    assert len((exchange.host / "record" / "checkpoint").read_bytes().splitlines()) == 6
    done("keyholder", "stock", exchange.own(1), exchange.ceremony, "--out", exchange.base / "more", "--count", 1)
    done("host", "add", exchange.host, exchange.base / "more")
    ended = undersign("host", "add", exchange.host, out)
    assert ended.code == 4
    assert "another checkpoint" in ended.complaint


def test_a_strangers_cosignature_is_refused(exchange: Exchange) -> None:
    out = exchange.base / "cosigned"
    done("keyholder", "init", exchange.base / "stranger", "--name", "Stranger")
    ended = undersign("keyholder", "cosign", exchange.base / "stranger", exchange.ceremony, exchange.host, "--out", out)
    assert (ended.code, "keyholder_unknown" in ended.complaint) == (4, True)
    out.write_text("— stranger.example/key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
    ended = undersign("host", "add", exchange.host, out)
    assert ended.code == 3
    assert "none of this record's keyholders" in ended.complaint


def test_a_keyholder_cosigns_only_what_extends_what_it_saw(exchange: Exchange, tmp_path: Path) -> None:
    other = exchange.copy(tmp_path / "other")
    done("open", exchange.host, "--workers", 1)
    exchange.cosign(1)
    (other.host / "inbox").joinpath(next((other.host / "inbox").iterdir()).name).write_bytes(b"")
    done("open", other.host, "--workers", 1)  # the host shows somebody a record in which nobody answered
    ended = undersign("keyholder", "cosign", exchange.own(1), other.ceremony, other.host, "--out", tmp_path / "out")
    assert (ended.code, "proof_wrong" in ended.complaint) == (4, True)
    assert not (tmp_path / "out").exists()


def test_a_part_is_for_one_box_and_request(exchange: Exchange) -> None:
    export = ask(exchange)
    file = part(exchange, export, 1)
    other = json.loads(file.read_bytes())
    for change, code in (({"keyholder": 2}, 4), ({"box": "A" * 43}, 3), ({"request": "A" * 43}, 4)):
        file.write_bytes(encode({**other, **change}) + b"\n")
        assert undersign("host", "add", exchange.host, file).code == code
    file.write_bytes(encode(other) + b"\n")
    assert "1 of 2 are here" in done("host", "add", exchange.host, file)


def test_a_keyholder_without_a_share_cannot_open(exchange: Exchange) -> None:
    export = ask(exchange)
    (share,) = exchange.own(1).rglob("share.json")
    share.unlink()
    ended = undersign("keyholder", "open", exchange.own(1), export, "--out", exchange.base / "part", "--workers", 1)
    assert ended.code == 3
    assert "holds no share of this ceremony" in ended.complaint


@pytest.mark.parametrize("reader", ["public", "members"])
def test_a_keyholder_opens_nothing_from_an_export_that_hides_the_list(exchange: Exchange, reader: str) -> None:
    ask(exchange)
    export = exchange.base / reader
    done("host", "export", exchange.host, export, "--for", reader)
    ended = undersign("keyholder", "open", exchange.own(1), export, "--out", exchange.base / "part", "--workers", 1)
    assert ended.code == 3
    assert not (exchange.base / "part").exists()


@pytest.mark.parametrize("broken", ["card.json", "secret/sign", "secret/age", "memory/record.json"])
def test_a_broken_keyholders_folder_is_told_and_nothing_is_signed(exchange: Exchange, broken: str) -> None:
    done("open", exchange.host, "--workers", 1)
    (exchange.own(1) / broken).write_bytes(b"{")
    out = exchange.base / "out"
    ended = undersign("keyholder", "cosign", exchange.own(1), exchange.ceremony, exchange.host, "--out", out)
    assert ended.code == (0 if broken == "secret/age" else 3)
    assert out.exists() == (broken == "secret/age")


def test_a_half_written_issuing_key_left_by_a_crash_does_no_harm(exchange: Exchange) -> None:
    issuing = exchange.own(1) / "secret" / "issuing"
    (issuing / f".{'ab' * 32}.123.part").write_bytes(b'{"number')
    out = exchange.base / "out"
    done("keyholder", "stock", exchange.own(1), exchange.ceremony, "--out", out, "--count", 1, "--workers", 1)
    assert decode(out.read_bytes().strip())["number"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["keyholder", "stock", "nowhere", "{ceremony}", "--out", "x"], 3),
        (["keyholder", "stock", "{own}", "nowhere", "--out", "x"], 3),
        (["keyholder", "stock", "{own}", "{junk}", "--out", "x"], 3),
        (["keyholder", "stock", "{own}", "{card}", "--out", "x"], 4),
        (["keyholder", "stock", "{own}", "{ceremony}", "--out", "x", "--count", "0"], 2),
        (["keyholder", "stock", "{own}", "{ceremony}"], 2),
        (["keyholder", "cosign", "{own}", "{ceremony}", "nowhere", "--out", "x"], 3),
        (["keyholder", "cosign", "{own}", "{ceremony}", "{own}", "--out", "x"], 3),
        (["keyholder", "open", "{own}", "nowhere", "--out", "x"], 3),
        (["keyholder", "open", "{own}", "{host}", "--out", "x", "--box", "zz"], 3),
        (["keyholder", "gossip"], 2),
    ],
)
def test_what_does_not_fit_ends_with_its_code(
    exchange: Exchange, arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exchange.base)
    junk = exchange.base / "junk"
    junk.write_bytes(b"\xff\xfe")
    names = {"ceremony": exchange.ceremony, "own": exchange.own(1), "host": exchange.host, "junk": junk}
    names["card"] = exchange.own(1) / "card.json"
    ended = undersign(*(each.format(**names) for each in arguments))
    assert ended.code == code, ended.words
    assert not (exchange.base / "x").exists()


def test_a_rehearsals_keyholder_goes_by_the_records_clock(host_at: HostAt, tmp_path: Path, now: Clock) -> None:
    now.seconds = 0
    host = host_at("asked")
    own = host / "rehearsal" / "keyholders" / "1"
    said = done("keyholder", "open", own, host, "--out", tmp_path / "part", "--workers", 1)
    assert "REHEARSAL" in said
