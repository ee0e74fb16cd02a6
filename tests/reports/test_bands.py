"""One pay among the wages of several jobs."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from undersign.reports.bands import WIDTH, Band, Line, bands

ASSISTANTS = Band("Social and Human Service Assistants", (17.3, 19.1, 22.7, 27.0, 31.0))
SPECIALISTS = Band("Community and Social Service Specialists, All Other, United States", (24.3, 29.8, 32.0, 38.3, 46.0))
PAY = Line("$17.50: your pay", 17.5, "mine")
AFTER = Line("$15.31: after unpaid hours", 15.31, "after")


def drawn(rows: tuple[Band, ...], *lines: Line) -> ET.Element:
    return ET.fromstring(bands(rows, lines, "Wages & pay"))  # noqa: S314 - our own chart


def places(chart: ET.Element) -> list[float]:
    """Return where everything begins and ends, from left to right."""
    return [float(element.get(name, 0)) for element in chart.iter("line") for name in ("x1", "x2")]


def line_of(chart: ET.Element, kind: str) -> float:
    """Return where the line of an amount is drawn."""
    (group,) = (group for group in chart.iter("g") if group.get("class") == kind)
    (line,) = group.iter("line")
    return float(line.get("x1", 0))


def test_it_says_what_it_is_to_who_hears_it() -> None:
    chart = drawn((ASSISTANTS,), PAY)
    assert (chart.get("role"), chart.get("aria-label")) == ("img", "Wages & pay")


def test_each_job_has_its_name_and_each_amount_its_words() -> None:
    texts = [element.text or "" for element in drawn((ASSISTANTS, SPECIALISTS), PAY, AFTER).iter("text")]
    assert {"Social and Human Service Assistants", "$17.50: your pay", "$15.31: after unpaid hours"} <= set(texts)
    assert SPECIALISTS.label not in texts
    assert SPECIALISTS.label in " ".join(texts)


def test_the_lower_amount_is_drawn_to_the_left() -> None:
    chart = drawn((ASSISTANTS,), PAY, AFTER)
    assert line_of(chart, "after") < line_of(chart, "mine")


def test_all_is_inside_the_chart_even_pay_far_above_or_below() -> None:
    for dollars in (0.5, 17.5, 60, 999):
        chart = drawn((ASSISTANTS, SPECIALISTS), Line("pay", dollars, "mine"))
        assert all(0 <= place <= WIDTH for place in places(chart))


def test_a_wage_that_is_not_known_is_left_out() -> None:
    whole = drawn((ASSISTANTS,), PAY)
    part = drawn((Band("x", (17.3, 19.1, None, 27.0, None)),), PAY)
    assert len(list(part.iter("line"))) < len(list(whole.iter("line")))
    assert drawn((Band("x", (None,) * 5),), PAY) is not None


def test_names_cannot_become_part_of_the_page() -> None:
    assert "<script>" not in bands((Band("<script>", ASSISTANTS.wages),), (PAY,), '"><script>')


def test_it_has_no_style_inside() -> None:
    assert "style" not in bands((ASSISTANTS,), (PAY,), "x")
