"""Checkpoints and cosignatures. The same properties stand in tests/client/notes.test.js."""

from __future__ import annotations

import base64
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersign.protocol.errors import Refused
from undersign.protocol.notes import (
    LOG,
    Checkpoint,
    NoteKey,
    checkpoint_text,
    cosign,
    cosigner_key,
    log_key,
    open_note,
    parse_checkpoint,
    require,
    sign_checkpoint,
)
from undersign.protocol.signatures import public_key, sign_bytes

LOG_SECRET: Final = bytes(range(32))
SECRETS: Final = [bytes([number]) * 32 for number in range(1, 6)]
ORIGIN: Final = "undersign.example/record"
LOG_KEY: Final = log_key(ORIGIN, public_key(LOG_SECRET))
COSIGNERS: Final = [cosigner_key(f"k{number}.example", public_key(each)) for number, each in enumerate(SECRETS)]

sizes = st.integers(1, 2**53 - 1)
roots = st.binary(min_size=32, max_size=32)
times = st.integers(0, 2**53 - 1)


def note_by(size: int, root: bytes, who: list[int], seconds: int = 1_700_000_000) -> bytes:
    """Return a checkpoint signed by the log and cosigned by some."""
    note = sign_checkpoint(LOG_SECRET, Checkpoint(ORIGIN, size, root))
    return note + b"".join(cosign(SECRETS[each], COSIGNERS[each].name, note, seconds) for each in who)


@given(sizes, roots)
def test_a_checkpoint_is_read_as_it_was_written(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert parse_checkpoint(checkpoint_text(checkpoint)) == checkpoint


@given(sizes, roots, times, st.sets(st.integers(0, 4)))
def test_what_is_signed_can_be_opened(size: int, root: bytes, seconds: int, who: set[int]) -> None:
    opened = require(note_by(size, root, sorted(who), seconds), LOG_KEY, COSIGNERS, len(who))
    assert opened.checkpoint == Checkpoint(ORIGIN, size, root)
    assert [(each.key, each.seconds) for each in opened.signatures] == [
        (LOG_KEY, None),
        *((COSIGNERS[each], seconds) for each in sorted(who)),
    ]


@given(st.sets(st.integers(0, 4)), st.integers(0, 3))
def test_fewer_than_t_are_never_enough(who: set[int], repeated: int) -> None:
    lines = sorted(who) + sorted(who)[:repeated]
    with pytest.raises(Refused) as caught:
        require(note_by(5, bytes(32), lines), LOG_KEY, COSIGNERS, len(who) + 1)
    assert caught.value.reason == "cosignatures_missing"


@given(st.data())
def test_a_note_with_one_byte_changed_is_refused_where_all_must_sign(data: st.DataObject) -> None:
    note = note_by(70_000, bytes(range(32)), [0, 1])
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + bytes([data.draw(st.integers(0, 255).filter(lambda byte: byte != note[at]))]) + note[at + 1 :]
    with pytest.raises(Refused):
        require(changed, LOG_KEY, COSIGNERS[:2], 2)


@given(st.data())
def test_a_note_cut_anywhere_is_refused_where_all_must_sign(data: st.DataObject) -> None:
    note = note_by(70_000, bytes(range(32)), [0, 1])
    with pytest.raises(Refused):
        require(note[: data.draw(st.integers(0, len(note) - 1))], LOG_KEY, COSIGNERS[:2], 2)


@given(st.binary(max_size=300))
def test_whatever_comes_in_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Refused):
        open_note(data, [LOG_KEY])
    with pytest.raises(Refused):
        parse_checkpoint(data)


def test_a_signature_line_is_that_of_the_go_implementation() -> None:
    """The key, text and line of golang.org/x/mod/sumdb/note, note_test.go, whose text is no checkpoint."""
    text = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    secret = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    key = NoteKey("PeterNeumann", public_key(secret), LOG)
    signed = base64.b64encode(key.id + sign_bytes(secret, text)).decode()
    assert signed == "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_a_log_key_that_also_cosigns_counts_as_one_cosigner() -> None:
    note = note_by(5, bytes(32), [])
    both = cosigner_key(ORIGIN, public_key(LOG_SECRET))
    with pytest.raises(Refused, match="0 where 1"):
        require(note, LOG_KEY, [both], 1)
    note += cosign(LOG_SECRET, ORIGIN, note, 1)
    assert len(require(note, LOG_KEY, [both], 1).signatures) == 2


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "\ufeffa", "a\ud800", "é" * 128])
def test_names_that_notes_cannot_hold_are_refused(name: str) -> None:
    for make in (log_key, cosigner_key):
        with pytest.raises(Refused, match="a name is"):
            make(name, LOG_KEY.key)


def test_nothing_but_a_checkpoint_is_cosigned() -> None:
    note = note_by(5, bytes(32), [])
    with pytest.raises(Refused, match="three lines"):
        cosign(SECRETS[0], "k0.example", note.replace(b"\n5\n", b"\n5\n5\n"), 1)
    with pytest.raises(Refused, match="between 0 and"):
        cosign(SECRETS[0], "k0.example", note, 2**53)
