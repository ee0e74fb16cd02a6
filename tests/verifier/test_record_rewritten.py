"""Files changed after they were written: whatever is touched, a claim about the record fails and says where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier.builder import Maker
from tests.verifier.cast import HOST, KEYHOLDERS, ORIGIN, held, seed
from tests.verifier.judging import ABOUT_BOXES, expect, expect_of, failing, verdicts
from tests.verifier.survey import Survey
from undersign.protocol import keyholders, notes, record, tree
from undersign.protocol.encoding import b64, decode, encode
from undersign.protocol.signatures import public_key, sign
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import Folder
from undersign.verifier.report import exit_status, verify

RECORD, LEAF = "record_never_rewritten", "no_leaf_missing"
ENVELOPE = 4  # the leaf of the box's book that these tests touch


class Files:
    """The lines and leaves of the box's book, to be changed and written back."""

    def __init__(self, folder: Path, book: str = "box-1") -> None:
        """Read them."""
        self.path = folder / "books" / book
        self.lines = (self.path / "entries.jsonl").read_bytes().splitlines(keepends=True)
        data = (self.path / "leaves").read_bytes()
        self.leaves = [data[at : at + 32] for at in range(0, len(data), 32)]

    def write(self) -> None:
        """Write them back."""
        (self.path / "entries.jsonl").write_bytes(b"".join(self.lines))
        (self.path / "leaves").write_bytes(b"".join(self.leaves))

    def alter(self, *, leaf: bool) -> None:
        """Change the seq in an envelope's entry, and if asked the leaf with it."""
        line = decode(self.lines[ENVELOPE].strip())
        entry = {**line["entry"], "seq": 7}
        self.lines[ENVELOPE] = encode({**line, "entry": entry}) + b"\n"
        if leaf:
            self.leaves[ENVELOPE] = record.leaf(seed("new salt"), encode(entry))
            self.lines[ENVELOPE] = encode({"v": 1, "entry": entry, "salt": b64(seed("new salt"))}) + b"\n"


def test_an_altered_entry_does_not_fit_its_leaf(spoiled: Path) -> None:
    files = Files(spoiled)
    files.alter(leaf=False)
    files.write()
    assert f"books/box-1: leaf {ENVELOPE}" in expect(spoiled, LEAF, "leaf_wrong")


def test_an_entry_altered_with_its_leaf_does_not_fit_the_tick(spoiled: Path) -> None:
    files = Files(spoiled)
    files.alter(leaf=True)
    files.write()
    expect(spoiled, RECORD, "book_shrank")


@pytest.mark.parametrize("leaf", [ENVELOPE, -1])
def test_a_removed_leaf_is_missed(spoiled: Path, leaf: int) -> None:
    files = Files(spoiled)
    del files.lines[leaf], files.leaves[leaf]
    files.write()
    if leaf == ENVELOPE:
        expect(spoiled, RECORD, "book_shrank")
    else:
        expect(spoiled, LEAF, "leaf_missing")


def test_a_line_without_its_leaf_and_a_leaf_without_its_line_are_missed(spoiled: Path) -> None:
    files = Files(spoiled)
    last = files.lines.pop()
    files.write()
    expect(spoiled, LEAF, "leaf_missing")
    files.lines.append(last)
    files.leaves.pop()
    files.write()
    expect(spoiled, LEAF, "leaf_missing")


def test_a_hidden_entry_is_missed(spoiled: Path) -> None:
    files = Files(spoiled)
    files.lines[ENVELOPE] = b'{"v":1}\n'
    files.write()
    expect(spoiled, LEAF, "leaf_missing")


def test_reordered_entries_do_not_fit_their_leaves(spoiled: Path) -> None:
    files = Files(spoiled)
    files.lines[4:6] = reversed(files.lines[4:6])
    files.write()
    expect(spoiled, LEAF, "leaf_wrong")


def test_entries_reordered_with_their_leaves_do_not_fit_the_tick(spoiled: Path) -> None:
    files = Files(spoiled)
    files.lines[4:6] = reversed(files.lines[4:6])
    files.leaves[4:6] = reversed(files.leaves[4:6])
    files.write()
    expect(spoiled, RECORD, "book_shrank")


def test_a_broken_book_leaves_the_claims_about_its_box_open(spoiled: Path) -> None:
    files = Files(spoiled)
    files.alter(leaf=False)
    files.write()
    found = verdicts(spoiled)
    assert {name for name, verdict in found.items() if verdict.outcome == "FAIL"} == {LEAF}
    assert {found[claim].outcome for claim in ABOUT_BOXES} == {"cannot be checked here"}


def test_a_list_that_was_altered_is_seen(spoiled: Path) -> None:
    files = Files(spoiled, "list-1")
    files.lines[5:7] = reversed(files.lines[5:7])
    files.write()
    found = verdicts(spoiled)
    assert "leaf_wrong" in found[LEAF].reason
    assert found["envelopes_within_list"].outcome == "cannot be checked here"


