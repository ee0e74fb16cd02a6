"""The parts of a page, each as a piece of HTML in which every outside text is escaped."""

from datetime import date
from html import escape
from itertools import pairwise

from undersign.reports import words
from undersign.reports.bars import bars
from undersign.reports.histogram import histogram
from undersign.reports.marks import Mark, marks_for
from undersign.reports.money import about, full
from undersign.reports.results import Group, Question, Shut, SurveyResult, Verdict
from undersign.reports.statistics import Quartiles, quartiles


def opening(result: SurveyResult) -> str:
    """Give title, introduction, the mark of a demo, and the main figures."""
    day = date.fromisoformat(result.opened_on)
    note = f'<div class="note"><p>{words.MADE_UP}</p></div>' if result.made_up else ""
    groups = f"{len(result.groups):,} group" + ("" if len(result.groups) == 1 else "s")
    facts = [
        ("Opened", f"{day:%B} {day.day}, {day.year}"),
        ("Who could answer", None if result.listed is None else f"{result.listed:,} people"),
        ("Asked to take part", None if result.requests is None else f"{result.requests:,}"),
        ("Envelopes sealed", f"{result.envelopes:,}"),
        ("Smallest group", f"{result.k:,} envelopes. No smaller group is ever opened."),
        ("Survey number", f"<code>{escape(result.box_id)}</code>"),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts if value is not None)
    return (
        f'<p class="kicker">Survey result</p>\n<h1>{escape(result.title)}</h1>\n{_paragraphs(result.intro)}{note}\n'
        f'<div class="count"><div><span class="figure">{result.opened():,}</span> of {result.envelopes:,} envelopes '
        f'opened, in {groups}</div></div>\n<dl class="facts">{rows}</dl>\n{_notes(result.notes)}'
    )


def contents(result: SurveyResult, groups: tuple[Group, ...]) -> str:
    """List the groups with their size and, for the first question about pay, their median."""
    if not groups:
        return "<h2>Groups</h2>\n<p>No group was large enough to be opened.</p>"
    pay = next((number for number, question in enumerate(result.questions) if question.bins is not None), None)
    median = "" if pay is None else '<th scope="col" class="number">Median</th>'
    rows = "".join(_contents_row(result, group, number, pay) for number, group in enumerate(groups))
    reading = "" if pay is None else _reading(result.questions)
    return (
        f'<h2 id="groups">Groups</h2>\n<p>{words.CONTENTS}{reading}</p>\n<table class="contents"><thead><tr>'
        f'<th scope="col">Group</th><th scope="col" class="number">Envelopes</th>{median}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _reading(questions: tuple[Question, ...]) -> str:
    uneven = any(question.bins is not None and _uneven(question.bins) for question in questions)
    return f" {words.CHART} {words.UNEVEN}" if uneven else f" {words.CHART}"


def _contents_row(result: SurveyResult, group: Group, number: int, pay: int | None) -> str:
    cell = ""
    if pay is not None:
        found = quartiles(group.totals[pay][:-1], result.questions[pay].bins or ())
        cell = f'<td class="number">{about(found.median) if found is not None else "none"}</td>'
    return (
        f'<tr><th scope="row"><a href="#group-{number}">{escape(group.name)}</a></th>'
        f'<td class="number">{group.count:,}</td>{cell}</tr>'
    )


def group_section(result: SurveyResult, group: Group, number: int) -> str:
    """Give one group: its name, what is in it, and each question with chart, figures and counts."""
    parts = "".join(
        _question(question, totals, marks_for(group.state) if question.bins is not None else ())
        for question, totals in zip(result.questions, group.totals, strict=True)
    )
    return (
        f'<section id="group-{number}" aria-labelledby="name-{number}">\n'
        f'<h2 id="name-{number}">{escape(group.name)}</h2>\n<p class="kicker">{_made_of(group)}</p>\n{parts}\n'
        '<p class="source"><a href="#groups">All groups</a></p>\n</section>'
    )


def _made_of(group: Group) -> str:
    size = f"{group.count:,} envelopes"
    if not group.joined or group.joined == (group.name,):
        return size
    return f"{size}, from {escape(', '.join(group.joined))}"


def _question(question: Question, totals: tuple[int, ...], marks: tuple[Mark, ...]) -> str:
    answered = sum(totals[:-1])
    head = f"<h3>{escape(question.text)}</h3>"
    if answered == 0:
        return f"{head}<p>{words.NO_ANSWERS}</p>{_counts(question, totals)}"
    if question.bins is None:
        return f"{head}<figure>{_inline(bars(question, totals))}</figure>{_counts(question, totals)}"
    figure = f"<figure>{_inline(histogram(question, totals, marks))}{_key(marks)}</figure>"
    return f"{head}{figure}{_middle(quartiles(totals[:-1], question.bins))}{_counts(question, totals)}"


def _inline(svg: str) -> str:
    """Drop the name space, which an SVG needs only in a file of its own."""
    return svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


def _uneven(edges: tuple[int, ...]) -> bool:
    return len({upper - lower for lower, upper in pairwise(edges)}) > 1


def _key(marks: tuple[Mark, ...]) -> str:
    rows = "".join(
        f"<li><b>{mark.letter}</b> <span>{escape(mark.label)}</span> "
        f'<span class="number">{full(mark.dollars)}</span></li>'
        for mark in marks
    )
    return f'<ul class="key" aria-label="Lines in the chart">{rows}</ul>' if rows else ""


def _middle(found: Quartiles | None) -> str:
    if found is None:
        return ""
    rows = (
        ("A quarter get less than", found.lower),
        ("Half get less (the median)", found.median),
        ("A quarter get more than", found.upper),
    )
    cells = "".join(
        f'<tr><th scope="row">{name}</th><td class="number">{about(estimate)}</td></tr>' for name, estimate in rows
    )
    return f'<table class="middle"><tbody>{cells}</tbody></table>'


def _counts(question: Question, totals: tuple[int, ...]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(option)}</th><td class="number">{count:,}</td></tr>'
        for option, count in zip((*question.options, "No answer"), totals, strict=True)
    )
    return f"<details><summary>All counts</summary><table><tbody>{rows}</tbody></table></details>"


