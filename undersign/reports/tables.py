"""The totals of an opened survey as CSV and JSON, for whoever wants to count further."""

import csv
import io
import json

from undersign.reports.results import Group, Question, SurveyResult
from undersign.reports.statistics import Estimate, quartiles

NO_ANSWER = "no answer"
COLUMNS = ("group", "question", "option", "count")
# A spreadsheet would run a cell that begins with one of these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(result: SurveyResult) -> str:
    """Give one line per group, question and option, with "no answer" last; lines end in CR LF, as RFC 4180 asks.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for group in result.groups:
        for question, totals in zip(result.questions, group.totals, strict=True):
            for option, count in zip((*question.options, NO_ANSWER), totals, strict=True):
                writer.writerow((_cell(group.name), _cell(question.text), _cell(option), count))
    return file.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def as_json(result: SurveyResult) -> str:
    """Give the whole result as one JSON document, with the estimates of median and quartiles in whole dollars.

    An estimate that falls into the open last bin is {"at_least": its lower edge}.
    """
    document = {
        "title": result.title,
        "intro": result.intro,
        "box_id": result.box_id,
        "opened_on": result.opened_on,
        "k": result.k,
        "made_up": result.made_up,
        "listed": result.listed,
        "requests": result.requests,
        "envelopes": result.envelopes,
        "opened": result.opened(),
        "questions": [_question(question) for question in result.questions],
        "groups": [_group(result, group) for group in result.groups],
        "shut": [
            {"name": group.name, "joined": list(group.joined), "count": group.count, "reason": group.reason}
            for group in result.shut
        ],
        "checked": [
            {"claim": verdict.claim, "verdict": verdict.verdict, "reason": verdict.reason}
            for verdict in result.verdicts
        ],
        "notes": list(result.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _question(question: Question) -> dict[str, object]:
    bins = None if question.bins is None else list(question.bins)
    return {"id": question.id, "text": question.text, "options": [*question.options, NO_ANSWER], "bins": bins}


def _group(result: SurveyResult, group: Group) -> dict[str, object]:
    answers = [
        {"question": question.id, "totals": list(totals), "estimates": _estimates(question, totals)}
        for question, totals in zip(result.questions, group.totals, strict=True)
    ]
    return {
        "name": group.name,
        "joined": list(group.joined),
        "state": group.state,
        "count": group.count,
        "answers": answers,
    }


def _estimates(question: Question, totals: tuple[int, ...]) -> dict[str, object] | None:
    found = None if question.bins is None else quartiles(totals[:-1], question.bins)
    if found is None:
        return None
    return {"lower": _value(found.lower), "median": _value(found.median), "upper": _value(found.upper)}


def _value(estimate: Estimate) -> int | dict[str, int]:
    return {"at_least": estimate.dollars} if estimate.above else estimate.dollars
