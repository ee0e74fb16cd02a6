"""The record's files over the network: one address each, nothing beside it, and books only for their readers."""

from __future__ import annotations

import time

import pytest
from django.http import HttpRequest
from django.test import Client

from tests.cast import ANA
from tests.web.record import people
from tests.web.record.test_appending import entry, ticked
from undersign.host import reading
from undersign.host.files import HostProblem
from undersign.protocol import notes, slots, tree
from undersign.protocol.encoding import decode
from undersign.protocol.errors import Refused
from undersign.web.home import Home
from undersign.web.record import access, actions, audit, readers
from undersign.web.record.models import Tick


def got(visitor: Client, path: str, **headers: str) -> bytes:
    """Return what an address gives; nothing for what is not found."""
    answer = visitor.get(path, headers=headers)
    assert answer.status_code in {200, 404}
    if answer.status_code == 404:
        return b""
    return answer.getvalue()


def test_the_checkpoint_is_signed_and_never_kept_by_a_cache(site: Home, visitor: Client) -> None:
    answer = visitor.get("/record/checkpoint")
    opened = notes.require(answer.content, notes.log_key(site.origin, site.host_key), [], 0)
    assert (opened.checkpoint, answer["Cache-Control"]) == (access.checkpoint(), "no-store")
    none = visitor.get("/record/checkpoints/witnessed")
    assert (none.status_code, none.content) == (204, b"")
    assert decode(got(visitor, "/record/about.json")[:-1]) == access.about("public")


def test_a_site_without_a_tick_has_no_checkpoint(db: None) -> None:  # noqa: ARG001 - opens the database
    actions.begin()
    assert Client(headers={"host": "localhost"}).get("/record/checkpoint").status_code == 404


def test_full_tiles_are_kept_for_ever_and_others_are_not(visitor: Client) -> None:
    ticked(300)
    whole = tree.Tree(tree.leaf_hash(bytes(each.leaf)) for each in Tick.objects.order_by("position"))
    for path in ("tile/0/000", "tile/entries/000"):
        assert "immutable" in visitor.get(f"/record/{path}")["Cache-Control"]
    for path in ("tile/0/001.p/45", "tile/1/000.p/1"):
        assert visitor.get(f"/record/{path}")["Cache-Control"] == "no-store"
    assert got(visitor, "/record/tile/0/001.p/45") == whole.tile(0, 1, 45)
    assert got(visitor, "/record/tile/1/000.p/1") == whole.tile(1, 0, 1)
    assert len(got(visitor, "/record/tile/entries/001.p/45")) == 45 * 42


TRICKS = [
    "tile/0/000.p/256",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/2",
    "tile/0/0",
    "tile/00/000.p/1",
    "tile/64/000.p/1",
    "tile/-1/000.p/1",
    "tile/0/x000/000.p/1",
    "tile/0/000.p/1/",
    "tile/0/000.p/1%0A",
    "tile/0/000.p/%D9%A1",
    "tile/0/%2e%2e/000.p/1",
    "tile/0/../0/000.p/1",
    "tile/0/x999/x999/x999/x999/x999/999.p/1",
    "tile/0/x999/x999/x999/x999/x999/x999/999.p/1",
    "tile/entries/000",
    "tile/Entries/000.p/1",
    "tile//000.p/1",
    "tile/0/000.p/1.p/1",
    "checkpoint/",
    "checkpoints/1",
    "checkpoints/../checkpoint",
    "about.json/",
    "books/host/",
    "books/host/leaves/",
    "books/host/leaves%0A",
    "books/host/rest.jsonl",
    "books/host/../members/leaves",
    "books/list/leaves",
    "books/host/leaves?from=-1",
    "books/host/leaves?from=01",
    "books/host/leaves?from=",
    "books/host/leaves?from=1e1",
    "books/host/leaves?from=%D9%A1",
    "books/host/leaves?from=1%0A",
    "books/host/leaves?from=9999999999999999",
    "books/host/head.json",
    "books/host/head.json/?size=1",
    "books/host/head.json%0A?size=1",
    "books/list/head.json?size=1",
]


@pytest.mark.parametrize("path", TRICKS)
def test_an_address_in_another_form_is_not_found(path: str, visitor: Client) -> None:
    assert visitor.get(f"/record/{path}").status_code == 404


def test_files_are_only_read(visitor: Client) -> None:
    for path in ("checkpoint", "books/host/leaves", "tile/0/000.p/1"):
        assert visitor.post(f"/record/{path}").status_code == 405
        assert visitor.head(f"/record/{path}").status_code == 200


def test_a_book_comes_from_a_leaf_on(visitor: Client) -> None:
    for number in range(3):
        actions.append("host", [entry(number)])
        ticked(1)
    where = "/record/books/host"
    leaves, lines = got(visitor, f"{where}/leaves"), got(visitor, f"{where}/entries.jsonl").splitlines()
    assert (len(leaves), len(lines), len(got(visitor, f"{where}/proofs.jsonl").splitlines())) == (4 * 32, 4, 4)
    assert got(visitor, f"{where}/leaves?from=3") == leaves[96:]
    assert got(visitor, f"{where}/entries.jsonl?from=2").splitlines() == lines[2:]
    assert len(got(visitor, f"{where}/proofs.jsonl?from=1").splitlines()) == 3
    assert [decode(line)["entry"] for line in lines[1:]] == [entry(0), entry(1), entry(2)]
    for file in ("leaves", "entries.jsonl", "proofs.jsonl"):
        answer = visitor.get(f"{where}/{file}?from=4")
        assert (answer.status_code, answer.getvalue()) == (200, b"")


