"""Sealed yes/no questions about a demand: who would sign, whether an ask is met, whether somebody was punished.

Each is a survey whose texts follow from the demand or the draft, so that a host cannot ask something else. Specified in
spec/questions.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from undersign.protocol.asks import read_asks
from undersign.protocol.boxes import K_LEAST
from undersign.protocol.drafts import read_draft
from undersign.protocol.encoding import Document, b64, decode, encode, integer, octets, one_of, optional, read
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition

OPTIONS: Final = ("yes", "no")
ABOUT: Final = ("met", "punished", "step")  # of an opened demand
ASK_FIRST: Final = "ask_first"
QUESTION: Final = {
    "kind": one_of("question"),
    "about": one_of(*ABOUT),
    "of": octets(32),
    "step": optional(integer(1, 3)),
}
SAME: Final = ("signing_ends", "withdrawing_ends", "batch", "room")  # of a draft that asks first

Texts = Mapping[bytes, str | None]


def question_text(about: str, of: bytes, step: int | None = None) -> str:
    """Return the text behind the `intro` of a question about an opened demand.

    `of`: the demand's box; `step`: the number of a next step, for "step" alone. Errors: document_field, size_wrong.
    """
    document: Document = {"v": 1, "kind": "question", "about": about, "of": b64(of)}
    if step is not None:
        document["step"] = step
    _read(document)
    return encode(document).decode()


def _read(document: Document) -> Document:
    found = read(document, QUESTION)
    if ("step" in found) != (found["about"] == "step"):
        raise Refused("document_field", "exactly a question about a next step has its number")
    return found


def is_question(words: str | None) -> bool:
    """Return whether the `intro` of a survey says that it is one of these questions, whatever else is wrong with it."""
    try:
        return words is not None and decode(words.encode(errors="surrogatepass")).get("kind") in ("question", ASK_FIRST)
    except Refused:
        return False


def read_question(definition: Definition, texts: Texts) -> Document:
    """Return what a question is about: `about` and `of`, or the fields of the draft that asks first; and its `asks`.

    `asks`: the texts of the questions; `texts`: as record.texts_of. Errors: rule_impossible for a box that is no
    question; definition_changed if its own parts contradict each other; document_field, document_not_json and the like.
    """
    fields, words = definition.fields, texts.get(definition.fields["intro"])
    if fields["kind"] != "survey" or words is None or not is_question(words):
        raise Refused("rule_impossible", "not one of the questions about a demand")
    said = decode(words.encode(errors="surrogatepass"))
    found = _read_first(definition, texts, words) if said.get("kind") == ASK_FIRST else _read(said)
    if fields["k"] != K_LEAST or len(fields["tags"]) != 1 or (fields["quorum"] and found.get("about") != "step"):
        raise Refused("definition_changed", "another number, or groups")
    return {**found, "asks": [_asked(each, texts) for each in fields["questions"]]}


def _read_first(definition: Definition, texts: Texts, words: str) -> Document:
    found = read_draft(words)
    if found["kind"] != ASK_FIRST:
        raise Refused("document_field", "the draft that asks first")
    if texts.get(definition.fields["title"]) != found["title"]:
        raise Refused("definition_changed", "title")
    for name in SAME:
        if definition.fields.get(name) != found.get(name):
            raise Refused("definition_changed", name)
    if [texts.get(each["text"]) for each in definition.fields["questions"]] != [found["text"]]:
        raise Refused("definition_changed", "another question than who would sign")
    return found


def _asked(question: Document, texts: Texts) -> str:
    words, options = texts.get(question["text"]), [texts.get(each) for each in question["options"]]
    if words is None or options != list(OPTIONS) or question["id"] or "bins" in question:
        raise Refused("definition_changed", "not answered by yes or no")
    return words


def questions_of(about: str, says: str, step: int | None = None) -> tuple[list[str], int]:
    """Return what is asked about an opened demand, by the text behind its `intro`, and how many must answer at least.

    The second is 0 where k alone counts. Errors: rule_impossible for a step that it does not have; as read_asks.
    """
    found = read_asks(says)
    if about == "met":
        return [each["what"] for each in found["asks"]], 0
    if about == "punished":
        return ["punished"], 0
    steps = found.get("steps", [])
    if step is None or not 1 <= step <= len(steps):
        raise Refused("rule_impossible", "the demand has no such next step")
    return [steps[step - 1]["says"]], steps[step - 1]["number"]


def check_question(found: Document, definition: Definition, texts: Texts, demand: Definition, beside: Texts) -> None:
    """Check that a question about an opened demand asks what that demand gives.

    `found`: as read_question; `texts`: beside the question's book; `beside`: the demand's. Errors: wrong_box for
    another demand; definition_changed for another title, quorum or other questions, or if the demand's text is gone.
    """
    if found.get("of") != demand.box_id:
        raise Refused("wrong_box", "a question about another demand")
    says, title = beside.get(demand.fields["intro"]), beside.get(demand.fields["title"])
    if says is None or title is None:
        raise Refused("definition_changed", "the text of the demand is gone")
    if texts.get(definition.fields["title"]) != title:
        raise Refused("definition_changed", "another title than the demand's")
    if (found["asks"], definition.fields["quorum"]) != questions_of(found["about"], says, found.get("step")):
        raise Refused("definition_changed", "other questions than the demand gives")
