"""One pay among the wages of several jobs: for each job a band from low to high, and lines through all of them.

Drawn here and not with Vega, which takes a second and much memory: a page has to answer at once. Inks are those of the
text around it (`currentColor`) but for the lines, whose classes the page's style sheet colors, so that it is right in
the dark and on paper.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from undersign.reports.look import FONT, SIZE

WIDTH = 340
SIDE = 6
LETTERS_A_LINE = 46
LINE_HEIGHT = 17
BAND = 16
ROW_GAP = 14
TOP_LINE = 18
AXIS = 30
BEYOND = 1.15
STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
TICKS_MOST = 6
LETTER = 7.0
BOLD_LETTER = 7.8


@dataclass(frozen=True)
class Band:
    """One job: its name, and the wages of which 10, 25, 50, 75 and 90 of 100 people earn less; None is not known."""

    label: str
    wages: tuple[float | None, float | None, float | None, float | None, float | None]


@dataclass(frozen=True)
class Line:
    """An amount that is drawn through all bands, its words, and the class by which a style sheet colors it."""

    label: str
    dollars: float
    kind: str


def bands(rows: tuple[Band, ...], lines: tuple[Line, ...], description: str) -> str:
    """Give an SVG element that can stand in a page, with a description for who hears it."""
    scale = _Scale(rows, lines)
    top = TOP_LINE * len(lines) + 6
    height = top + sum(_height(row) for row in rows)
    svg = ET.Element("svg", {"class": "chart", "viewBox": f"0 0 {WIDTH} {height + AXIS}", "role": "img"})
    svg.set("aria-label", description)
    svg.set("font-family", FONT)
    svg.set("font-size", str(SIZE))
    svg.set("fill", "currentColor")
    _axis(svg, scale, top, height)
    _lines(svg, lines, scale, height)
    for row in rows:
        _band(svg, row, scale, top)
        top += _height(row)
    return ET.tostring(svg, encoding="unicode")


class _Scale:
    """Dollars across the chart. Pay far above all wages is drawn at the right edge: the bands must stay readable."""

    def __init__(self, rows: tuple[Band, ...], lines: tuple[Line, ...]) -> None:
        known = [wage for row in rows for wage in row.wages if wage is not None] or [line.dollars for line in lines]
        most = max(known) * BEYOND
        least = min(known + [line.dollars for line in lines])
        most = min(most, max(known + [line.dollars for line in lines]) * 1.05)
        self.step = next((step for step in STEPS if (most - least) / step <= TICKS_MOST - 1), STEPS[-1])
        self.low = least // self.step * self.step
        self.high = max(most, self.low + self.step)

    def at(self, dollars: float) -> float:
        part = (min(dollars, self.high) - self.low) / (self.high - self.low)
        return round(SIDE + part * (WIDTH - 2 * SIDE), 1)

    def ticks(self) -> Iterator[float]:
        tick = self.low
        while tick <= self.high:
            yield tick
            tick += self.step


def _lines_of(row: Band) -> list[str]:
    return textwrap.wrap(row.label, LETTERS_A_LINE) or [""]


def _height(row: Band) -> int:
    return LINE_HEIGHT * len(_lines_of(row)) + BAND + ROW_GAP


def _axis(svg: ET.Element, scale: _Scale, top: int, bottom: int) -> None:
    last = -float(WIDTH)
    for tick in scale.ticks():
        x, text = scale.at(tick), f"${tick:g}"
        half = LETTER * len(text) / 2
        _stroke(svg, x, x, top, bottom, {"opacity": "0.15"})
        if x - half > last:
            place = min(max(x, half), WIDTH - half)
            _text(svg, place, bottom + 18, text, {"text-anchor": "middle"})
            last = place + half + LETTER


def _lines(svg: ET.Element, lines: tuple[Line, ...], scale: _Scale, bottom: int) -> None:
    """Draw each line with its words above, to its right if there is room for all, and so that none crosses words."""
    right = all(scale.at(line.dollars) + _width(line) <= WIDTH for line in lines)
    for number, line in enumerate(sorted(lines, key=lambda line: line.dollars, reverse=not right)):
        x, top = scale.at(line.dollars), TOP_LINE * number
        drawn = ET.SubElement(svg, "g", {"class": line.kind})
        _stroke(drawn, x, x, top + TOP_LINE, bottom, {"stroke-width": "2"})
        place = x if right else max(x, min(_width(line), WIDTH))
        _text(drawn, place, top + 13, line.label, {"text-anchor": "start" if right else "end", "font-weight": "600"})


def _width(line: Line) -> float:
    return BOLD_LETTER * len(line.label)


def _band(svg: ET.Element, row: Band, scale: _Scale, top: int) -> None:
    """Draw a thin line from 10 to 90 of 100, a thick one over the middle half, and a tick in the middle."""
    for line in _lines_of(row):
        top += LINE_HEIGHT
        _text(svg, SIDE, top - 4, line, {"class": "over"})
    low, lower, middle, upper, high = (scale.at(wage) if wage is not None else None for wage in row.wages)
    y = top + BAND / 2
    if low is not None and high is not None:
        _stroke(svg, low, high, y, y, {"stroke-width": "2"})
    if lower is not None and upper is not None:
        _stroke(svg, lower, upper, y, y, {"stroke-width": "9", "opacity": "0.55"})
    if middle is not None:
        _stroke(svg, middle, middle, y - 7, y + 7, {"stroke-width": "3"})


def _stroke(svg: ET.Element, x1: float, x2: float, y1: float, y2: float, more: dict[str, str]) -> None:  # noqa: PLR0913 - two ends
    places = {"x1": f"{x1:g}", "x2": f"{x2:g}", "y1": f"{y1:g}", "y2": f"{y2:g}"}
    ET.SubElement(svg, "line", {**places, "stroke": "currentColor", **more})


def _text(svg: ET.Element, x: float, y: float, words: str, more: dict[str, str]) -> None:
    ET.SubElement(svg, "text", {"x": f"{x:g}", "y": f"{y:g}", **more}).text = words
