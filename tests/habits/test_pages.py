"""No page carries script or style inside it; both come as files whose hashes can be checked.

A report is the exception: it is one file to hand on, so it carries its style, and it has no script at all.
"""

from __future__ import annotations

import re

import pytest

from tests.habits.tree import matching, read

SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|=\s*[\"']javascript:", re.IGNORECASE)
STYLE = re.compile(r"<style|\sstyle\s*=", re.IGNORECASE)
PAGES = [(name, read(name)) for name in matching(".html", under="undersign/")]


def inline(name: str, text: str) -> list[str]:
    """Return what stands inside a page and should be a file of its own."""
    in_report = name.startswith("undersign/reports/")
    style = [] if in_report else STYLE.findall(text)
    script = re.findall(r"<script", text, re.IGNORECASE) if in_report else []
    return style + script + [match[0] for match in SCRIPT.finditer(text)]


def test_no_page_has_script_or_style_inside() -> None:
    assert {name: inline(name, text) for name, text in PAGES if inline(name, text)} == {}


@pytest.mark.parametrize(
    "text", ["<script>1</script>", '<a onclick="x()">', '<p style="color: red">', "<style>p {}</style>"]
)
def test_what_stands_inside_a_page_is_seen(text: str) -> None:
    assert inline("undersign/web/page.html", text)


def test_a_script_from_a_file_is_no_inline_script() -> None:
    assert inline("undersign/web/page.html", '<script type="module" src="vote.js"></script>') == []


def test_a_report_has_its_style_and_no_script() -> None:
    assert inline("undersign/reports/page.html", "<style>p {}</style>") == []
    assert inline("undersign/reports/page.html", '<script src="x.js"></script>') != []
