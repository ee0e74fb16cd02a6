"""Sealed yes/no questions about a demand. Ways of being wrong, one file each: vectors/questions."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.protocol.test_asks import DEMANDS
from tests.vectors.definitions import definition, hashed
from tests.vectors.make_drafts import PUT_UP
from tests.vectors.make_questions import box, first
from undersign.protocol import questions
from undersign.protocol.asks import asks_text
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import Document, unb64

ABOUT = st.sampled_from(questions.ABOUT)


def _texts(given: dict[str, str]) -> dict[bytes, str | None]:
    return {unb64(name): words for name, words in given.items()}


@given(ABOUT, st.binary(min_size=32, max_size=32), st.none() | st.integers(0, 4))
def test_exactly_a_question_about_a_step_has_its_number(about: str, of: bytes, step: int | None) -> None:
    reason, words = outcome(lambda: questions.question_text(about, of, step))
    fits = step in (1, 2, 3) if about == "step" else step is None
    assert reason == ("ok" if fits else "document_field")
    assert words is None or questions.is_question(words)


@given(DEMANDS, ABOUT, st.integers(1, 3))
def test_what_is_asked_follows_from_the_demand(demand: Document, about: str, step: int) -> None:
    says, asked = asks_text(demand), definition("demand")
    of, number = read_definition(asked), step if about == "step" else None
    reason, found = outcome(lambda: questions.questions_of(about, says, number))
    if found is None:
        assert (reason, about) == ("rule_impossible", "step")
        return
    made = box(questions.question_text(about, of.box_id, number), found[0], quorum=found[1])
    made_of, texts = read_definition(made["definition"]), _texts(made["texts"])
    read = questions.read_question(made_of, texts)
    assert read["asks"] == found[0]
    beside = {unb64(hashed("title")): "Paid supervision", unb64(hashed("intro")): says}
    questions.check_question(read, made_of, texts, of, beside)


@given(st.text(max_size=60))
def test_plain_words_are_no_question(words: str) -> None:
    assert not questions.is_question(words)
    made = box(words, ["So?"])
    reason, _ = outcome(lambda: questions.read_question(read_definition(made["definition"]), _texts(made["texts"])))
    assert reason == "rule_impossible"


@given(st.sampled_from(sorted(PUT_UP)), st.sampled_from(["", 1, "x", []]))
def test_a_draft_out_of_order_asks_nothing(field: str, value: object) -> None:
    made = first(PUT_UP)
    intro = hashed("intro")
    changed = {**json.loads(made["texts"][intro]), field: value}
    texts = {**made["texts"], intro: json.dumps(changed, sort_keys=True, separators=(",", ":"))}
    reason, _ = outcome(lambda: questions.read_question(read_definition(made["definition"]), _texts(texts)))
    assert reason in ("document_field", "definition_changed")
