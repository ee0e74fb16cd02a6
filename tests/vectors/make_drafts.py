"""Makes vectors/drafts: `python -m tests.vectors.make_drafts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import definition, hashed, head, written
from tests.vectors.run_drafts import OPERATIONS
from undersign.protocol.drafts import TEXT_MOST, draft_body, put_up_text
from undersign.protocol.encoding import unb64

HERE: Final = "made by tests/vectors/make_drafts.py"
WORDS: Final = "Paid supervision, within working hours.\nQui\u00e9n m\u00e1s?"
WRONG: Final = "draft_malformed"


def good(name: str, format_: str, about: str, given: dict[str, Any]) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def bodies() -> Iterator[Case]:
    """Pad texts, and read them back."""
    yield good("body", "draft_body", "Two lines.", {"text": WORDS})
    yield good("body_longest", "draft_body", "4,094 bytes.", {"text": "x" * TEXT_MOST})
    for name, about, words in [
        ("empty", "No text.", ""),
        ("long", "4,095 bytes in fewer characters.", "\u00e9" * 2047 + "x"),
        ("tab", "A tab.", "a\tb"),
        ("return", "A carriage return.", "a\r\nb"),
        ("turned", "A character that turns the line round.", "a\u202eb"),
        ("surrogate", "Half of a surrogate pair.", "a\ud800"),
    ]:
        yield Case(f"body_{name}", "draft_body", about, HERE, {"text": words}, WRONG)
    body = draft_body(WORDS)
    yield good("text", "draft_text", "The text of a body.", {"body": body.hex()})
    for name, about, data in [
        ("padding", "A byte behind the text that is not zero.", body[:-1] + b"\1"),
        ("short", "A byte is missing.", body[:-1]),
        ("long", "A byte too many.", body + b"\0"),
        ("length", "A length of 65,535.", b"\xff\xff" + body[2:]),
        ("length_zero", "A length of 0.", bytes(4096)),
        ("cut", "A length that cuts a character.", b"\0\x2b" + body[2:]),
        ("latin", "Not UTF-8.", b"\0\x01\xe9" + bytes(4093)),
        ("control", "A control character.", b"\0\x01\x07" + bytes(4093)),
        ("empty", "No bytes at all.", b""),
    ]:
        yield Case(f"text_{name}", "draft_text", about, HERE, {"body": data.hex()}, WRONG)


def shown() -> Iterator[Case]:
    """Choose what of a box is shown."""
    document = definition("draft")
    ana = [head("Ana"), head("Ana", seq=1), head("Ana", seq=2)]
    back = head("Ana", seq=1, withdraws=True)
    twin = [head("Bo", place=0), head("Bo", place=1)]  # two bodies with one seq

    def case(heads: list[Any], requests: int = 5) -> dict[str, Any]:
        return {"definition": document, "heads": written(heads), "requests": requests}

    yield good("shown", "draft_shown", "Every seq of one key counts.", case([ana[2], ana[0], ana[1]]))
    yield good("shown_back", "draft_shown", "An empty body takes back the earlier ones.", case([ana[0], back, ana[2]]))
    yield good("shown_twin", "draft_shown", "Of two bodies with one seq the smaller hash.", case(twin))
    yield good("shown_below_k", "draft_shown", "Four passes: nothing shows.", case(ana, 4))
    survey = {**case(ana), "definition": definition()}
    yield Case("shown_survey", "draft_shown", "A survey shows nothing.", HERE, survey, "rule_impossible")


def put_up() -> Iterator[Case]:
    """Put a demand up for signing."""
    given: dict[str, Any] = {"title": "Paid supervision", "text": WORDS, "levels": [5, 10]}
    yield good("put_up", "draft_put_up", "A demand with two levels.", given)
    yield Case("put_up_levels", "draft_put_up", "No level.", HERE, {**given, "levels": []}, "document_field")
    words = put_up_text(given["title"], given["text"], given["levels"])
    demand = definition("demand", draft=hashed("draft"))
    texts = {hashed("title"): given["title"], hashed("intro"): given["text"]}
    case = {"definition": demand, "envelope": unb64(hashed("draft")).hex(), "words": words, "texts": texts}
    name = "draft_put_up_check"
    yield good("check", name, "The demand that the draft put up.", case)
    wrong: list[tuple[str, str, str, dict[str, Any]]] = [
        ("unnamed", "wrong_box", "A demand that names no draft.", {"definition": definition("demand")}),
        ("other", "wrong_box", "A demand that names another draft.", {"envelope": bytes(32).hex()}),
        ("title", "definition_changed", "Another title.", {"texts": {**texts, hashed("title"): "Free supervision"}}),
        ("levels", "definition_changed", "Other levels.", {"words": words.replace("[5,10]", "[5,11]")}),
        ("struck", "definition_changed", "A text that is gone.", {"texts": {}}),
        ("plain", "definition_changed", "A draft of words alone.", {"words": WORDS}),
    ]
    for which, expect, about, change in wrong:
        yield Case(f"check_{which}", name, about, HERE, {**case, **change}, expect)


if __name__ == "__main__":
    write("drafts", [case for each in (bodies, shown, put_up) for case in each()])
