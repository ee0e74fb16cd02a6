"""Makes vectors/hours: `python -m tests.vectors.make_hours`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.cases import Case, write
from tests.vectors.definitions import definition, hashed
from tests.vectors.run_hours import OPERATIONS
from undersign.protocol import hours
from undersign.protocol.encoding import b64, unb64
from undersign.protocol.tags import Tag

HERE: Final = "made by tests/vectors/make_hours.py"
CHANGED: Final = "definition_changed"
MONTH: Final = "2026-10"
WORKPLACE: Final = unb64(hashed("workplace"))
OTHER: Final = unb64(hashed("other workplace"))

Given = dict[str, Any]


def good(name: str, format_: str, about: str, given: Given) -> Case:
    """Return a case that is accepted, with what comes out today."""
    return Case(name, format_, about, HERE, given, output=OPERATIONS[format_](given) or None)


def survey(
    month: str = MONTH,
    workplace: bytes = WORKPLACE,
    intro: str = "",
    **changes: Any,  # noqa: ANN401 - fields
) -> Given:
    """Return the definition of a month's survey and the texts beside it. `changes`: of the definition."""
    texts = {hashed("title"): hours.title_of(month), hashed("intro"): intro or hours.hours_text(month, workplace)}
    questions = []
    for number, each in enumerate(hours.questions_of(month, workplace)):
        names = [hashed(f"hours {number}/{at}") for at in range(len(each["options"]))]
        texts |= {hashed(f"hours {number}"): each["text"], **dict(zip(names, each["options"], strict=True))}
        questions.append({**each, "text": hashed(f"hours {number}"), "options": names})
    return {"definition": definition(**{"questions": questions, **changes}), "texts": texts}


def asked(number: int, **changes: Any) -> Given:  # noqa: ANN401 - fields
    """Return the survey with one of its questions changed."""
    questions = list(survey()["definition"]["questions"])
    questions[number] = {**questions[number], **changes}
    return survey(questions=questions)


def worded(label: str, words: str | None) -> Given:
    """Return the survey with one of its texts changed, or struck."""
    made = survey()
    return {**made, "texts": {**made["texts"], hashed(label): words}}


def texts() -> Iterator[Case]:
    """Write which hours are asked for."""
    name, place = "hours_text", WORKPLACE.hex()
    yield good("text_month", name, "A month at a workplace.", {"month": MONTH, "workplace": place})
    yield good("text_december", name, "The last month of a year.", {"month": "2099-12", "workplace": place})
    wrong: list[tuple[str, str, Given]] = [
        ("month_13", "A thirteenth month.", {"month": "2026-13", "workplace": place}),
        ("month_0", "A month before the first.", {"month": "2026-00", "workplace": place}),
        ("month_day", "A day.", {"month": "2026-10-01", "workplace": place}),
        ("month_short", "A month in one digit.", {"month": "2026-9", "workplace": place}),
        ("month_line", "A month with a line after it.", {"month": "2026-10\n", "workplace": place}),
        ("month_early", "A month of 1999.", {"month": "1999-12", "workplace": place}),
        ("workplace", "No workplace.", {"month": MONTH, "workplace": place[2:]}),
    ]
    for which, says, given in wrong:
        expect = "size_wrong" if which == "workplace" else "document_field"
        yield Case(f"text_{which}", name, says, HERE, given, expect)