def test_a_tick_without_its_proof_leaves_leaves_unproven(spoiled: Path) -> None:
    path = spoiled / "books/box-1/proofs.jsonl"
    proofs = path.read_bytes().splitlines(keepends=True)[:-1]
    path.write_bytes(b"".join(proofs))
    path.with_name("head.json").write_bytes(proofs[-1])
    expect(spoiled, RECORD, "leaf_unproven")


@pytest.mark.parametrize("name", ["host", "members", "list-1", "box-1"])
def test_a_book_without_a_proof_at_the_last_tick_is_seen(name: str, spoiled: Path) -> None:
    path = spoiled / "books" / name / "head.json"
    older = (path.with_name("proofs.jsonl")).read_bytes().splitlines(keepends=True)[-1]
    if older == path.read_bytes():
        older = (spoiled / "books" / "host" / "head.json").read_bytes()
    path.write_bytes(older)
    found = failing(spoiled)
    assert "head_missing" in found.get(LEAF, "") or "proof_wrong" in found.get(RECORD, ""), found
    path.unlink()
    expect(spoiled, LEAF, "file_missing")


def test_a_book_cut_back_to_an_earlier_tick_is_seen(spoiled: Path) -> None:
    files = Files(spoiled)
    proofs = (files.path / "proofs.jsonl").read_bytes().splitlines(keepends=True)[:1]
    size = decode(proofs[0].strip())["size"]
    del files.lines[size:], files.leaves[size:]
    files.write()
    (files.path / "proofs.jsonl").write_bytes(proofs[0])
    (files.path / "head.json").write_bytes(proofs[0])
    rests = (files.path / "rests.jsonl").read_bytes().splitlines(keepends=True)
    kept = sum(b'"kind":"envelope"' in line for line in files.lines)
    (files.path / "rests.jsonl").write_bytes(b"".join(rests[:kept]))
    expect(spoiled, LEAF, "head_missing")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"size": 3}, "proof_wrong"),
        ({"position": 5}, "tick_wrong"),
        ({"position": 2**40}, "proof_malformed"),
        ({"path": []}, "proof_malformed"),
        ({"salt": b64(bytes(32))}, "proof_wrong"),
    ],
)
def test_a_changed_proof_is_seen(spoiled: Path, change: dict[str, object], reason: str) -> None:
    path = spoiled / "books/box-1/proofs.jsonl"
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(encode({**decode(first.strip()), **change}) + b"\n" + b"".join(rest))
    expect(spoiled, RECORD, reason)


def fork(survey: Maker, size: int) -> bytes:
    """Return a checkpoint that keyholders cosigned too, of another tree."""
    return survey.sign(notes.Checkpoint(ORIGIN, size, seed("another root")), [1, 2])


def test_two_checkpoints_of_one_size_are_a_forked_record(spoiled: Path, played: Survey) -> None:
    (spoiled / "record/checkpoints/4").write_bytes(fork(played, 4))
    expect(spoiled, RECORD, "record_forked")


def test_a_latest_checkpoint_of_another_tree_is_a_forked_record(spoiled: Path, played: Survey) -> None:
    (spoiled / "record/checkpoint").write_bytes(fork(played, played.tree.size))
    expect(spoiled, RECORD, "record_forked")


def test_a_record_set_back_behind_a_cosigned_checkpoint_is_seen(spoiled: Path, played: Survey) -> None:
    (spoiled / "record/checkpoint").write_bytes(played.kept[4])
    assert RECORD in failing(spoiled)


def test_a_checkpoint_under_the_name_of_another_size_is_seen(spoiled: Path, played: Survey) -> None:
    (spoiled / "record/checkpoints/4").write_bytes(played.kept[5])
    expect(spoiled, RECORD, "checkpoint_malformed")


@pytest.mark.parametrize("signers", [[], [1], [1, 1]])
def test_a_kept_checkpoint_needs_t_keyholders(spoiled: Path, played: Survey, signers: list[int]) -> None:
    checkpoint = notes.open_note(played.kept[4], [notes.log_key(ORIGIN, public_key(HOST))]).checkpoint
    (spoiled / "record/checkpoints/4").write_bytes(played.sign(checkpoint, signers))
    expect(spoiled, RECORD, "cosignatures_missing")


def test_a_checkpoint_that_the_host_has_not_signed_is_refused(spoiled: Path) -> None:
    path = spoiled / "record/checkpoint"
    text, signatures = path.read_bytes().split(b"\n\n")
    path.write_bytes(text + b"\n\n" + signatures.replace(b" example.org/peers ", b" example.org/other "))
    expect(spoiled, LEAF, "note_unsigned")


def test_a_checkpoint_of_ten_billion_leaves_costs_nothing(spoiled: Path, played: Survey) -> None:
    (spoiled / "record/checkpoint").write_bytes(fork(played, 10**10))
    assert "file_missing" in "".join(failing(spoiled).values())


