"""A box for drafts under the eyes of the verifier, and the demand that a draft put up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demanded import Case, DemandAt, definition_in, demand_at
from tests.verifier.judging import expect_only, failing, verdicts
from undersign.host import folder, surveys
from undersign.host.demands import Demand, demand_document, list_named
from undersign.host.folder import HostFolder
from undersign.host.inbox import receipt
from undersign.protocol import boxes, drafts, phrase
from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.protocol.envelopes import entry_document, envelope_document
from undersign.protocol.errors import Refused
from undersign.rehearsal import demand, phones, team
from undersign.rehearsal.demand import Signing, Wanted
from undersign.verifier.box.entries import STRUCK

__all__ = ["demand_at"]

ONCE, RESULT, FORM, RULES = (
    "opened_once_in_groups",
    "result_equals_opening",
    "envelopes_well_formed",
    "rules_fixed_first",
)
QUARTER = 90 * 86_400


def draft_box(host: HostFolder) -> Signing:
    """Make a box for drafts with the same people as the demand's, five of whom have passes."""
    before = Signing.of(host, definition_in(host))
    found = Case(host).box
    assert found.listed
    assert found.listed.reader.rule
    lines = list(found.record.books[found.listed.definition.fields["list"]["book"]].lines())
    entries = [line.entry for line in lines[2:] if line.entry and line.entry["kind"] != "request"]
    founders = found.listed.reader.rule["founders"]
    team.restock(host, 1, None, demand.nothing)
    book, reader = surveys.start_list(host, "workplace", found.listed.reader.rule["of"], founders, entries)
    host.tick()
    definition = define(host, list_named(book.book_id, book.frontier))
    boxes.check_against_list(definition, reader)
    host.notes["boxes"][definition.box_id.hex()]["list"] = book.path.name
    host.tick()
    team.cosign(host)
    signing = Signing(host, definition, before.seeds)
    signing.ask(range(5))
    return signing


def define(host: HostFolder, listed: Document) -> boxes.Definition:
    """Fix the rules of a box for drafts."""
    text, ceremony = surveys.Texts(), host.notes["ceremony"]
    ends = host.now() + QUARTER
    wanted = Demand("Drafts", "", (5,), ends, ends, 3600)
    issuers = surveys.take_issuers(host, ceremony["n"])
    document = demand_document(wanted, listed, ceremony["hash"], issuers, host.origin, bytes(32), text)
    definition = boxes.read_definition({**document, "kind": "draft", "levels": []})
    surveys.enter_box(host, definition, text.documents, {})
    return definition


def write(signing: Signing, number: int, body: bytes, seq: int = 0) -> Document:
    """Enter somebody's draft; return its envelope."""
    rules, host = demand.examined(signing.host, signing.definition).rules, signing.host
    assert rules
    held = phones.finish_pass(signing.seeds[number], rules.box_id, rules.issuers[0], rules.t, signing.answers[number])
    secret = phrase.envelope_secret(signing.seeds[number], rules.box_id)
    document = envelope_document(secret, rules, seq, 0, body, held)
    book = host.books[host.notes["boxes"][rules.box_id.hex()]["book"]]
    book.append(entry_document(document), encode(document))
    host.tick()
    team.cosign(host)
    return document


def test_a_box_for_drafts_passes_every_claim(demand_at: DemandAt, tmp_path: Path) -> None:
    path = demand_at("ended")
    with folder.opened(path) as host:
        signing = draft_box(host)
        first = write(signing, 0, drafts.draft_body("We could ask for two paid hours."))
        write(signing, 1, drafts.draft_body("Three would be better."))
        write(signing, 1, drafts.draft_body("Two are enough."), seq=1)
        write(signing, 1, b"", seq=2)
        promise = boxes.promise_document(host.host_secret, signing.definition.box_id, sha256(encode(first)), 1)
    lines = tmp_path / "receipts.jsonl"
    lines.write_bytes(receipt({**promise, "tick": promise["tick"]}, encode(first)))
    found = verdicts(path)
    assert {found[name].outcome for name in (ONCE, RESULT, FORM, RULES)} == {"pass"}
    assert "nothing is sealed in a box for drafts, and nothing was opened" in found[ONCE].reason
    assert not failing(path)
    assert "it stands in the book" in verdicts(path, lines)["mine_is_in_the_set"].reason


def test_a_draft_in_another_form_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        write(draft_box(host), 0, b"\xff" * 4096)
    expect_only(path, FORM, "draft_malformed")


def test_an_opening_in_a_box_for_drafts_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        signing = draft_box(host)
        book = host.books[host.notes["boxes"][signing.definition.box_id.hex()]["book"]]
        book.append({"v": 1, "kind": "opening_request", "box": b64(signing.definition.box_id)})
        host.tick()
    expect_only(path, ONCE, "rule_impossible")


@pytest.mark.parametrize("strike", ["struck", ""])
def test_a_struck_draft_is_gone_and_an_unstruck_one_may_not_be(demand_at: DemandAt, strike: str) -> None:
    path = demand_at("ended")
    with folder.opened(path) as host:
        signing = draft_box(host)
        document = write(signing, 0, drafts.draft_body("Somebody's telephone number."))
        name = host.notes["boxes"][signing.definition.box_id.hex()]["book"]
        if strike:
            entry: Document = {"v": 1, "kind": "strike", "hash": b64(sha256(encode(document)))}
            host.books[name].append({**entry, "by": b64(bytes(32)), "why": "a number"})
        host.tick()
        team.cosign(host)
    (path / "books" / name / "rests.jsonl").write_bytes(STRUCK + b"\n")
    if strike:
        assert "1 draft struck, which nobody can check any more" in verdicts(path)[FORM].reason
        assert not failing(path)
    else:
        expect_only(path, FORM, "envelope_changed")


def put_up(path: Path) -> tuple[bytes, str]:
    """Write a draft, and put up a demand that names it; return hash and words of the draft."""
    with folder.opened(path) as host:
        signing = draft_box(host)
        words = "We put this up."
        document = write(signing, 0, drafts.draft_body(words))
        digest = sha256(encode(document))
        host.move_clock(host.now() + 86_400)
        demand.new_demand(host, Wanted(draft=digest), 6)
    return digest, words


def test_a_demand_is_held_against_the_draft_that_put_it_up(
    demand_at: DemandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = demand_at("fixed"), []

    def check(definition: boxes.Definition, envelope: bytes, words: str, texts: dict[bytes, str]) -> None:
        seen.append((envelope, words, texts[definition.fields["title"]]))

    monkeypatch.setattr(drafts, "check_put_up", check)
    digest, words = put_up(path)
    assert "; it says what its draft said" in verdicts(path)[RULES].reason
    assert set(seen) == {(digest, words, "Paid supervision")}


def test_a_demand_that_says_something_else_than_its_draft_is_seen(
    demand_at: DemandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(*_: object) -> None:
        raise Refused("definition_changed")

    monkeypatch.setattr(drafts, "check_put_up", check)
    path = demand_at("fixed")
    put_up(path)
    expect_only(path, RULES, "definition_changed")


def test_a_demand_whose_draft_is_not_here_says_so(demand_at: DemandAt) -> None:
    path = demand_at("met")
    with folder.opened(path) as host:
        demand.new_demand(host, Wanted(draft=bytes(32)), 6)
    assert "the draft that put it up is not in this folder" in verdicts(path)[RULES].reason