def read() -> Iterator[Case]:
    """Read the survey of a month by itself."""
    name = "hours_read"
    yield good("read_month", name, "A month at a workplace.", survey())
    yield good("read_december", name, "The last month of a year.", survey("2026-12"))
    yield Case("read_plain", name, "Words of a survey.", HERE, survey(intro="How long?"), "rule_impossible")
    other = survey(intro='{"kind":"question","v":1}')
    yield Case("read_kind", name, "A document of another kind.", HERE, other, "rule_impossible")
    demand = {**survey(), "definition": definition("demand")}
    yield Case("read_demand", name, "A demand.", HERE, demand, "rule_impossible")
    vote = survey(kind="vote")
    yield Case("read_vote", name, "A vote.", HERE, vote, "rule_impossible")
    yield Case("read_struck", name, "What it asks for was struck.", HERE, worded("intro", None), "rule_impossible")
    words = hours.hours_text(MONTH, WORKPLACE)
    early = survey(intro=words.replace(MONTH, "2026-13"))
    yield Case("read_month_13", name, "A thirteenth month.", HERE, early, "document_field")
    more = survey(intro=words.replace('"v"', '"name":"Ana","v"'))
    yield Case("read_more", name, "A field too many.", HERE, more, "document_field")
    for which, says, given in _changed():
        yield Case(f"read_{which}", name, says, HERE, given, CHANGED)


def _changed() -> Iterator[tuple[str, str, Given]]:
    """Yield surveys that ask something else than the hours of their month: name, about, given."""
    all_asked = survey()["definition"]["questions"]
    first = all_asked[0]
    yield "title", "Another title.", worded("title", "Hours of 2026-09")
    yield "title_struck", "A title that was struck.", worded("title", None)
    yield "month_other", "The questions of another month.", survey("2026-09", intro=hours.hours_text(MONTH, WORKPLACE))
    other = survey(workplace=OTHER, intro=hours.hours_text(MONTH, WORKPLACE))
    yield "workplace", "The questions of another workplace.", other
    yield "words", "Another question.", worded("hours 0", f"Sick days, {MONTH}, workplace {b64(WORKPLACE)}")
    yield "words_struck", "A question that was struck.", worded("hours 3", None)
    yield "option", "Another word for a range.", worded("hours 1/0", "nothing")
    yield "fewer", "A question too few.", survey(questions=all_asked[:3])
    yield "order", "The questions in another order.", survey(questions=all_asked[::-1])
    yield "twice", "A question too many.", survey(questions=[*all_asked, first])
    yield "bins", "Other edges.", asked(0, bins=[0, 1, 5, 10, 21])
    yield "bins_none", "Ranges without edges.", survey(questions=[_without(first, "bins"), *all_asked[1:]])
    yield "options_few", "Four ranges.", asked(2, options=all_asked[2]["options"][:4], bins=[0, 5, 20, 40])
    yield "id", "A question with an id.", asked(0, id="unpaid")
    yield "most", "Two ranges at once.", asked(0, most=2)
    yield "k", "Another number.", survey(k=6)
    yield "quorum", "How many must answer, where k alone counts.", survey(quorum=7)
    yield "tags", "Two groups.", survey(tags=[Tag("all", "", 0, 30), Tag("state", "OR", 0, 30)])
    yield "room", "In a room.", survey(room=True)
    yield "ends", "It ends with its month.", survey(signing_ends=hours.month_ends(MONTH))


def _without(question: Given, name: str) -> Given:
    return {key: value for key, value in question.items() if key != name}


def lists() -> Iterator[Case]:
    """Compare a survey with the rule of its list."""
    name, rule = "hours_list", {"rule": "workplace", "of": b64(WORKPLACE)}
    yield good("list_same", name, "The people of the workplace.", {**survey(), "rule": rule})
    wrong: list[tuple[str, str, Given | None]] = [
        ("other", "The people of another workplace.", {**rule, "of": b64(OTHER)}),
        ("all", "Everybody.", {"rule": "all", "of": ""}),
        ("signers", "The signers of a demand with the same number.", {**rule, "rule": "signers"}),
        ("none", "A list without a rule.", None),
    ]
    for which, says, given in wrong:
        yield Case(f"list_{which}", name, says, HERE, {**survey(), "rule": given}, CHANGED)


