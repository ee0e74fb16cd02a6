"""The letter as one self-contained HTML page, to read on a phone or to print."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from undersign.reports.document import document
from undersign.reports.letters.code import qr
from undersign.reports.letters.content import Content, Point, Said, content
from undersign.reports.letters.letter import Letter
from undersign.reports.look import style_sheet


def letter_page(letter: Letter) -> str:
    """Give the whole page as text. It runs nothing and loads nothing."""
    whole = content(letter)
    parts = [*_head(whole), *_asks(whole), *_steps(whole), *_names(whole), *_annex(whole)]
    style = style_sheet() + (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")
    body = "\n".join(part for part in parts if part)
    return document(whole.title.text, f'<main class="sheet">\n{body}\n</main>', style, whole.language)


def _head(whole: Content) -> list[str]:
    words = whole.words
    sender = f"<p>{escape(words.undersigned)} <strong>{escape(whole.sender.text)}</strong></p>"
    rehearsal = f"<strong>{escape(words.rehearsal)}.</strong> {escape(words.rehearsal_note)}"
    return [
        f'<div class="note"><p>{rehearsal}</p></div>' if whole.rehearsal else "",
        f'<div class="from">{sender}<p>{escape(whole.day)}</p></div>',
        f'<p class="to"><span>{escape(words.to)}</span> {_said(whole.to)}</p>',
        f"<h1>{_said(whole.title)}</h1>",
        f"<p>{escape(whole.opening.text)}</p>",
    ]


def _asks(whole: Content) -> list[str]:
    asks = "".join(f"<li>{_point(ask)}</li>" for ask in whole.asks)
    reasons = "".join(f"<p>{_said(reason)}</p>" for reason in whole.reasons)
    answer = "".join(f"<p>{escape(sentence)}</p>" for sentence in whole.reply.sentences)
    return [
        _heading(whole.words.asks),
        f'<ol class="asks">{asks}</ol>',
        _heading(whole.words.reasons) + reasons if reasons else "",
        _heading(whole.reply.heading) + answer,
        f"<p>{_link(whole.reply_address)}</p>" if whole.reply_address else "",
    ]


def _steps(whole: Content) -> list[str]:
    if not whole.steps:
        return []
    steps = "".join(f"<li><strong>{escape(step.kind)}</strong> {_point(step)}</li>" for step in whole.steps)
    return [
        _heading(whole.words.steps),
        f"<p>{escape(whole.words.steps_opening)}</p>",
        f'<ul class="plain">{steps}</ul>',
    ]


def _names(whole: Content) -> list[str]:
    names = "".join(_signer(name, title) for name, title in whole.names)
    order = f'<p class="kicker">{escape(whole.names_order)}</p>'
    return ["<section>", _heading(whole.words.names), order, f'<ul class="names">{names}</ul>', "</section>"]


def _signer(name: Said, title: Said) -> str:
    beneath = f'<span dir="{title.dir}">{escape(title.text)}</span>' if title.text else ""
    return f'<li><strong dir="{name.dir}">{escape(name.text)}</strong>{beneath}</li>'


def _annex(whole: Content) -> list[str]:
    words = whole.words
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in whole.facts)
    found = "".join(f"<li>{_said(text)}</li>" for text in whole.evidence)
    evidence = f'{_heading(words.evidence)}<p>{escape(words.evidence_opening)}</p><ul class="plain">{found}</ul>'
    says = escape(words.code.format(address=whole.check_address))
    return [
        f'<section class="annex"><p class="kicker">{escape(words.annex)}</p>',
        _heading(words.annex_title),
        *_paragraphs(whole.sealed),
        f'<dl class="facts">{facts}</dl>',
        evidence if found else "",
        _heading(words.check),
        f"<p>{escape(words.checking)} {escape(words.scan)}</p>",
        f"<p>{_link(whole.check_address)}</p>",
        f"<p>{escape(words.record)}</p>",
        f'<div class="code" role="img" aria-label="{says}">{qr(whole.check_address)}</div>',
        "</section>",
    ]


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [f"<p>{escape(text)}</p>" for text in texts]


def _point(point: Point) -> str:
    return f'{_said(point.what)} <span class="when">{escape(point.when)}</span>'


def _said(text: Said) -> str:
    """Write what a member wrote, apart from the directions around it."""
    return f'<bdi dir="{text.dir}">{escape(text.text)}</bdi>'


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'
