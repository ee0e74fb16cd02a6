"""Whether a question about a demand asks what the demand, or a draft, gives, where the folder holds either.

And whether the survey of a month's hours asks for those, and the people of its workplace, and is the only one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from undersign.protocol import drafts, hours, questions
from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.verifier.box.box import BoxExamination


def check_about(box: BoxExamination, find: Callable[[bytes], BoxExamination | None]) -> None:
    """Check a question by itself, and one about an opened demand against that; a month's hours against its list.

    `find`: gives the box of an id, examined, if it is there. Errors: FolderProblem.
    """
    if box.kind != "survey" or box.definition is None or box.void:
        return
    texts = box.files.texts()
    words = texts.get(box.definition.fields["intro"])
    if hours.is_hours(words):
        _check_hours(box, box.definition)
    if not questions.is_question(words):
        return
    try:
        found = box.asks = questions.read_question(box.definition, texts)
        demand = find(found["of"]) if "of" in found else None
        if demand is not None and demand.definition is not None and not demand.void:
            questions.check_question(found, box.definition, texts, demand.definition, demand.files.texts())
            box.follows = True
    except Refused as problem:
        box.problems.note("rules_fixed_first", problem, f"books/{box.name}")


def _check_hours(box: BoxExamination, definition: Definition) -> None:
    """Check that the survey of a month's hours asks for those and nothing else; where the list is there, also whom."""
    try:
        box.asks = hours.read_hours(definition, box.files.texts())
        if box.listed is not None and box.listed.seen and box.listed.sound:
            hours.check_list(box.asks, box.listed.reader.rule)
            box.follows = True
    except Refused as problem:
        box.problems.note("rules_fixed_first", problem, f"books/{box.name}")


def check_firsts(boxes: Sequence[BoxExamination]) -> None:
    """Find for each question that was asked first the draft that asks it; one that is not there says nothing."""
    for box in boxes:
        if box.asks is not None and box.asks["kind"] == questions.ASK_FIRST:
            box.follows = any(_says(each, box.asks) for each in boxes if each.kind == "draft")


def _says(drafted: BoxExamination, found: Document) -> bool:
    """Return whether a draft of a box says the same as a question that was asked first."""
    asked = {name: value for name, value in found.items() if name != "asks"}
    bodies = [each.body for each in drafted.envelopes.signed.values() if each.body] if drafted.envelopes else []
    for body in bodies:
        try:
            if drafts.read_draft(drafts.draft_text(body)) == asked:
                return True
        except Refused:
            continue
    return False


def check_months(boxes: Sequence[BoxExamination]) -> None:
    """Check that no survey asks for a month's hours that an earlier one of the folder asked for at the same place.

    Which names a place has is as the list of each says it; where that list is not there, the one that it asks about.
    """
    found = sorted((each for each in boxes if each.asks is not None and each.asks["kind"] == "hours"), key=_defined)
    for at, box in enumerate(found):
        for earlier in found[:at]:
            try:
                hours.check_once(_month(box), [_month(earlier)])
            except Refused as problem:
                both = ", and both were opened" if box.entries.results and earlier.entries.results else ""
                where = f"books/{box.name}, after books/{earlier.name}{both}"
                box.problems.note("rules_fixed_first", problem, where)


def _defined(box: BoxExamination) -> tuple[int, str]:
    return box.book.position(box.entries.defined_at) if box.book else 0, box.name


def _month(box: BoxExamination) -> hours.Month:
    asks = box.asks or {}
    known = box.listed is not None and box.listed.seen and box.listed.sound
    merged = box.listed.reader.people.merged() if known and box.listed else {}
    return hours.Month(asks["month"], hours.names_of(asks["workplace"], merged))
