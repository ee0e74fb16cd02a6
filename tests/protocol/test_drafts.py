"""Drafts: padded texts, and when they show. Ways of being wrong, one file each: vectors/drafts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.protocol.test_asks import DEMANDS
from tests.vectors.definitions import definition, hashed
from tests.vectors.make_drafts import PUT_UP, READER
from undersign.protocol import drafts
from undersign.protocol.asks import asks_text
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import Document, unb64
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


@given(LINES, st.lists(st.integers(0, 400), max_size=5), DEMANDS, st.sampled_from(["proposal", "put_up"]))
def test_a_demand_that_was_put_up_is_read_back(title: str, levels: list[int], demand: Document, kind: str) -> None:
    given = {**PUT_UP, "title": title, "levels": levels, "text": asks_text(demand)}
    if demand["names"] == "recipient":
        given["readers"] = [READER]
    write = drafts.put_up_text if kind == "put_up" else drafts.proposal_text
    reason, words = outcome(lambda: write(given))
    if words is None:
        assert reason in {"document_field", "draft_malformed", "rule_impossible"}
        return
    assert drafts.read_draft(words) == {**given, "kind": kind}
    assert drafts.draft_text(drafts.draft_body(words)) == words


@given(LINES, st.binary(min_size=32, max_size=32))
def test_a_comment_is_read_back(words: str, on: bytes) -> None:
    reason, comment = outcome(lambda: drafts.comment_text(on, words))
    assert (reason == "draft_malformed") == (comment is None)
    if comment is not None:
        assert drafts.read_draft(comment) == {"kind": "comment", "on": on, "text": words}


@given(LINES | st.text(max_size=60))
def test_plain_words_put_nothing_up(words: str) -> None:
    assert drafts.read_draft(words) == {"kind": "words", "text": words}


@given(st.sampled_from(sorted(drafts.FIELDS)), st.integers(1, 9))
def test_a_demand_that_says_something_else_is_not_the_one_that_was_put_up(field: str, by: int) -> None:
    words = drafts.put_up_text(PUT_UP)
    texts = {unb64(hashed("title")): PUT_UP["title"], unb64(hashed("intro")): PUT_UP["text"]}
    changes: Document = {"levels": [5, 10 + by], "room": True, "readers": [READER]}
    changes |= {name: PUT_UP[name] + by for name in ("withdrawing_ends", "batch")}
    changes |= {"signing_ends": PUT_UP["signing_ends"] - by}
    if field in ("title", "text"):
        texts[unb64(hashed("title" if field == "title" else "intro"))] += "x" * by
    demand = definition("demand", draft=hashed("draft"), **({field: changes[field]} if field in changes else {}))
    found = outcome(lambda: drafts.check_put_up(read_definition(demand), unb64(hashed("draft")), words, dict(texts)))[0]
    assert found == ("ok" if field == "rule" else "definition_changed")
