"""Drafts: padded texts, and when they show. Ways of being wrong, one file each: vectors/drafts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.definitions import definition
from undersign.protocol import drafts
from undersign.protocol.boxes import read_definition
from undersign.protocol.envelopes import DRAFT_BYTES, Head

BOX = read_definition(definition("draft"))
PLAIN = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\u202a\u202b\u202c\u202d\u202e")
LINES = st.text(PLAIN | st.just("\n"), min_size=1, max_size=300).filter(
    lambda text: not set(text) & set("\u2066\u2067\u2068\u2069")
)
HEADS = st.lists(
    st.builds(
        Head,
        st.binary(min_size=2, max_size=2),
        st.sampled_from([b"Ana", b"Bo"]),
        st.integers(0, 4),
        st.just(0),
        st.booleans(),
    ),
    unique_by=lambda one: one.digest,
    max_size=12,
)


@given(LINES)
def test_a_draft_is_read_back_as_it_was_written(words: str) -> None:
    body = drafts.draft_body(words)
    assert len(body) == DRAFT_BYTES
    assert drafts.draft_text(body) == words


@given(st.binary(max_size=60))
def test_a_body_has_one_form(start: bytes) -> None:
    body = start.ljust(DRAFT_BYTES, b"\0")
    reason, words = outcome(lambda: drafts.draft_text(body))
    assert reason == ("ok" if words is not None else "draft_malformed")
    if words is not None:
        assert drafts.draft_body(words) == body


@given(HEADS)
def test_every_seq_counts_once_and_what_was_taken_back_does_not(heads: list[Head]) -> None:
    found = drafts.shown(BOX, heads, 5)
    assert len({(one.key, one.seq) for one in found}) == len(found)
    for one in found:
        same = [each for each in heads if (each.key, each.seq) == (one.key, one.seq)]
        assert one.digest == min(each.digest for each in same)
        assert not one.withdraws
    for one in (each for each in heads if not each.withdraws):
        same = [each for each in heads if (each.key, each.seq) == (one.key, one.seq)]
        later = [each for each in heads if each.key == one.key and each.seq > one.seq]
        if one.digest == min(each.digest for each in same) and not any(each.withdraws for each in later):
            assert one in found


@given(HEADS, st.integers(0, 10))
def test_nothing_shows_below_k_passes(heads: list[Head], requests: int) -> None:
    found = drafts.shown(BOX, heads, requests)
    assert requests >= 5 or found == []


@given(LINES, LINES, st.lists(st.integers(5, 400), min_size=1, max_size=4))
def test_a_demand_that_was_put_up_is_read_back(title: str, words: str, levels: list[int]) -> None:
    reason, put_up = outcome(lambda: drafts.put_up_text(title, words, levels))
    if put_up is None:
        assert reason == "document_field"
        return
    found = drafts.read_put_up(put_up)
    assert found is not None
    assert (found["title"], found["text"], found["levels"]) == (title, words, levels)


@given(LINES)
def test_plain_words_put_nothing_up(words: str) -> None:
    assert drafts.read_put_up(words) is None
