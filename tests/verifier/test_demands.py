"""A demand under the eyes of the verifier: each way in which it may end, and each way of cheating with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.demanded import (
    LEVELS,
    OPEN,
    DemandAt,
    add,
    box_book,
    definition_in,
    demand_at,
    entries,
    finish,
    receipts,
    sign,
)
from tests.verifier.judging import expect, expect_only, failing, verdicts
from undersign.host import folder
from undersign.host.folder import HostFolder
from undersign.protocol import demands
from undersign.protocol.encoding import Document, b64, decode, encode
from undersign.protocol.envelopes import entry_document
from undersign.protocol.signatures import public_key, signed
from undersign.rehearsal import demand, team

__all__ = ["demand_at"]

ONCE, RESULT = "opened_once_in_groups", "result_equals_opening"
LIST, PASS, FORM = "envelopes_within_list", "every_envelope_had_a_pass", "envelopes_well_formed"
MINE, PROMISES = "mine_is_in_the_set", "host_kept_promises"
NAMES = [f"Rehearsal Person {number}" for number in range(1, OPEN + 1)]


def test_a_demand_that_opened_at_one_level_passes_every_claim(demand_at: DemandAt) -> None:
    host = demand_at("ended")
    found = verdicts(host, receipts(host))
    assert {verdict.outcome for verdict in found.values()} == {"pass"}
    assert "6 names at level 5, of 8 envelopes; keyholders who say" in found[ONCE].reason
    assert "6 names, from the parts of keyholders 1, 2" in found[RESULT].reason


def test_the_names_of_the_level_open_and_the_others_stay_sealed(demand_at: DemandAt) -> None:
    with folder.opened(demand_at("ended")) as host:
        box = demand.examined(host, definition_in(host))
        assert box.names
        assert sorted(name[0] for name in box.names.names or [] if name) == NAMES
        assert "Rehearsal Person" not in repr(box)
        published = {each["envelope"] for entry in entries(host, "opened") for each in entry["names"]}
        assert len(published) == OPEN
        assert len({head.digest for head in box.entries.heads}) == len(LEVELS)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("fixed", "not opened: too few signed for any level; no keyholder has said yet"),
        ("signed", "not opened: too few signed"),
        ("closed", "not opened: nobody has asked for it"),
        ("asked", "the opening was asked for, and no keyholder has opened yet"),
        ("opened", "opened once so far: 6 names at level 5, of 8 envelopes; no keyholder has said yet"),
    ],
)
def test_what_is_not_over_is_left_open(demand_at: DemandAt, stage: str, said: str) -> None:
    host = demand_at(stage)
    found = verdicts(host)
    assert found[ONCE].outcome == "cannot be checked here"
    assert said in found[ONCE].reason
    assert not failing(host)


def test_a_demand_that_misses_opens_nothing_and_ends_in_deletion(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        sign(host, (5, 5, 5, 10, 10, 10))
        demand.close(host, definition_in(host))
        before = verdicts(path, receipts(path))
        demand.delete_rest(host, definition_in(host))
    after = verdicts(path, receipts(path))
    assert before[ONCE].reason.split(": ", 1)[1].startswith("not opened: too few signed for any level")
    assert before[MINE].outcome == "cannot be checked here"
    assert {verdict.outcome for verdict in after.values()} == {"pass"}
    assert "no name was opened; keyholders who say" in after[ONCE].reason
    assert "no name was opened, and none can be any more" in after[MINE].reason


def test_an_opening_that_too_few_signed_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        sign(host, (5, 5, 5, 5))
        demand.close(host, definition_in(host))
        box = demand.examined(host, definition_in(host))
        heads = tuple(sorted(box.entries.heads, key=lambda head: head.digest))
        forced = demands.Count(heads, 5, heads)
        at = (host.checkpoint.size, host.checkpoint.root)
        add(host, demands.request_document(definition_in(host), forced, at, 12, 4, 4))
    expect_only(path, ONCE, "nothing_opens")


def test_whoever_takes_it_back_is_not_counted(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        sign(host).take_back([0])
        finish(host)
        demand.delete_rest(host, definition_in(host))
        box = demand.examined(host, definition_in(host))
        assert box.names
        assert sorted(name[0] for name in box.names.names or [] if name) == NAMES[1:]
    found = verdicts(path, receipts(path))
    assert {verdict.outcome for verdict in found.values()} == {"pass"}
    assert "receipt 1: it was withdrawn" in found[MINE].reason


def test_a_withdrawal_that_was_passed_over_shows_in_the_receipt(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        sign(host).take_back([0])
        inbox = next((path / "inbox").iterdir())
        lines = inbox.read_bytes().splitlines(keepends=True)
        inbox.write_bytes(b"".join(line for line in lines if decode(line.strip())["body"]))
        finish(host)
    found = verdicts(path, receipts(path))
    assert found[MINE].outcome == "FAIL"
    assert "receipt 9: envelope_absent" in found[MINE].reason


def put_in(path: Path, change: Callable[[Document, list[Document]], Document]) -> None:
    """Have one more envelope enter, made by `change` of the last one and all that came."""
    with folder.opened(path) as host:
        waiting = [decode(line) for line in next((path / "inbox").iterdir()).read_bytes().splitlines()]
        forged = change(waiting[-1], waiting)
        book = box_book(host)
        book.append(entry_document(forged), encode(forged))
        demand.close(host, definition_in(host))


def test_a_forged_signer_has_no_pass(demand_at: DemandAt) -> None:
    path = demand_at("signed")

    def forge(last: Document, _: list[Document]) -> Document:
        fields = {name: value for name, value in last.items() if name not in ("signature", "key")}
        return signed(bytes(32), "envelope", {**fields, "key": b64(public_key(bytes(32)))})

    put_in(path, forge)
    expect(path, PASS, "pass_signature_wrong")
    expect(path, LIST, "more_envelopes_than_requests")


def test_a_changed_level_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("signed")
    with folder.opened(path) as host:
        inbox = next((path / "inbox").iterdir())
        first, *others = inbox.read_bytes().splitlines(keepends=True)
        inbox.write_bytes(b"".join(others))
        document = decode(first.strip())
        entry = entry_document(document)
        box_book(host).append({**entry, "level": 10 if entry["level"] == 5 else 5}, first.strip())
        demand.close(host, definition_in(host))
    expect_only(path, FORM, "envelope_changed")


def test_an_envelope_dropped_is_seen_by_its_owner(demand_at: DemandAt) -> None:
    path = demand_at("signed")
    with folder.opened(path) as host:
        inbox = next((path / "inbox").iterdir())
        inbox.write_bytes(b"".join(inbox.read_bytes().splitlines(keepends=True)[1:]))
        finish(host)
        demand.delete_rest(host, definition_in(host))
        host.move_clock(host.now() + 10 * 86_400)
        host.tick()
        team.cosign(host)
    found = verdicts(path, receipts(path))
    assert [name for name, verdict in found.items() if verdict.outcome == "FAIL"] == [MINE, PROMISES]
    assert "receipt 1: envelope_absent" in found[MINE].reason
    assert "receipt 1: promise_broken" in found[PROMISES].reason


def test_a_name_held_back_from_the_keyholders_is_seen_by_its_owner(demand_at: DemandAt) -> None:
    path = demand_at("closed")
    with folder.opened(path) as host:
        sealed = next((path / "sealed").iterdir())
        sealed.write_bytes(b"".join(sealed.read_bytes().splitlines(keepends=True)[1:]))
        demand.ask_to_open(host, definition_in(host))
        demand.open_all(host, definition_in(host))
        demand.delete_rest(host, definition_in(host))
    found = verdicts(path, receipts(path))
    assert [name for name, verdict in found.items() if verdict.outcome == "FAIL"] == [MINE]
    assert "receipt 1: name_left_out" in found[MINE].reason
    assert "5 names at level 5, of 7 envelopes; 1 envelope left out" in found[ONCE].reason


def test_a_second_opening_request_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    with folder.opened(path) as host:
        add(host, {**entries(host, "opening_request")[0], "requests": 7})
    expect_only(path, ONCE, "opening_requests_two")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"level": 10}, "opening_request_wrong"),
        ({"opens": 8}, "opening_request_wrong"),
        ({"missing": [b64(bytes(32))]}, "opening_request_wrong"),
        ({"set": b64(bytes(64))}, "opening_request_wrong"),
        ({"envelopes": 9}, "opening_request_wrong"),
        ({"list_size": 13}, "opening_request_wrong"),
        ({"box": b64(bytes(32))}, "wrong_box"),
        ({"root": b64(bytes(32))}, "record_forked"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_request_for_anything_but_the_rule_is_seen(demand_at: DemandAt, change: Document, reason: str) -> None:
    path = demand_at("closed")
    with folder.opened(path) as host:
        box, definition = demand.examined(host, definition_in(host)), definition_in(host)
        at, heads = (host.checkpoint.size, host.checkpoint.root), box.entries.heads
        count = demands.count_demand(definition, heads)
        add(host, {**demands.request_document(definition, count, at, 12, 8, len(heads)), **change})
    expect_only(path, ONCE, reason)


def spoil(path: Path, change: Callable[[dict[str, list[Document]]], None]) -> None:
    """Publish an opening as `change` would have it."""
    with folder.opened(path) as host:
        good = path.parent / "good"
        shutil.copytree(path, good)
        with folder.opened(good) as right:
            demand.open_all(right, definition_in(right))
            found = {kind: entries(right, kind) for kind in ("part", "opened", "result")}
        change(found)
        add(host, *found["part"], *found["opened"], *found["result"])


def _renamed(found: dict[str, list[Document]]) -> None:
    found["opened"][0]["names"][0]["name"] = "Somebody Else"


def _unreadable(found: dict[str, list[Document]]) -> None:
    for field in ("name", "title"):
        del found["opened"][0]["names"][0][field]


def _left_out(found: dict[str, list[Document]]) -> None:
    del found["opened"][0]["names"][0]


def _too_few(found: dict[str, list[Document]]) -> None:
    del found["part"][0]


def _forged_part(found: dict[str, list[Document]]) -> None:
    found["part"][0]["names"][0] = found["part"][1]["names"][0]


def _counted_wrong(found: dict[str, list[Document]]) -> None:
    found["result"][0] |= {"opened": OPEN - 1, "unreadable": 1}


def _unopened(found: dict[str, list[Document]]) -> None:
    found["opened"].clear()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_renamed, "result_differs"),
        (_unreadable, "result_differs"),
        (_left_out, "result_differs"),
        (_too_few, "keyholders_too_few"),
        (_forged_part, "signature_wrong"),
        (_counted_wrong, "result_differs"),
        (_unopened, "result_differs"),
    ],
)
def test_a_result_that_differs_is_seen(
    demand_at: DemandAt, change: Callable[[dict[str, list[Document]]], None], reason: str
) -> None:
    path = demand_at("asked")
    spoil(path, change)
    expect_only(path, RESULT, reason)


def test_a_part_behind_the_result_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("opened")
    with folder.opened(path) as host:
        add(host, entries(host, "part")[0])
    expect_only(path, ONCE, "opened_before")


def words(host: HostFolder, keyholders: tuple[int, ...], **changes: Any) -> list[Document]:  # noqa: ANN401 - fields
    """Return what keyholders would sign of having deleted two names."""
    box = demand.examined(host, definition_in(host))
    assert isinstance(box.count, demands.Count)
    found = []
    for index in keyholders:
        seed = team.keyholder_folders(host)[index - 1].seed
        document = demands.deleted_document(seed, definition_in(host), box.count.heads, index, 2)
        unsigned = {name: value for name, value in {**document, **changes}.items() if name != "signature"}
        found.append(signed(seed, "deleted", unsigned))
    return found


def test_a_missing_word_of_deletion_leaves_the_opening_open(demand_at: DemandAt) -> None:
    path = demand_at("opened")
    with folder.opened(path) as host:
        add(host, *words(host, (3,)))
        one = verdicts(path)[ONCE]
        add(host, *words(host, (1,)))
    assert one.outcome == "cannot be checked here"
    assert "keyholders who say that they deleted the names that stay sealed: 3 (2 must)" in one.reason
    assert verdicts(path)[ONCE].outcome == "pass"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"names": 3}, "result_differs"),
        ({"set": b64(bytes(64))}, "opening_request_wrong"),
        ({"box": b64(bytes(32))}, "wrong_box"),
        ({"keyholder": 2}, "signature_wrong"),
        ({"keyholder": 4}, "keyholder_unknown"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_false_word_of_deletion_is_seen(demand_at: DemandAt, changes: Document, reason: str) -> None:
    path = demand_at("opened")
    with folder.opened(path) as host:
        add(host, *words(host, (3,), **changes))
    expect_only(path, ONCE, reason)


def test_a_keyholder_who_says_it_twice_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("opened")
    with folder.opened(path) as host:
        add(host, *words(host, (3, 3)))
    expect_only(path, ONCE, "keyholder_repeated")


def test_a_part_after_deletion_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("asked")
    with folder.opened(path) as host:
        add(host, *words(host, (1,)))
        demand.open_all(host, definition_in(host))
    expect_only(path, ONCE, "opened_before")


def test_deletion_before_the_end_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        document = demands.deleted_document(team.keyholder_folders(host)[0].seed, definition_in(host), [], 1, 0)
        add(host, document)
    expect_only(path, ONCE, "too_early")
