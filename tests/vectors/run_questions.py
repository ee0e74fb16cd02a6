"""The operations of vectors/questions."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.run_asks import written
from undersign.protocol import questions
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import unb64


def _texts(given: dict[str, str | None]) -> dict[bytes, str | None]:
    return {unb64(name): words for name, words in given.items()}


def _text(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": questions.question_text(given["about"], bytes.fromhex(given["of"]), given.get("step"))}


def _read(given: dict[str, Any]) -> dict[str, Any]:
    found = questions.read_question(read_definition(given["definition"]), _texts(given["texts"]))
    return {"fields": written(found)}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    definition, texts = read_definition(given["definition"]), _texts(given["texts"])
    found = questions.read_question(definition, texts)
    demand, beside = read_definition(given["demand"]), _texts(given["beside"])
    questions.check_question(found, definition, texts, demand, beside)
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "question_check": _check,
    "question_read": _read,
    "question_text": _text,
}
