"""The questions, one at a time, that lead from what happened to routes. Nothing asks who was hurt, or where.

Every sentence is marked for the site's translations. The last question, for the day, is not in the tree: each route
says with `starts` which day it needs (texts.STARTS).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from undersign.reference.errors import UnknownFigure
from undersign.reference.routes.routes import route
from undersign.reference.routes.tree import PATHS, QUESTIONS, Option, Question


@dataclass(frozen=True)
class Outcome:
    """Where the answers lead: the ids of routes, none where the list has none, and the days to ask for."""

    routes: tuple[str, ...]
    starts: tuple[str, ...]


def follow(path: str, answers: Sequence[str]) -> Question | Outcome:
    """Give the next question of a path (worker or care) after these answers, or the outcome.

    UnknownFigure for a path or an answer that is not there, and for an answer too many.
    """
    if path not in PATHS:
        raise UnknownFigure(f"There is no path {path[:40]!r}. Give one of: {', '.join(PATHS)}.")
    at: Question | Outcome = QUESTIONS[PATHS[path]]
    for answer in answers:
        if isinstance(at, Outcome):
            raise UnknownFigure("There are more answers than questions. Start again from the first question.")
        at = _after(_option(at, answer))
    return at


def _option(question: Question, answer: str) -> Option:
    for option in question.options:
        if option.key == answer:
            return option
    known = ", ".join(option.key for option in question.options)
    raise UnknownFigure(f"{answer[:40]!r} does not answer {question.key!r}. Give one of: {known}.")


def _after(option: Option) -> Question | Outcome:
    if option.next:
        return QUESTIONS[option.next]
    starts = dict.fromkeys(route(key).starts for key in option.routes)
    return Outcome(option.routes, tuple(start for start in starts if start))
