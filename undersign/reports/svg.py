"""Turning a chart into SVG, in the one theme."""

import re
from html import escape
from typing import TypeAlias, cast

import altair as alt
import vl_convert

from undersign.reports.look import theme

Drawing: TypeAlias = alt.LayerChart | alt.FacetChart

WIDTH = 340
THEME = "undersign"
VEGA_LITE = "6.1"
OPENING = re.compile(r"<svg [^>]*viewBox=\"(?P<box>[^\"]*)\"[^>]*>")

alt.theme.register(THEME, enable=False)(lambda: cast("alt.theme.ThemeConfig", theme()))


def to_svg(chart: Drawing, description: str) -> str:
    """Give an SVG element that can stand in a page or in a file of its own, with a description for screen readers."""
    with alt.theme.enable(THEME):
        drawn = vl_convert.vegalite_to_svg(chart.to_dict(validate=False), vl_version=VEGA_LITE)
    opening = OPENING.match(drawn)
    if opening is None:
        raise ValueError("The chart was drawn in a form that this program does not know.")
    label, box = escape(description), opening["box"]
    attributes = f'xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="{box}" role="img" aria-label="{label}"'
    return f"<svg {attributes}>{drawn[opening.end() :]}"
