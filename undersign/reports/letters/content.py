"""One letter in words: every sentence filled in, in the order in which it is read. All forms of a letter are this."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from undersign.reports.letters.letter import Language, Letter, Step
from undersign.reports.letters.order import in_order
from undersign.reports.letters.signs import Direction, direction, tidy
from undersign.reports.letters.words import WORDS, Words

# Dates and figures as people in the United States write them, in either language.
LOCALES: dict[Language, str] = {"en": "en_US", "es": "es_US"}


@dataclass(frozen=True)
class Said:
    """One text by members, in one line, and the direction it is read in."""

    text: str
    dir: Direction


@dataclass(frozen=True)
class Point:
    """An ask or a step: what it says, what stands small beside it, and, for a step, the sentence before it."""

    what: Said
    when: str
    kind: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with its sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """A whole letter in words. Empty texts and tuples are left out when it is set."""

    language: Language
    words: Words
    rehearsal: bool
    sender: Said
    day: str
    to: Said
    title: Said
    opening: Said
    asks: tuple[Point, ...]
    reasons: tuple[Said, ...]
    reply: Part
    reply_address: str
    steps: tuple[Point, ...]
    names_order: str
    names: tuple[tuple[Said, Said], ...]
    sealed: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    evidence: tuple[Said, ...]
    check_address: str


def said(text: str) -> Said:
    """Make a text fit for its line."""
    clean = tidy(text)
    return Said(clean, direction(clean))


def content(letter: Letter) -> Content:
    """Put a letter into words."""
    words = WORDS[letter.language]
    numbers = {
        "opened": number(len(letter.names), letter.language),
        "listed": number(letter.listed, letter.language),
        "level": number(letter.level, letter.language),
        "workplace": tidy(letter.workplace),
    }
    return Content(
        language=letter.language,
        words=words,
        rehearsal=letter.rehearsal,
        sender=Said(words.sender.format(**numbers), "ltr"),
        day=written(letter.day, letter.language),
        to=said(letter.to),
        title=said(letter.title),
        opening=Said(words.opening.format(**numbers), "ltr"),
        asks=tuple(Point(said(ask.what), words.by.format(day=written(ask.by, letter.language))) for ask in letter.asks),
        reasons=tuple(said(line) for line in letter.reasons.splitlines() if tidy(line)),
        reply=_reply(letter, words),
        reply_address=letter.reply_address or "",
        steps=tuple(_step(step, words, letter.language) for step in letter.steps),
        names_order=words.names_order.format(**numbers),
        names=tuple((said(signer.name), said(signer.title)) for signer in in_order(letter.names)),
        sealed=tuple(sentence.format(**numbers) for sentence in words.sealed),
        facts=(
            (words.listed, numbers["listed"]),
            (words.level, numbers["level"]),
            (words.opened, numbers["opened"]),
            (words.opened_on, written(letter.day, letter.language)),
        ),
        evidence=tuple(said(text) for text in letter.evidence),
        check_address=letter.check_address,
    )


def written(day: date, language: Language) -> str:
    """Write a date out: March 1, 2027."""
    return format_date(day, "long", locale=LOCALES[language])


def number(value: int, language: Language) -> str:
    """Write a number with its thousands apart: 5,000."""
    return format_decimal(value, locale=LOCALES[language])


def _reply(letter: Letter, words: Words) -> Part:
    sentences = [words.answer.format(day=written(letter.reply_by, letter.language))]
    if letter.reply_address:
        sentences.append(words.answer_here)
    return Part(words.reply, tuple(sentences))


def _step(step: Step, words: Words, language: Language) -> Point:
    when = words.step_when.format(day=written(step.day, language), number=number(step.number, language))
    return Point(said(step.says), when, words.step[step.kind])
