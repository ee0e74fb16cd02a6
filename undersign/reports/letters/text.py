"""The letter as plain text, in lines of at most 72 signs, for whoever reads without a PDF viewer."""

import textwrap
from collections.abc import Iterable

from undersign.reports.letters.content import Content, Point, Said, content
from undersign.reports.letters.letter import Letter
from undersign.reports.letters.signs import isolated

WIDTH = 72
RULE = "-" * WIDTH


def letter_text(letter: Letter) -> str:
    """Give the whole letter. Only an address or a word longer than a line goes beyond its end.

    A text with right-to-left signs stands between the two isolating marks of Unicode, so that it reads right.
    """
    whole = content(letter)
    parts = [*_head(whole), *_asks(whole), *_steps(whole), *_names(whole), *_annex(whole)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(whole: Content) -> list[str]:
    words = whole.words
    return [
        _lines(f"{words.rehearsal.upper()}. {words.rehearsal_note}") if whole.rehearsal else "",
        _lines(f"{words.undersigned}: {whole.sender.text}"),
        whole.day,
        _lines(f"{words.to}: {isolated(whole.to.text)}"),
        _lines(isolated(whole.title.text)),
        _lines(whole.opening.text),
    ]


def _asks(whole: Content) -> list[str]:
    asks = [
        _lines(isolated(ask.what.text), f"{number}. ") + "\n" + _lines(ask.when, "   ")
        for number, ask in enumerate(whole.asks, 1)
    ]
    reasons = [_heading(whole.words.reasons), *_said(whole.reasons)] if whole.reasons else []
    reply = [_heading(whole.reply.heading), *map(_lines, whole.reply.sentences), whole.reply_address]
    return [_heading(whole.words.asks), *asks, *reasons, *reply]


def _steps(whole: Content) -> list[str]:
    if not whole.steps:
        return []
    return [_heading(whole.words.steps), _lines(whole.words.steps_opening), *map(_step, whole.steps)]


def _step(step: Point) -> str:
    return "\n".join((_lines(step.kind, "* "), _lines(isolated(step.what.text), "  "), _lines(step.when, "  ")))


def _names(whole: Content) -> list[str]:
    names = [isolated(name.text) + (f", {isolated(title.text)}" if title.text else "") for name, title in whole.names]
    return [_heading(whole.words.names), whole.names_order, "\n".join(_lines(name, "* ") for name in names)]


def _annex(whole: Content) -> list[str]:
    words = whole.words
    return [
        RULE,
        _lines(f"{words.annex}: {words.annex_title}"),
        *map(_lines, whole.sealed),
        "\n".join(f"{label}: {value}" for label, value in whole.facts),
        *([_heading(words.evidence), _lines(words.evidence_opening)] if whole.evidence else []),
        *_said(whole.evidence, "* "),
        _heading(words.check),
        _lines(f"{words.checking} {words.go}"),
        whole.check_address,
        _lines(words.record),
    ]


def _said(texts: Iterable[Said], mark: str = "") -> list[str]:
    return [_lines(isolated(text.text), mark) for text in texts]


def _heading(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _lines(text: str, mark: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
