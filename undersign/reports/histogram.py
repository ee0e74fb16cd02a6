"""The histogram of yearly pay, with median, middle half and the public yardsticks drawn in."""

import math
from typing import Literal, TypeAlias

import altair as alt

from undersign.reports.look import PAPER
from undersign.reports.marks import Mark
from undersign.reports.money import short
from undersign.reports.results import Question
from undersign.reports.statistics import Estimate, quartiles
from undersign.reports.svg import WIDTH, to_svg

HEIGHT = 180
BESIDE = 32
LABEL_SPACE = 50
LETTER = 7.5
LETTER_WIDTH = 14
LETTER_HEIGHT = 13
GAP = 0.06
STRIP_AT = HEIGHT + 8
AXIS_OFFSET = 14

Side: TypeAlias = Literal["left", "right", "center"]
SHIFT: dict[Side, int] = {"left": 1, "right": -1, "center": 0}


def histogram(question: Question, totals: tuple[int, ...], marks: tuple[Mark, ...]) -> str:
    """Draw one column per bin, all of one width; above them a letter and a line for each yardstick.

    Under the columns a bar spans the middle half of the answers, with a tick at the median. `totals` has one number
    per bin and last the number without an answer, which is not drawn.
    """
    edges, counts = question.bins, totals[:-1]
    if edges is None:
        raise ValueError(f"Question {question.id!r} has no bins of pay.")
    layers = [_columns(edges, counts), *_strip(edges, counts), *_lines(edges, marks)]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, autosize=alt.AutoSizeParams(type="fit-x"))
    return to_svg(chart, f"Columns: answers in each range of pay, {sum(counts):,} in all. The numbers stand below.")


def _columns(edges: tuple[int, ...], counts: tuple[int, ...]) -> alt.Chart:
    values = [{"l": place + GAP, "r": place + 1 - GAP, "c": count} for place, count in enumerate(counts)]
    labels = _labels(edges)
    shown, names = list(labels), list(labels.values())
    axis = alt.Axis(values=shown, offset=AXIS_OFFSET, labelExpr=f"{names}[indexof({shown}, datum.value)]")
    most = max(1, *counts)
    chart = alt.Chart(alt.Data(values=values)).mark_rect()
    drawn: alt.Chart = chart.encode(
        x=alt.X("l:Q").scale(domain=[0, len(edges)], nice=False).axis(axis),
        x2="r:Q",
        y=alt.Y("c:Q").scale(domain=[0, most], nice=False).axis(values=_ticks(most)),
        y2=alt.datum(0),
    )
    return drawn


def _ticks(most: int) -> list[int]:
    """Give 0 and one to four multiples of a round number, up to the height of the tallest column."""
    power = 10 ** (len(str(max(1, most // 2))) - 1)
    step = max(power * factor for factor in (1, 2, 5) if power * factor <= max(1, most // 2))
    return list(range(0, most + 1, step))


def _labels(edges: tuple[int, ...]) -> dict[int, str]:
    """Choose the edges that get a label, so that none touches another; the open last bin always gets one."""
    last = len(edges) - 1
    names = [short(edge) for edge in edges[:-1]] + [f"{short(edges[-1])}+"]
    pixel = (WIDTH - BESIDE) / len(edges)
    step = max(1, math.ceil(LABEL_SPACE / pixel))
    room = (LETTER * (len(names[-1]) + max(len(name) for name in names)) / 2 + LETTER) / pixel
    return {place: names[place] for place in [*range(0, last, step), last] if place == last or last - place >= room}


def _position(edges: tuple[int, ...], dollars: int) -> float:
    """Place an amount on the axis of columns: within its bin in proportion, in the middle of the open last bin."""
    place = max(number for number, edge in enumerate(edges) if edge <= dollars)
    if place == len(edges) - 1:
        return place + 0.5
    return place + (dollars - edges[place]) / (edges[place + 1] - edges[place])


def _strip(edges: tuple[int, ...], counts: tuple[int, ...]) -> list[alt.Chart]:
    """Draw the bar of the middle half and the tick of the median; an end in the open bin reaches the chart's end."""
    found = quartiles(counts, edges)
    if found is None:
        return []

    def at(estimate: Estimate) -> float:
        return len(edges) if estimate.above else _position(edges, estimate.dollars)

    middle = len(edges) - 0.5 if found.median.above else at(found.median)
    half = alt.Chart(alt.Data(values=[{"x": at(found.lower), "x2": at(found.upper)}]))
    point = alt.Chart(alt.Data(values=[{"x": middle}]))
    return [
        half.mark_rule(strokeWidth=4).encode(x="x:Q", x2="x2:Q", y=alt.value(STRIP_AT)),
        point.mark_rule(strokeWidth=3).encode(x="x:Q", y=alt.value(STRIP_AT - 7), y2=alt.value(STRIP_AT + 7)),
    ]


def _lines(edges: tuple[int, ...], marks: tuple[Mark, ...]) -> list[alt.Chart]:
    """Draw a dashed line for each yardstick with its letter above; of two close ones the letters stand apart."""
    letters = _letters(edges, marks)
    lines: list[alt.Chart] = []
    texts: list[alt.Chart] = []
    for row in sorted({row for _, _, row, _ in letters}):
        top = alt.value(-3 - LETTER_HEIGHT * row)
        here = [{"x": place, "t": letter, "side": side} for place, letter, at, side in letters if at == row]
        line = alt.Chart(alt.Data(values=here)).encode(x="x:Q", y=top, y2=alt.value(HEIGHT))
        lines += [line.mark_rule(strokeWidth=3, color=PAPER), line.mark_rule(strokeDash=[3, 2])]
        for side, shift in SHIFT.items():
            values = [value for value in here if value["side"] == side]
            if values:
                text = alt.Chart(alt.Data(values=values)).encode(x="x:Q", y=top, text="t:N")
                texts.append(text.mark_text(baseline="bottom", fontWeight="bold", align=side, dx=shift))
    return [*lines, *texts]


def _letters(edges: tuple[int, ...], marks: tuple[Mark, ...]) -> list[tuple[float, str, int, Side]]:
    """Give for each yardstick its position, its letter, the row of the letter and on which side of its line it ends."""
    places = [_position(edges, mark.dollars) for mark in marks]
    pixel = (WIDTH - BESIDE) / len(edges)
    found: list[tuple[float, str, int, Side]] = []
    free = -float(LETTER_WIDTH)
    for number, (place, mark) in enumerate(zip(places, marks, strict=True)):
        crowded = place * pixel < free
        beside = number + 1 < len(places) and (places[number + 1] - place) * pixel < LETTER_WIDTH
        if crowded and found[-1][3] == "right":
            found.append((place, mark.letter, 0, "left"))
        elif crowded:
            found.append((place, mark.letter, found[-1][2] + 1, "center"))
        else:
            found.append((place, mark.letter, 0, "right" if beside else "center"))
        free = max(free, place * pixel + LETTER_WIDTH)
    return found
