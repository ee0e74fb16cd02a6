"""Reading a folder that somebody else wrote: every way of being broken is one plain sentence with a place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.verifier.survey import Survey
from undersign.verifier import folder as folders
from undersign.verifier.folder import BookFiles, Folder
from undersign.verifier.problems import SENTENCES, FolderProblem

ENTRIES = "books/box-1/entries.jsonl"


def box(path: Path) -> BookFiles:
    """Return the box's book of a folder."""
    return next(book for book in Folder(path).books().values() if book.first.audience == "box")


def lines(path: Path) -> list[bytes]:
    """Return the lines of the box's entries."""
    return (path / ENTRIES).read_bytes().splitlines(keepends=True)


def refused(path: Path) -> FolderProblem:
    """Return what reading the box's entries ends in."""
    with pytest.raises(FolderProblem) as caught:
        list(box(path).lines())
    return caught.value


def read_all(found: BookFiles) -> None:
    """Read all files of a book, and those beside the books."""
    for read in (found.leaves, found.lines, found.proofs, found.rests):
        list(read())
    folder = Folder(found.root)
    folder.checkpoint()
    folder.about()


def test_every_book_is_found_by_its_id(good: Path, played: Survey) -> None:
    books = Folder(good).books()
    assert [book.name for book in books.values()] == ["box-1", "host", "list-1", "members"]
    assert set(books) == {book.id for book in played.books.values()}


def test_a_book_gives_what_was_written(good: Path, played: Survey) -> None:
    found = box(good)
    assert list(found.leaves()) == played.box.values
    assert [line.entry for line in found.lines()] == played.box.entries
    assert [line.salt for line in found.lines()] == played.box.salts
    assert [line.index for line in found.lines()] == list(range(len(played.box.entries)))
    assert list(found.proofs()) == played.box.proofs
    assert list(found.rests()) == played.box.rests
    assert sorted(found.texts().values()) == sorted({text["text"] for text in played.box.texts})


def test_the_record_gives_what_was_written(good: Path, played: Survey) -> None:
    found = Folder(good)
    assert list(found.public_leaves()) == played.leaves
    assert dict(found.checkpoints()) == played.kept
    assert found.checkpoint() == played.note
    assert found.about()["for"] == "host"


def test_an_entry_for_other_readers_has_neither_entry_nor_salt(played: Survey, tmp_path: Path) -> None:
    books = Folder(played.write(tmp_path, "members")).books()
    hidden = list(books[played.list_book.id].lines())
    assert hidden[0].entry == played.list_book.first
    assert all(line.entry is None and line.salt is None and line.data is None for line in hidden[1:])


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FolderProblem, match="missing"):
        Folder(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "name", ["leaves", "entries.jsonl", "proofs.jsonl", "rests.jsonl", "../../record/checkpoint", "../../about.json"]
)
def test_a_missing_file_is_named(spoiled: Path, name: str) -> None:
    found = box(spoiled)
    (found.path / name).unlink()
    with pytest.raises(FolderProblem) as caught:
        read_all(found)
    assert caught.value.reason == "file_missing"
    assert Path(name).name in caught.value.where


def test_a_line_without_its_end_was_cut_off(spoiled: Path) -> None:
    path = spoiled / ENTRIES
    path.write_bytes(path.read_bytes()[:-1])
    problem = refused(spoiled)
    assert problem.reason == "truncated"
    assert problem.where == f"{ENTRIES}, line {len(lines(spoiled))}"


def test_leaves_that_end_within_a_leaf_were_cut_off(spoiled: Path, played: Survey) -> None:
    path = spoiled / "books/box-1/leaves"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FolderProblem) as caught:
        list(box(spoiled).leaves())
    assert caught.value.reason == "truncated"
    assert caught.value.where.endswith(f"leaf {len(played.box.values) - 1}")


NO_DOCUMENTS = {
    "cut off": b'{"v":1,"entry":',
    "a list": b"[1]",
    "not UTF-8": b"\xff",
    "nested without end": b"[" * 100_000,
    "a key twice": b'{"entry":{"kind":"x","v":1},"salt":"' + b"A" * 43 + b'","v":1,"v":1}',
    "NaN": b'{"entry":{"kind":"x","n":NaN,"v":1},"salt":"' + b"A" * 43 + b'","v":1}',
    "a space": b'{ "v":1}',
    "a fraction": b'{"v":1.0}',
    "another version": b'{"v":2}',
    "a salt alone": b'{"salt":"' + b"A" * 43 + b'","v":1}',
    "an entry that is a number": b'{"entry":7,"salt":"' + b"A" * 43 + b'","v":1}',
    "an entry without version": b'{"entry":{"kind":"x"},"salt":"' + b"A" * 43 + b'","v":1}',
    "a number without end": b'{"n":' + b"9" * 5000 + b',"v":1}',
}