def shut(result: SurveyResult) -> str:
    """Say what stayed sealed, how much of it, and why."""
    if not result.shut:
        return f"<h2>What stayed shut</h2>\n<p>{words.NOTHING_SHUT}</p>"
    rows = "".join(_shut_row(group) for group in result.shut)
    return f'<h2>What stayed shut</h2>\n<p>{words.SHUT}</p>\n<ul class="plain">{rows}</ul>'


def _shut_row(group: Shut) -> str:
    tags = "" if group.joined in ((), (group.name,)) else f" ({escape(', '.join(group.joined))})"
    size = "1 envelope" if group.count == 1 else f"{group.count:,} envelopes"
    return f"<li>{escape(group.name)}{tags}: {size}. {escape(group.reason)}</li>"


def checks(result: SurveyResult) -> str:
    """List each claim that was checked, with its verdict."""
    if not result.verdicts:
        return f"<h2>How it was checked</h2>\n<p>{words.NOT_CHECKED}</p>"
    rows = "".join(_verdict_row(verdict) for verdict in result.verdicts)
    return f"<h2>How it was checked</h2>\n<p>{words.CHECKED}</p>\n<table><tbody>{rows}</tbody></table>"


def _verdict_row(verdict: Verdict) -> str:
    mark = ' class="fail"' if verdict.verdict == "FAIL" else ""
    reason = f'<br><span class="kicker">{escape(verdict.reason)}</span>' if verdict.reason else ""
    return f'<tr><th scope="row">{escape(verdict.claim)}{reason}</th><td{mark}>{escape(verdict.verdict)}</td></tr>'


def limits(result: SurveyResult) -> str:
    """Say what these figures cannot show, and where the yardsticks come from."""
    about_pay = any(question.bins is not None for question in result.questions)
    said = (*words.LIMITS, words.PAY_LIMIT) if about_pay else words.LIMITS
    text = f'<h2>Keep in mind</h2>\n<ul class="plain">{"".join(f"<li>{sentence}</li>" for sentence in said)}</ul>'
    return f"{text}\n{_sources(result)}" if about_pay else text


def _sources(result: SurveyResult) -> str:
    states = sorted({group.state or "" for group in result.groups} | {""})
    sources = dict.fromkeys(mark.source for state in states for mark in marks_for(state or None))
    listed = "".join(f"<li>{escape(source)}</li>" for source in sources)
    return f'<h2>Where the lines come from</h2>\n<p>{words.YARDSTICKS}</p>\n<ul class="plain">{listed}</ul>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>\n" for part in text.split("\n\n") if part.strip())


def _notes(notes: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(note)}</p>\n" for note in notes)
