"""Makes vectors/questions: `python -m tests.vectors.make_questions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import DAY_SECONDS, ENDS, definition, hashed
from tests.vectors.make_asks import FEW, STEP
from tests.vectors.make_drafts import PUT_UP, ROOM
from tests.vectors.run_questions import OPERATIONS
from undersign.protocol.asks import asks_text
from undersign.protocol.boxes import box_id
from undersign.protocol.drafts import ask_first_text
from undersign.protocol.encoding import Document
from undersign.protocol.questions import OPTIONS, question_text
from undersign.protocol.tags import Tag

HERE: Final = "made by tests/vectors/make_questions.py"
CHANGED: Final = "definition_changed"
DEMAND: Final = definition("demand")
SAYS: Final = {**FEW, "steps": [STEP, {**STEP, "says": "We vote on a walkout", "number": 7}]}
BESIDE: Final[dict[str, str | None]] = {hashed("title"): "Paid supervision", hashed("intro"): asks_text(SAYS)}

Given = dict[str, Any]


def good(name: str, format_: str, about: str, given: Given) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def box(intro: str, asks: list[str], title: str = "Paid supervision", **changes: Any) -> Given:  # noqa: ANN401 - fields
    """Return the definition of a question and the texts beside it. `changes`: of the definition."""
    texts = {hashed("title"): title, hashed("intro"): intro, **{hashed(each): each for each in OPTIONS}}
    texts |= {hashed(f"ask {at}"): words for at, words in enumerate(asks)}
    options = [hashed(each) for each in OPTIONS]
    shape = {"id": "", "options": options, "least": 1, "most": 1}
    questions = [{**shape, "text": hashed(f"ask {at}")} for at in range(len(asks))]
    return {"definition": definition(**{"questions": questions, **changes}), "texts": texts}


def about(which: str, asks: list[str], step: int | None = None, **changes: Any) -> Given:  # noqa: ANN401 - fields
    """Return a question about the demand of these vectors."""
    return box(question_text(which, box_id(DEMAND), step), asks, **changes)


def met(**changes: Any) -> Given:  # noqa: ANN401 - fields
    """Return the question which asks are met."""
    return about("met", [each["what"] for each in SAYS["asks"]], **changes)


def first(fields: Document, **changes: Any) -> Given:  # noqa: ANN401 - fields
    """Return the question who would sign."""
    return box(ask_first_text(fields), [str(fields["text"])], str(fields["title"]), **changes)


def texts() -> Iterator[Case]:
    """Write what a question is about."""
    of = box_id(DEMAND).hex()
    yield good("text_met", "question_text", "Which asks are met.", {"about": "met", "of": of})
    yield good("text_punished", "question_text", "Who was punished.", {"about": "punished", "of": of})
    yield good("text_step", "question_text", "A next step.", {"about": "step", "of": of, "step": 2})
    wrong: list[tuple[str, str, Given]] = [
        ("about", "Something else.", {"about": "liked", "of": of}),
        ("of", "No box.", {"about": "met", "of": of[2:]}),
        ("step_none", "A next step without its number.", {"about": "step", "of": of}),
        ("step_needless", "The number of a step, where none is meant.", {"about": "met", "of": of, "step": 1}),
        ("step_four", "A fourth step.", {"about": "step", "of": of, "step": 4}),
    ]
    for name, says, given in wrong:
        expect = "size_wrong" if name == "of" else "document_field"
        yield Case(f"text_{name}", "question_text", says, HERE, given, expect)


def read() -> Iterator[Case]:
    """Read questions by themselves."""
    name = "question_read"
    yield good("read_met", name, "Which asks are met.", met())
    yield good("read_punished", name, "Who was punished.", about("punished", ["punished"]))
    yield good("read_step", name, "A next step.", about("step", ["We vote on a walkout"], 2, quorum=7))
    yield good("read_first", name, "Who would sign.", first(PUT_UP))
    yield good("read_first_room", name, "Who would sign, in a room.", first(ROOM, room=True))
    one = met()
    intro = hashed("intro")
    yield Case("read_plain", name, "Words of a survey.", HERE, box("How are you?", ["So?"]), "rule_impossible")
    yield Case("read_demand", name, "A demand.", HERE, {**one, "definition": DEMAND}, "rule_impossible")
    other = box('{"kind":"demand","v":1}', ["So?"])
    yield Case("read_kind", name, "A document of another kind.", HERE, other, "rule_impossible")
    struck = {**one, "texts": {**one["texts"], intro: None}}
    yield Case("read_struck", name, "What it is about was struck.", HERE, struck, "rule_impossible")
    words = ask_first_text(PUT_UP).replace("[5,10]", "[10,5]")
    yield Case("read_first_levels", name, "A draft out of order.", HERE, box(words, ["So?"]), "document_field")
    for which, says, given in _changed():
        yield Case(f"read_{which}", name, says, HERE, given, CHANGED)


def _changed() -> Iterator[tuple[str, str, Given]]:
    """Yield questions that contradict themselves: name, about, given."""
    one, two = met(), first(PUT_UP)
    asked = one["definition"]["questions"][0]
    swapped = [{**asked, "options": asked["options"][::-1]}]
    yield "k", "Another number.", met(k=6)
    yield "quorum", "How many must answer, where k alone counts.", met(quorum=7)
    yield "tags", "Two groups.", met(tags=[Tag("all", "", 0, 30), Tag("state", "OR", 0, 30)])
    yield "swapped", "No before yes.", met(questions=swapped)
    yield "third", "A third answer.", met(questions=[{**asked, "options": [*asked["options"], hashed("ask 0")]}])
    yield "id", "A question with an id.", met(questions=[{**asked, "id": "met"}])
    yield "bins", "Answers that are figures.", met(questions=[{**asked, "bins": [0, 1]}])
    yield "option", "Another word for yes.", {**one, "texts": {**one["texts"], hashed("yes"): "maybe"}}
    yield "ask_struck", "A question that was struck.", {**one, "texts": {**one["texts"], hashed("ask 0"): None}}
    yield "first_title", "Another title than the draft's.", {**two, "texts": {**two["texts"], hashed("title"): "Pay"}}
    yield "first_text", "Another question than the draft's.", {**two, "texts": {**two["texts"], hashed("ask 0"): "So?"}}
    yield "first_two", "A second question.", box(ask_first_text(PUT_UP), [PUT_UP["text"], "So?"])
    yield "first_signing", "It ends at another time.", first(PUT_UP, signing_ends=ENDS - 1)
    yield "first_withdrawing", "Taking back ends at another time.", first(PUT_UP, withdrawing_ends=ENDS)
    yield "first_batch", "Batches of another length.", first(PUT_UP, batch=DAY_SECONDS + 1)
    yield "first_room_added", "A room, for which the draft did not ask.", first(PUT_UP, room=True)
    yield "first_room_left", "No room, though the draft asked for one.", first(ROOM)


def check() -> Iterator[Case]:
    """Compare questions with the demand that they are about."""
    name, given = "question_check", {"demand": DEMAND, "beside": BESIDE}
    right = [
        ("met", "Its asks.", met()),
        ("punished", "Who was punished.", about("punished", ["punished"])),
        ("step", "Its second step.", about("step", ["We vote on a walkout"], 2, quorum=7)),
    ]
    for which, says, made in right:
        yield good(f"check_{which}", name, says, {**given, **made})
    wrong: list[tuple[str, str, str, Given]] = [
        ("other", "wrong_box", "Another demand.", {**met(), "demand": definition("demand", levels=[5])}),
        ("first", "wrong_box", "Who would sign, which is about no demand yet.", first(PUT_UP)),
        ("title", CHANGED, "Another title.", met(title="Pay")),
        ("asks", CHANGED, "Another ask.", about("met", ["Free supervision"])),
        ("asks_more", CHANGED, "An ask too many.", about("met", [each["what"] for each in SAYS["asks"]] + ["So?"])),
        ("words", CHANGED, "Another question than who was punished.", about("punished", ["Are you well?"])),
        ("step_first", CHANGED, "The words of another step.", about("step", [str(STEP["says"])], 2, quorum=7)),
        ("step_quorum", CHANGED, "Fewer than the step needs.", about("step", ["We vote on a walkout"], 2, quorum=5)),
        ("step_third", "rule_impossible", "A step that the demand does not have.", about("step", ["So?"], 3)),
        ("struck", CHANGED, "The demand was struck.", {**met(), "beside": {**BESIDE, hashed("intro"): None}}),
        ("untitled", CHANGED, "Its title was struck.", {**met(), "beside": {**BESIDE, hashed("title"): None}}),
    ]
    for which, expect, says, made in wrong:
        yield Case(f"check_{which}", name, says, HERE, {**given, **made}, expect)


if __name__ == "__main__":
    write("questions", [case for each in (texts, read, check) for case in each()])