@pytest.mark.parametrize("audience", ["host", "members"])
def test_a_book_is_proven_at_the_last_tick_of_every_checkpoint(
    audience: str, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "members", [lambda _request: True])
    sizes = [1]
    for number in range(4):
        if number != 2:
            actions.append(audience, [entry(number)])
        sizes.append(access.book(audience).size)
        ticked(1)
    book = access.book(audience)
    for size, leaves in enumerate(sizes, 1):
        found = decode(got(visitor, f"/record/books/{audience}/head.json?size={size}")[:-1])
        leaf = bytes(Tick.objects.get(position=size - 1).leaf)
        proof = slots.check_book_proof(found, bytes(book.book_id), book.slot, access.SLOTS, leaf)
        assert (proof.position, proof.size) == (size - 1, leaves)
    for wrong in ("", "0", "6", "01", "-1", "1%0A", "9999999999999999"):
        assert got(visitor, f"/record/books/{audience}/head.json?size={wrong}") == b""


def test_a_head_that_the_key_of_the_slots_does_not_give_is_not_given(
    site: Home, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert got(visitor, "/record/books/host/head.json?size=1")
    audit.audit()
    access._slot_tree.cache_clear()  # noqa: SLF001 - another process has made none yet
    monkeypatch.setattr(type(site), "secret", lambda _self, _name: bytes(32))
    with pytest.raises(HostProblem, match="slots"):
        visitor.get("/record/books/host/head.json?size=1")
    with pytest.raises(HostProblem, match="slots"):
        audit.audit()
    access._slot_tree.cache_clear()  # noqa: SLF001 - what was made with the other key


def test_more_leaves_than_are_read_at_once_come_in_order(monkeypatch: pytest.MonkeyPatch, visitor: Client) -> None:
    monkeypatch.setattr(access, "CHUNK", 3)
    for number in range(4):
        actions.append("host", [entry(2 * number), entry(2 * number + 1)])
        ticked(1)
    lines = got(visitor, "/record/books/host/entries.jsonl?from=1").splitlines()
    assert [decode(line)["entry"]["number"] for line in lines] == list(range(8))
    positions = [decode(line)["position"] for line in got(visitor, "/record/books/host/proofs.jsonl").splitlines()]
    assert positions == [0, 1, 2, 3, 4]
    assert list(access.proof_lines("host", 1, 3)) == list(access.proof_lines("host"))[1:3]


@pytest.fixture
def met(site: Home) -> Home:
    """Give the site once its key meeting stands in the record."""
    actions.append("host", [people.founding(site.origin)])
    people.add_team(people.meeting())
    ticked(1)
    return site


FILES = ("leaves", "entries.jsonl", "proofs.jsonl", "texts.jsonl", "head.json?size=1")
MEMBERS = [f"/record/books/members/{file}" for file in FILES]


@pytest.mark.parametrize("path", MEMBERS)
def test_the_members_book_is_not_there_for_others(path: str, met: Home, visitor: Client) -> None:
    nobody = people.seed(ANA)
    assert visitor.get(path).status_code == 404
    for value in (
        "",
        "Basic eDp5",
        "Undersign ",
        "Undersign .",
        "Undersign a.b",
        "Undersign " + "a" * 2000,
        reading.header(nobody, met.address, time.time()),
    ):
        assert visitor.get(path, headers={"Authorization": value}).status_code == 404


@pytest.mark.parametrize("path", MEMBERS)
def test_a_keyholder_reads_the_members_book(path: str, met: Home, visitor: Client) -> None:
    header = reading.header(people.meeting().secrets[2], met.address, time.time())
    assert visitor.get(path, headers={"Authorization": header}).status_code == 200


def test_a_keyholders_request_is_for_one_site_and_some_minutes(met: Home, visitor: Client) -> None:
    seed, now = people.meeting().secrets[0], time.time()
    for late in (-301 - 60, 301 + 60):
        header = reading.header(seed, met.address, now + late)
        assert visitor.get(MEMBERS[0], headers={"Authorization": header}).status_code == 404
    header = reading.header(seed, "https://other.example", now)
    assert visitor.get(MEMBERS[0], headers={"Authorization": header}).status_code == 404
    good = reading.header(seed, met.address, now)
    other = reading.header(people.meeting().secrets[1], met.address, now)
    mixed = good.partition(".")[0] + "." + other.partition(".")[2]
    assert visitor.get(MEMBERS[0], headers={"Authorization": mixed}).status_code == 404
    assert visitor.get(MEMBERS[0], headers={"Authorization": good}).status_code == 200


def test_a_header_names_its_signer() -> None:
    seed = people.meeting().secrets[0]
    key = people.meeting().ceremony.keyholders[0].sign
    header = reading.header(seed, "https://a.example", 1000.0)
    assert reading.check_header(header, "https://a.example", [key], 1000.0) == key
    with pytest.raises(Refused):
        reading.check_header(header, "https://a.example", [], 1000.0)


def test_before_a_key_meeting_no_keyholder_reads_anything(site: Home, visitor: Client) -> None:
    header = reading.header(people.meeting().secrets[0], site.address, time.time())
    assert visitor.get(MEMBERS[0], headers={"Authorization": header}).status_code == 404


@pytest.mark.usefixtures("site")
def test_another_app_says_who_is_a_member(monkeypatch: pytest.MonkeyPatch, visitor: Client) -> None:
    def is_named(request: HttpRequest) -> bool:
        return request.headers.get("X-Member") == "yes"

    monkeypatch.setattr(readers, "members", [is_named])
    assert visitor.get(MEMBERS[0]).status_code == 404
    assert visitor.get(MEMBERS[0], headers={"X-Member": "yes"}).status_code == 200
