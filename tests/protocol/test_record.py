"""Books. The same properties stand in tests/client/record.test.js."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from undersign.protocol.encoding import b64, encode
from undersign.protocol.errors import Refused
from undersign.protocol.record import (
    BookReader,
    check_strike,
    check_text,
    entry_bytes,
    leaf,
    open_book,
    strike_entry,
    text_document,
    text_hash,
    texts_of,
)
from undersign.protocol.slots import BookProof
from undersign.protocol.tree import leaf_hash, root

SALT: Final = bytes(range(32))
BOOK: Final[dict[str, Any]] = {
    "v": 1,
    "kind": "book",
    "audience": "box",
    "slot": 9,
    "origin": "undersign.example/record",
    "nonce": b64(bytes(32)),
}

Line = tuple[bytes, bytes | None, bytes | None]

lengths = st.integers(2, 40)
growths = st.sets(st.integers(1, 39), max_size=6)
contents = st.text(max_size=60)


def lines_of(count: int) -> list[Line]:
    """Return the leaves of a book with that many, each with salt and entry."""
    entries = [BOOK, *({"v": 1, "kind": "example", "number": number} for number in range(1, count))]
    data = [entry_bytes(each) for each in entries]
    return [(leaf(SALT, each), SALT, each) for each in data]


def proofs_of(lines: list[Line], sizes: set[int]) -> list[BookProof]:
    """Return proofs that the book had these sizes at successive ticks, its last one among them."""
    ends = sorted({each for each in sizes if each < len(lines)} | {len(lines)})
    return [
        BookProof(tick, tick, size, root(leaf_hash(value) for value, _, _ in lines[:size]))
        for tick, size in enumerate(ends)
    ]


def read(lines: list[Line], proofs: list[BookProof], *, whole: bool = True) -> BookProof:
    """Read a book as BookReader asks for."""
    reader = BookReader(whole=whole)
    reader.feed(*lines[0])
    for each in proofs:
        reader.expect(each)
    for line in lines[1:]:
        reader.feed(*line)
    return reader.finish(proofs[-1].position + 1 if proofs else 0)


@given(lengths, growths)
def test_a_book_read_to_its_end_is_what_was_proven(count: int, sizes: set[int]) -> None:
    lines = lines_of(count)
    proofs = proofs_of(lines, sizes)
    assert read(lines, proofs) == proofs[-1]


@given(lengths, growths, st.data())
def test_a_book_with_a_leaf_removed_is_refused(count: int, sizes: set[int], data: st.DataObject) -> None:
    lines, at = lines_of(count), data.draw(st.integers(1, count - 1))
    with pytest.raises(Refused) as caught:
        read(lines[:at] + lines[at + 1 :], proofs_of(lines, sizes))
    assert caught.value.reason in {"book_shrank", "leaf_missing"}


@given(lengths, growths, st.data())
def test_a_book_with_a_leaf_added_is_refused(count: int, sizes: set[int], data: st.DataObject) -> None:
    lines, at = lines_of(count), data.draw(st.integers(1, count))
    entry = entry_bytes({"v": 1, "kind": "example", "number": 1000})
    with pytest.raises(Refused) as caught:
        read([*lines[:at], (leaf(SALT, entry), SALT, entry), *lines[at:]], proofs_of(lines, sizes))
    assert caught.value.reason in {"book_shrank", "leaf_unproven"}


@given(lengths, growths, st.data())
def test_a_book_cut_back_to_an_earlier_tick_is_refused(count: int, sizes: set[int], data: st.DataObject) -> None:
    lines = lines_of(count)
    proofs = proofs_of(lines, sizes)
    at = data.draw(st.integers(0, len(proofs) - 1))
    reader = BookReader(whole=True)
    reader.feed(*lines[0])
    for each in proofs[: at + 1]:
        reader.expect(each)
    for line in lines[1 : proofs[at].size]:
        reader.feed(*line)
    with pytest.raises(Refused) as caught:
        reader.finish(proofs[-1].position + data.draw(st.integers(2, 9)))
    assert caught.value.reason == "head_missing"


@given(st.integers(3, 40), growths, st.data())
def test_a_book_with_two_leaves_exchanged_is_refused(count: int, sizes: set[int], data: st.DataObject) -> None:
    lines = lines_of(count)
    first, second = data.draw(st.lists(st.integers(1, count - 1), min_size=2, max_size=2, unique=True))
    exchanged = list(lines)
    exchanged[first], exchanged[second] = lines[second], lines[first]
    with pytest.raises(Refused, match="other, than it was"):
        read(exchanged, proofs_of(lines, sizes))


@given(lengths, growths, st.data())
def test_a_book_with_an_entry_altered_or_hidden_is_refused(count: int, sizes: set[int], data: st.DataObject) -> None:
    lines, at = lines_of(count), data.draw(st.integers(1, count - 1))
    value, _, _ = lines[at]
    for line, reason in (
        ((value, SALT, entry_bytes({"v": 1, "kind": "example", "number": 1000})), "leaf_wrong"),
        ((value, SALT[::-1], lines[at][2]), "leaf_wrong"),
        ((value, None, None), "leaf_missing"),
    ):
        with pytest.raises(Refused) as caught:
            read([*lines[:at], line, *lines[at + 1 :]], proofs_of(lines, sizes))
        assert caught.value.reason == reason


@given(lengths, st.data())
def test_a_book_never_shrinks_nor_turns_into_another(count: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(2, count))
    changed = data.draw(st.integers(1, size - 1))
    lines = lines_of(count)
    entry = entry_bytes({"v": 1, "kind": "example", "number": 1000})
    fork = [*lines[:changed], (leaf(SALT, entry), SALT, entry), *lines[changed + 1 :]]
    last = proofs_of(lines, set())[0]
    before = BookProof(-1, 0, size, proofs_of(fork[:size], set())[0].root)
    after = BookProof(1, 0, size, proofs_of(lines[:size], set())[0].root)
    with pytest.raises(Refused, match="other, than it was"):
        read(lines, [before, last])
    if size < count:
        with pytest.raises(Refused, match="smaller"):
            read(lines, [last, after])


@given(lengths, growths, st.sets(st.integers(1, 39)))
def test_who_may_not_see_an_entry_still_counts_its_leaf(count: int, sizes: set[int], hidden: set[int]) -> None:
    lines = lines_of(count)
    seen: list[Line] = [(each[0], None, None) if at in hidden else each for at, each in enumerate(lines)]
    proofs = proofs_of(lines, sizes)
    assert read(seen, proofs, whole=False) == proofs[-1]


@given(st.dictionaries(st.binary(min_size=32, max_size=32), contents, min_size=1, max_size=6), st.data())
def test_a_struck_text_is_never_shown_and_every_other_is(texts: dict[bytes, str], data: st.DataObject) -> None:
    documents = [text_document(salt, content) for salt, content in texts.items()]
    hashes = [text_hash(salt, content) for salt, content in texts.items()]
    struck = data.draw(st.sets(st.sampled_from(hashes)))
    strikes = [strike_entry(each, bytes(32), "") for each in sorted(struck)]
    found = texts_of(hashes, documents, strikes)
    assert found == {h: None if h in struck else c for h, c in zip(hashes, texts.values(), strict=True)}
    without = [each for each, h in zip(documents, hashes, strict=True) if h in struck]
    for h in set(hashes) - struck:
        with pytest.raises(Refused, match="by its hash is missing"):
            texts_of([h], without, strikes)


@given(contents, contents)
def test_a_text_has_no_other_text_of_its_hash(content: str, other: str) -> None:
    document = text_document(SALT, content)
    assert check_text(document) == (text_hash(SALT, content), content)
    assume(other != content)
    with pytest.raises(Refused, match="do not give the hash"):
        check_text({**document, "text": other})


def test_a_reader_knows_its_book_after_the_first_leaf() -> None:
    reader = BookReader(whole=True)
    assert reader.book is None
    assert reader.feed(*lines_of(1)[0]) == BOOK
    assert reader.book == open_book(encode(BOOK))


def test_proofs_that_come_after_their_leaves_are_refused() -> None:
    lines = lines_of(5)
    reader = BookReader(whole=True)
    for line in lines[:4]:
        reader.feed(*line)
    with pytest.raises(Refused, match="smaller"):
        reader.expect(proofs_of(lines, {3})[0])


def test_an_entry_must_say_its_kind_and_keep_within_its_length() -> None:
    with pytest.raises(Refused, match="says its kind"):
        entry_bytes({"v": 1})
    with pytest.raises(Refused, match="at most"):
        entry_bytes({"v": 1, "kind": "a" * 2**20})


@pytest.mark.parametrize(
    ("struck", "by", "why"), [(bytes(31), bytes(32), ""), (bytes(32), b"", ""), (bytes(32), bytes(32), "a" * 501)]
)
def test_a_strike_that_could_not_be_read_is_not_made(struck: bytes, by: bytes, why: str) -> None:
    with pytest.raises(Refused):
        strike_entry(struck, by, why)


def test_a_strike_says_who_and_why() -> None:
    found = check_strike(strike_entry(bytes(32), SALT, "It names a client."))
    assert (found["by"], found["why"]) == (SALT, "It names a client.")


def test_a_lone_surrogate_is_no_text() -> None:
    with pytest.raises(Refused, match="surrogate"):
        text_hash(SALT, "\ud800")
