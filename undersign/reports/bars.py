"""Bars for a question that is not about pay: one per option, its words above it, its number at its end."""

import textwrap
from dataclasses import dataclass

import altair as alt

from undersign.reports.look import DO, SOFT
from undersign.reports.results import Question
from undersign.reports.svg import WIDTH, to_svg

LETTERS_A_LINE = 44
LINE_HEIGHT = 16
BASELINE = 5
THICK = 12
ROW = 24
ROOM_FOR_NUMBERS = 1.15


@dataclass(frozen=True)
class Bar:
    """One option: its words line by line, where they begin, where the bar begins, its number and colour."""

    lines: tuple[str, ...]
    words_at: int
    bar_at: int
    count: int
    colour: str


def bars(question: Question, totals: tuple[int, ...]) -> str:
    """Draw the bars; `totals` has one number per option and last the number without an answer, drawn in grey."""
    placed = _placed(question, totals)
    height = placed[-1].bar_at + ROW
    across = alt.X("c:Q").scale(domain=[0, max(1, *totals) * ROOM_FOR_NUMBERS]).axis(None)
    down = alt.Scale(domain=[0, height], reverse=True, nice=False)
    values = [
        {"c": bar.count, "t": f"{bar.count:,}", "y": bar.bar_at, "y2": bar.bar_at + THICK, "colour": bar.colour}
        for bar in placed
    ]
    top = alt.Y("y:Q").scale(down).axis(None)
    data = alt.Chart(alt.Data(values=values))
    drawn = data.mark_rect().encode(
        x=across, x2=alt.datum(0), y=top, y2="y2:Q", color=alt.Color("colour:N").scale(None)
    )
    ends = data.mark_text(align="left", dx=5, dy=THICK / 2, baseline="middle").encode(x=across, y=top, text="t:N")
    return to_svg(
        alt.layer(drawn, ends, _words(placed, top)).properties(width=WIDTH, height=height),
        f"Bars: answers for each option, {sum(totals[:-1]):,} in all. The numbers stand below.",
    )


def _placed(question: Question, totals: tuple[int, ...]) -> list[Bar]:
    placed: list[Bar] = []
    at = 0
    for label, count in zip((*question.options, "No answer"), totals, strict=True):
        lines = tuple(textwrap.wrap(label, LETTERS_A_LINE)) or ("",)
        below = at + LINE_HEIGHT * len(lines)
        last = len(placed) == len(question.options)
        placed.append(Bar(lines, at, below, count, SOFT if last else DO))
        at = below + ROW
    return placed


def _words(placed: list[Bar], top: alt.Y) -> alt.Chart:
    values = [
        {"y": bar.words_at + LINE_HEIGHT * (number + 1) - BASELINE, "t": line}
        for bar in placed
        for number, line in enumerate(bar.lines)
    ]
    chart = alt.Chart(alt.Data(values=values)).mark_text(align="left", baseline="alphabetic")
    drawn: alt.Chart = chart.encode(x=alt.value(0), y=top, text="t:N")
    return drawn
