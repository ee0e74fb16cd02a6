"""The questions: every answer leads somewhere, every route can be reached, and each page of them is plain."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from tests.habits.translations import catalog_path
from tests.habits.tree import read
from tests.reports.reading import grade
from tests.web.reading import HARDEST_GRADE, LEAST_EASE, ease
from undersign.reference.errors import UnknownFigure
from undersign.reference.routes import texts
from undersign.reference.routes.questions import Outcome, follow
from undersign.reference.routes.routes import route, routes
from undersign.reference.routes.tree import CARE, PATHS, QUESTIONS, WORKER, Question

SPANISH = read_po(BytesIO(read(catalog_path("pages")).encode()), locale="es")


def ends(path: str, answers: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Outcome]]:
    """Give every way through a path, with its answers and its outcome."""
    at = follow(path, answers)
    if isinstance(at, Outcome):
        yield answers, at
        return
    for option in at.options:
        yield from ends(path, (*answers, option.key))


def spanish(text: str) -> str:
    found = SPANISH.get(text)
    assert found is not None
    return str(found.string)


def sentence(text: str) -> str:
    return text if text[-1] in ".?!:" else f"{text}."


def words_of(question: Question) -> list[str]:
    return [text for text in (question.text, question.hint, *(option.text for option in question.options)) if text]


@pytest.mark.parametrize(
    ("path", "answers", "found"),
    [
        ("worker", ("punished", "together", "private", "no"), ("labor_board",)),
        ("worker", ("punished", "together", "private", "yes"), ("coverage_test",)),
        ("worker", ("punished", "together", "private", "not_sure"), ("labor_board", "coverage_test")),
        ("worker", ("punished", "together", "public"), ("state_board",)),
        ("worker", ("punished", "together", "federal"), ("federal_labor_board",)),
        ("worker", ("punished", "safety", "private"), ("safety",)),
        ("worker", ("punished", "safety", "federal"), ()),
        ("worker", ("punished", "unfair", "federal"), ("federal_counselor",)),
        ("worker", ("punished", "insurance"), ("insurance_law",)),
        ("worker", ("unfair", "not_sure"), ("discrimination", "federal_counselor")),
        ("worker", ("unpaid", "public", "travel"), ("unpaid_travel",)),
        ("worker", ("unpaid", "federal"), ()),
        ("worker", ("union", "private"), ("union_vote",)),
        ("care", ("denied", "job", "employer", "no"), ("job_plan",)),
        ("care", ("denied", "job", "insurer", "no"), ("job_plan", "insured_plan")),
        ("care", ("denied", "job", "employer", "yes"), ("external_review",)),
        ("care", ("denied", "own", "yes"), ("external_review", "insured_plan")),
        ("care", ("denied", "medicaid_plan", "no"), ("medicaid_plan",)),
        ("care", ("denied", "medicaid_plan", "yes"), ("medicaid_hearing",)),
        ("care", ("private", "yes"), ("addiction_records", "privacy")),
        ("care", ("rude", "no"), ()),
    ],
)
def test_answers_lead_to_routes(path: str, answers: tuple[str, ...], found: tuple[str, ...]) -> None:
    at = follow(path, answers)
    assert isinstance(at, Outcome)
    assert at.routes == found


def test_the_first_question_of_a_worker_begins_with_being_punished() -> None:
    first = follow("worker", ())
    assert isinstance(first, Question)
    assert first.options[0].key == "punished"


def test_an_outcome_asks_only_for_the_days_that_its_routes_count_from() -> None:
    both = follow("care", ("private", "yes"))
    assert isinstance(both, Outcome)
    assert both.starts == ("learned",)
    unchecked = follow("care", ("emergency",))
    assert isinstance(unchecked, Outcome)
    assert unchecked.starts == ()


def test_every_route_is_reached_on_its_own_path_and_no_other() -> None:
    reached = {(path, key) for path in PATHS for _, end in ends(path) for key in end.routes}
    assert reached == {(one.path, one.id) for one in routes()}


def test_no_way_is_longer_than_five_questions() -> None:
    assert max(len(answers) for path in PATHS for answers, _ in ends(path)) <= 5


def test_every_question_is_asked_and_its_answers_are_told_apart() -> None:
    asked = {*PATHS.values(), *(option.next for question in QUESTIONS.values() for option in question.options)} - {""}
    assert asked == set(QUESTIONS)
    assert len(QUESTIONS) == len(WORKER) + len(CARE)
    for question in QUESTIONS.values():
        keys = [option.key for option in question.options]
        assert 2 <= len(keys) == len(set(keys))
        assert not [option.key for option in question.options if option.next and option.routes]


@pytest.mark.parametrize(
    ("path", "answers", "said"),
    [
        ("elsewhere", (), "no path 'elsewhere'"),
        ("worker", ("nothing",), "'nothing' does not answer 'worker'"),
        ("care", ("emergency", "yes"), "more answers than questions"),
        ("worker", ("denied",), "does not answer"),
    ],
)
def test_what_does_not_fit_is_refused(path: str, answers: tuple[str, ...], said: str) -> None:
    with pytest.raises(UnknownFigure, match=said):
        follow(path, answers)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.key)
def test_a_question_is_plain_in_both_languages(question: Question) -> None:
    said = words_of(question)
    assert grade(" ".join(map(sentence, said))) <= HARDEST_GRADE
    assert ease(" ".join(sentence(spanish(text)) for text in said)) >= LEAST_EASE


@pytest.mark.parametrize("key", texts.TEXTS)
def test_a_route_is_plain_in_both_languages(key: str) -> None:
    text, found = texts.TEXTS[key], route(key)
    keyed = (texts.STARTS.get(found.starts), texts.MUST.get(found.must), texts.NO_DAY.get(found.no_day))
    said = [each for each in (text.body, text.can_do, text.bring, text.note, *keyed) if each]
    assert grade(" ".join(map(sentence, said))) <= HARDEST_GRADE
    assert ease(" ".join(sentence(spanish(each)) for each in said)) >= LEAST_EASE
