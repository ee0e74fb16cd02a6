"""Colours and type of charts and pages: paper and ink. `report.css` beside it holds the style sheet of a page."""

from pathlib import Path
from typing import Any

PAPER = "#fbfaf6"
INK = "#1c1b19"
SOFT = "#57534b"
LINE = "#d8d3c6"
DO = "#0a5a52"
FONT = "system-ui, sans-serif"
SIZE = 13


def theme() -> dict[str, Any]:
    """Give the one chart theme, as a Vega-Lite theme: no background, no frame, thin lines, the page's type.

    The colours are those of the light page; `report.css` turns each of them for the dark one.
    """
    label = {"labelColor": SOFT, "labelFont": FONT, "labelFontSize": SIZE, "labelPadding": 4}
    return {
        "config": {
            "background": None,
            "font": FONT,
            "padding": {"left": 2, "right": 10, "top": 2, "bottom": 2},
            "aria": False,
            "view": {"stroke": None},
            "rect": {"color": DO},
            "rule": {"color": INK, "strokeWidth": 1},
            "tick": {"color": INK},
            "text": {"color": INK, "fontSize": SIZE, "font": FONT},
            "axis": {**label, "gridColor": LINE, "domainColor": INK, "tickColor": INK, "title": None},
            "axisX": {"grid": False, "tickSize": 4},
            "axisY": {"domain": False, "ticks": False, "tickMinStep": 1, "format": ",d"},
        }
    }


def style_sheet() -> str:
    """Give the style sheet of a page."""
    return (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