@pytest.mark.parametrize("case", NO_DOCUMENTS)
def test_a_line_that_is_no_canonical_document_is_refused_with_its_place(spoiled: Path, case: str) -> None:
    found = lines(spoiled)
    found[2] = NO_DOCUMENTS[case] + b"\n"
    (spoiled / ENTRIES).write_bytes(b"".join(found))
    problem = refused(spoiled)
    assert problem.reason in {"document_not_json", "document_not_canonical", "document_field"}
    assert problem.where == f"{ENTRIES}, line 3"


def test_a_salt_of_another_length_is_refused(spoiled: Path) -> None:
    found = lines(spoiled)
    found[2] = b'{"entry":{"kind":"x","v":1},"salt":"AA","v":1}\n'
    (spoiled / ENTRIES).write_bytes(b"".join(found))
    assert refused(spoiled).reason == "size_wrong"


def test_a_line_that_never_ends_is_not_read_to_its_end(spoiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "LINE_BYTES", 10_000)
    found = lines(spoiled)
    found[2] = b'"' + b"a" * 20_000 + b'"\n'
    (spoiled / ENTRIES).write_bytes(b"".join(found))
    assert refused(spoiled).reason == "line_too_long"


def test_a_first_entry_that_opens_no_book_is_refused(spoiled: Path) -> None:
    found = lines(spoiled)
    (spoiled / ENTRIES).write_bytes(b"".join(found[1:]))
    with pytest.raises(FolderProblem) as caught:
        Folder(spoiled).books()
    assert caught.value.where == f"{ENTRIES}, line 1"


@pytest.mark.parametrize("content", [b"", b'{"v":1}\n'], ids=["empty", "hidden"])
def test_a_book_without_its_first_entry_is_refused(spoiled: Path, content: bytes) -> None:
    (spoiled / ENTRIES).write_bytes(content)
    with pytest.raises(FolderProblem) as caught:
        Folder(spoiled).books()
    assert caught.value.reason == "leaf_missing"


def test_one_book_in_two_folders_is_refused(spoiled: Path) -> None:
    (spoiled / "books/box-1").rename(spoiled / "books/box-2")
    (spoiled / "books/box-1").mkdir()
    (spoiled / ENTRIES).write_bytes((spoiled / "books/box-2/entries.jsonl").read_bytes())
    with pytest.raises(FolderProblem) as caught:
        Folder(spoiled).books()
    assert caught.value.reason == "book_twice"


def test_a_name_that_a_terminal_would_obey_is_refused(spoiled: Path) -> None:
    (spoiled / "books/\x1b[2J").mkdir()
    with pytest.raises(FolderProblem) as caught:
        Folder(spoiled).books()
    assert "\x1b" not in str(caught.value)


def test_a_pipe_is_not_waited_for(spoiled: Path) -> None:
    (spoiled / ENTRIES).unlink()
    os.mkfifo(spoiled / ENTRIES)
    with pytest.raises(FolderProblem) as caught:
        Folder(spoiled).books()
    assert caught.value.reason == "file_unreadable"


def test_a_text_that_does_not_fit_its_hash_is_refused(spoiled: Path) -> None:
    path = spoiled / "books/box-1/texts.jsonl"
    path.write_bytes(path.read_bytes().replace(b"What are you paid?", b"What do you earn??"))
    with pytest.raises(FolderProblem) as caught:
        box(spoiled).texts()
    assert caught.value.reason == "text_wrong"


@pytest.mark.parametrize("cut", [1, 41, 42])
def test_a_bundle_that_was_cut_is_refused(spoiled: Path, played: Survey, cut: int) -> None:
    path = spoiled / f"record/tile/entries/000.p/{played.tree.size}"
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(FolderProblem):
        list(Folder(spoiled).public_leaves())


def test_a_note_of_any_length_is_not_read_whole(spoiled: Path) -> None:
    (spoiled / "record/checkpoint").write_bytes(b"x" * 70_000)
    with pytest.raises(FolderProblem) as caught:
        Folder(spoiled).checkpoint()
    assert caught.value.reason == "size_wrong"


def test_a_folder_problem_survives_the_way_back_from_another_process() -> None:
    problem = FolderProblem("truncated", "books/x, line 1")
    kind, arguments = problem.__reduce__()
    assert str(kind(*arguments)) == str(problem) == f"books/x, line 1: {SENTENCES['truncated']}"