def over() -> Iterator[Case]:
    """Compare a month with the time."""
    name, ends = "hours_over", hours.month_ends(MONTH)
    yield good("over", name, "Half a day after the month has ended in UTC.", _at(ends + hours.EVERYWHERE))
    wrong = [("running", "In the month.", ends - 1), ("somewhere", "Where it ends last.", ends + hours.EVERYWHERE - 1)]
    for which, says, seconds in wrong:
        yield Case(f"over_{which}", name, says, HERE, _at(seconds), "month_not_over")


def _at(seconds: int) -> Given:
    return {"month": MONTH, "seconds": seconds}


def once() -> Iterator[Case]:
    """Compare a survey with others."""
    name, one, two, three = "hours_once", b64(WORKPLACE), b64(OTHER), hashed("third workplace")
    asked = _month(one)
    right: list[tuple[str, str, Given, list[Given]]] = [
        ("alone", "No other survey.", asked, []),
        ("month", "Another month.", asked, [_month(one, month="2026-09")]),
        ("place", "Another workplace.", asked, [_month(two)]),
        ("others_joined", "Other workplaces that count as one.", asked, [_month(two, {three: two})]),
        (
            "joined_since",
            "A place that was joined with it when both had been asked.",
            asked,
            [_month(two), _month(three)],
        ),
    ]
    for which, says, given, others in right:
        yield good(f"once_{which}", name, says, {"asked": given, "others": others})
    wrong: list[tuple[str, str, Given, list[Given]]] = [
        ("again", "The same month at the same workplace.", asked, [_month(two), _month(one)]),
        ("into", "At the one that it counts as now.", _month(one, {one: two}), [_month(two)]),
        ("from", "At one that counts as it now.", _month(one, {two: one}), [_month(two)]),
        ("beside", "At one that counts as the same third.", _month(one, {one: three, two: three}), [_month(two)]),
        ("parted", "At one that counted as it then, and was parted from it.", asked, [_month(two, {one: two})]),
        ("third", "Both counted as a third.", _month(one, {one: three}), [_month(two, {two: three})]),
    ]
    for which, says, given, others in wrong:
        yield Case(f"once_{which}", name, says, HERE, {"asked": given, "others": others}, "month_asked_again")


def _month(workplace: str, merged: Given | None = None, month: str = MONTH) -> Given:
    return {"month": month, "workplace": workplace, "merged": merged or {}}


def ranges() -> Iterator[Case]:
    """Find the range of an amount of a log."""
    some = [
        ("nothing", "No unpaid minute.", 0, 0),
        ("below", "The last minute of a range.", 0, 299),
        ("edge", "The first minute of the next.", 0, 300),
        ("last", "Above the last edge.", 0, 60 * 300),
        ("cents", "A cent below 200 dollars.", 1, 19_999),
        ("dollars", "200 dollars.", 1, 20_000),
        ("outside", "Hours outside the role.", 2, 1_201),
        ("supervision", "Four hours of supervision.", 3, 240),
    ]
    for which, says, number, amount in some:
        yield good(f"range_{which}", "hours_range", says, {"question": number, "amount": amount})


def sums() -> Iterator[Case]:
    """Add up what totals come to."""
    some: list[tuple[str, str, int, list[int]]] = [
        ("closed", "Ranges with an upper end.", 0, [1, 2, 1, 1, 0, 2]),
        ("open", "Two in the last range.", 1, [0, 0, 2, 1, 2, 0]),
        ("nothing", "Nobody but in the first range.", 2, [6, 0, 0, 0, 0, 0]),
        ("silent", "Nobody chose a range.", 3, [0, 0, 0, 0, 0, 5]),
    ]
    for which, says, number, totals in some:
        yield good(f"sum_{which}", "hours_sum", says, {"question": number, "totals": totals})
    few = {"question": 0, "totals": [1, 2, 1, 1, 0]}
    yield Case("sum_few", "hours_sum", "A range too few.", HERE, few, "group_counts_wrong")


if __name__ == "__main__":
    write("hours", [case for each in (texts, read, lists, over, once, ranges, sums) for case in each()])