def test_a_tile_that_does_not_fit_the_leaves_is_seen(spoiled: Path, played: Survey) -> None:
    path = spoiled / "record" / tree.tile_path(0, 0, played.tree.size)
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    expect(spoiled, RECORD, "tile_wrong")


@pytest.mark.parametrize(
    "change", [{"origin": "example.org/other"}, {"host_key": b64(bytes(32))}, {"rehearsal": False}], ids=str
)
def test_a_cover_sheet_that_names_another_host_is_seen(spoiled: Path, change: dict[str, object]) -> None:
    path = spoiled / "about.json"
    path.write_bytes(encode({**json.loads(path.read_bytes()), **change}) + b"\n")
    expect(spoiled, LEAF, "host_differs")


def every_file(folder: Path) -> list[Path]:
    """Return the files of a folder that hold something."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def drop(path: Path) -> None:
    """Remove a file."""
    path.unlink()


def cut(path: Path) -> None:
    """Cut a file off in its middle."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 | 1])


@pytest.mark.parametrize("name", ["entries.jsonl", "leaves", "proofs.jsonl", "head.json", "rests.jsonl", "texts.jsonl"])
def test_a_file_cut_off_is_seen(spoiled: Path, name: str) -> None:
    cut(spoiled / "books/box-1" / name)
    what = "document_not_json" if name == "head.json" else "truncated"
    assert what in "".join(failing(spoiled).values())


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("spoil", [drop, flip])
def test_whatever_file_is_spoiled_a_claim_fails(good: Path, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    kept = {path.relative_to(good): path.read_bytes() for path in every_file(good)}
    for name, data in kept.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for name, data in kept.items():
        if spoil is drop and "checkpoints" in name.parts:
            continue  # only some of them are needed; a claim says how many it found
        spoil(tmp_path / name)
        assert exit_status(verify(tmp_path)) == 1, name
        (tmp_path / name).write_bytes(data)


def test_two_books_in_one_slot_are_seen(tmp_path: Path) -> None:
    maker = Maker()
    maker.begin()
    maker.book("box-a", "box", 7)
    maker.tick()
    maker.book("box-b", "box", 7)
    maker.tick()
    expect(maker.write(tmp_path), RECORD, "slot_taken")


def test_a_book_that_shrank_between_ticks_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_recorded()
    book = survey.box
    for kept in (book.entries, book.salts, book.values):
        del kept[-3:]
    book.frontier = tree.Frontier()
    for value in book.values:
        book.frontier.append(tree.leaf_hash(value))
    book.proven = 0
    survey.tick()
    expect(survey.write(tmp_path), RECORD, "book_shrank")


def test_a_book_of_another_record_is_seen(tmp_path: Path) -> None:
    survey = Survey().until_defined()
    first = {**survey.box.first, "origin": "example.org/other", "nonce": b64(seed("another"))}
    survey.books["box-2"] = type(survey.box)("box-2", {**first, "slot": 3})
    survey.tick()
    expect(survey.write(tmp_path), RECORD, "host_differs")


def test_a_transcript_that_a_keyholder_has_not_signed_makes_no_team(tmp_path: Path) -> None:
    maker = Maker()
    maker.tick(())
    maker.begin()
    host = maker.books["host"]
    host.entries[2] = {**host.entries[2], "signatures": host.entries[2]["signatures"][:2]}
    again = Maker()
    again.tick(())
    for entry in host.entries[1:]:
        again.books["host"].add(entry)
    again.tick()
    expect(again.write(tmp_path), LEAF, "transcript_unsigned")


def with_second_team(signers: tuple[int, ...]) -> Maker:
    """Play a record in which these of the first team have handed over to a second one."""
    maker = Maker()
    maker.begin()
    old, new = held(), held("second", held().ceremony.hash)
    host = maker.books["host"]
    host.add(new.ceremony.document)
    if signers:
        word = keyholders.succession(old.ceremony, new.ceremony)
        signed = [(i, sign(KEYHOLDERS[i - 1], keyholders.SUCCESSION_PURPOSE, word)) for i in signers]
        host.add({**word, "signatures": [{"keyholder": i, "value": b64(value)} for i, value in signed]})
    signatures = [b64(each) for each in new.signatures]
    host.add({"v": 1, "kind": "team", "transcript": new.transcript, "signatures": signatures})
    maker.tick()
    return maker


def test_a_second_team_takes_over_with_the_word_of_the_first(tmp_path: Path) -> None:
    folder = with_second_team((1, 3)).write(tmp_path)
    assert failing(folder) == {}
    record = examine_record(Folder(folder))
    assert record.host is not None
    assert [each.previous for each in record.host.witnesses] == [None, held().ceremony.hash]


@pytest.mark.parametrize(("signers", "reason"), [((), "ceremony_rule"), ((1,), "keyholders_too_few")])
def test_a_second_team_without_the_word_of_the_first_is_none(
    tmp_path: Path, signers: tuple[int, ...], reason: str
) -> None:
    expect_of(with_second_team(signers), tmp_path, LEAF, reason)
