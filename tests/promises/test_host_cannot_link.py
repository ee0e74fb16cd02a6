"""host_cannot_link: nothing that the host stores says which envelope is whose."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

from tests.rehearsed import HostAt, box_files, box_id, done, list_files
from undersign.host import folder
from undersign.host.inbox import Inbox, batch
from undersign.protocol import phrase
from undersign.protocol.encoding import b64, decode
from undersign.protocol.signatures import public_key
from undersign.protocol.slots import TICK_LEAF_BYTES
from undersign.rehearsal.people import Devices
from undersign.verifier.folder import Folder


def pairs(host: Path) -> list[tuple[bytes, bytes]]:
    """Return member key and envelope key of everyone, in the order of the rows."""
    box = box_id(host)
    seeds = [seed for seed, _ in Devices(host).members(box).values()]
    return [(public_key(phrase.sign_secret(seed)), public_key(phrase.envelope_secret(seed, box))) for seed in seeds]


def written(key: bytes) -> tuple[bytes, ...]:
    """Return the ways in which a key could stand in a file."""
    return (key, b64(key).encode(), key.hex().encode())


def of_the_host(host: Path) -> list[Path]:
    """Return every file that a host has: the devices and the keyholders of a rehearsal are not its own."""
    return [each for each in host.rglob("*") if each.is_file() and (host / "rehearsal") not in each.parents]


def recorded(host: Path) -> list[str]:
    """Return the envelope keys in the order of the box's book."""
    lines = [line.entry or {} for line in box_files(host).lines()]
    return [entry["key"] for entry in lines if entry.get("kind") == "envelope"]


def waiting(host: Path) -> list[str]:
    """Return the envelope keys in the order in which the envelopes came."""
    path = host / "inbox" / f"{box_id(host).hex()}.jsonl"
    return [decode(line)["key"] for line in path.read_bytes().splitlines()]


def test_no_line_that_the_host_keeps_holds_a_member_and_an_envelope(host_at: HostAt) -> None:
    for stage in ("sealed", "opened"):
        host = host_at(stage, stage)
        people = pairs(host)
        for path in of_the_host(host):
            for line in path.read_bytes().split(b"\n"):
                both = [any(any(form in line for form in written(pair[i])) for pair in people) for i in (0, 1)]
                assert not all(both), path


def test_who_asked_and_what_came_stand_in_different_books(host_at: HostAt) -> None:
    host = host_at("opened")
    members, envelopes = zip(*pairs(host), strict=True)
    box, listed = [(files.path / "entries.jsonl").read_bytes() for files in (box_files(host), list_files(host))]
    rests = (box_files(host).path / "rests.jsonl").read_bytes()
    assert all(b64(key).encode() in listed and b64(key).encode() not in box + rests for key in members)
    assert all(b64(key).encode() in box and b64(key).encode() not in listed for key in envelopes)


def test_the_order_in_the_record_is_neither_that_of_the_inbox_nor_that_of_the_requests(host_at: HostAt) -> None:
    sealed, opened = host_at("sealed", "sealed"), host_at("opened", "opened")
    people = {b64(member): b64(envelope) for member, envelope in pairs(opened)}
    lines = [line.entry or {} for line in list_files(opened).lines()]
    asked = [people[entry["member"]] for entry in lines if entry.get("kind") == "request"]
    orders = [recorded(opened), waiting(sealed), asked]
    assert len({frozenset(order) for order in orders}) == 1
    assert recorded(opened) not in (waiting(sealed), asked)


def test_the_same_envelopes_are_shuffled_anew_each_time(host_at: HostAt) -> None:
    orders = []
    for name in ("one", "other"):
        host = host_at("sealed", name)
        with folder.opened(host) as opened:
            assert batch(opened, box_id(host), Inbox(opened, box_id(host))) == 45
        orders.append(recorded(host))
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_the_order_of_arrival_is_gone_after_the_batch(host_at: HostAt) -> None:
    host = host_at("opened")
    left = [path for path in (host / "inbox").iterdir() if path.stat().st_size]
    assert left == []


def test_which_keyholders_signed_a_pass_is_chance(host_at: HostAt) -> None:
    host = host_at("opened")
    used = [tuple(each["keyholder"] for each in decode(line)["pass"]["signatures"]) for line in box_files(host).rests()]
    assert set(Counter(used)) == {(1, 2), (1, 3), (2, 3)}
    by_key = {decode(line)["key"]: pair for line, pair in zip(box_files(host).rests(), used, strict=True)}
    in_rows = [by_key[b64(envelope)] for _, envelope in pairs(host)]
    assert in_rows != [in_rows[i % 3] for i in range(len(in_rows))]


def test_every_pass_of_a_tag_could_be_anyones_of_that_tag(host_at: HostAt) -> None:
    """Nothing in a pass or envelope repeats what stands in any request."""
    host = host_at("opened")
    requests = [line.entry or {} for line in list_files(host).lines() if (line.entry or {}).get("kind") == "request"]
    blinded = {each["value"] for request in requests for each in request["blinded"]}
    shown = {each["value"] for line in box_files(host).rests() for each in decode(line)["pass"]["signatures"]}
    assert len(blinded) == 3 * 45
    assert not blinded & shown


def test_envelopes_do_not_differ_in_size_and_hold_no_time(host_at: HostAt) -> None:
    host = host_at("opened")
    documents = [decode(line) for line in box_files(host).rests()]
    assert len({len(line) for line in box_files(host).rests()}) == 1
    assert {frozenset(each) for each in documents} == {
        frozenset({"v", "kind", "box", "key", "seq", "tag", "body", "pass", "signature"})
    }


def test_all_envelopes_of_a_batch_are_proven_at_one_tick(host_at: HostAt) -> None:
    host = host_at("opened")
    places = [line.index for line in box_files(host).lines() if (line.entry or {}).get("kind") == "envelope"]
    sizes = [proof["size"] for proof in box_files(host).proofs()]
    assert {next(size for size in sizes if size > place) for place in places} == {places[-1] + 1}


def test_outsiders_see_one_leaf_at_each_tick_whatever_happened(host_at: HostAt) -> None:
    host = host_at("opened")
    public = host.parent / "public"
    done("host", "export", host, public, "--for", "public")
    leaves = list(Folder(public).public_leaves())
    assert {len(leaf) for leaf in leaves} == {TICK_LEAF_BYTES}
    assert [each.name for each in (public / "books").iterdir()] == ["host"]
    everything = b"".join(each.read_bytes() for each in public.rglob("*") if each.is_file())
    for name, key in product((box_files(host).name, list_files(host).name), [box_id(host)]):
        assert name.encode() not in everything
        assert not any(form in everything for form in written(key))


def test_a_member_sees_who_asked_for_nothing(host_at: HostAt) -> None:
    host = host_at("opened")
    export = host.parent / "members"
    done("host", "export", host, export, "--for", "members")
    boxes_and_lists = b"".join(
        each.read_bytes() for each in (export / "books").rglob("*") if each.is_file() and each.parent.name != "members"
    )
    assert not any(form in boxes_and_lists for member, _ in pairs(host) for form in written(member))
