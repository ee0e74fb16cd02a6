"""The chart of the answer, in the reader's language."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from undersign.reference.standings import Standing, narrowest
from undersign.reference.yardstick import Yardstick
from undersign.reports.bands import Band, Line, bands
from undersign.web.alone.templatetags.pay import by_hour


def drawn(found: Yardstick) -> SafeString:
    """Return the chart as an SVG element: a band for each job in the smallest area asked for, and the pay."""
    pay = gettext("%(dollars)s: your pay") % {"dollars": by_hour(found.asked.hourly)}
    lines = [Line(pay, float(found.asked.hourly), "mine")]
    if found.worth:
        after = gettext("%(dollars)s: after unpaid hours") % {"dollars": by_hour(found.worth.hourly)}
        lines.append(Line(after, float(found.worth.hourly), "after"))
    described = gettext(
        "For each job, a band from low to high wages. Your pay is a line through all of them. "
        "The table below has the same figures."
    )
    rows = tuple(_band(standing) for standing in narrowest(found.standings))
    return SafeString(bands(rows, tuple(lines), described))  # made of elements, so all that was filled in is escaped


def _band(standing: Standing) -> Band:
    label = gettext(standing.occupation)
    if standing.instead:
        label = f"{label}, {gettext(standing.area)}"
    low, lower, middle, upper, high = (
        None if figure.dollars is None else float(figure.dollars) for figure in standing.percentiles.values()
    )
    return Band(label, (low, lower, middle, upper, high))
