"""Invented results for the tests of reports, and a way to read a page."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from undersign.reports.results import Group, Question, Shut, SurveyResult, Verdict

EDGES = (0, 20_000, 30_000, 40_000, 50_000, 60_000, 80_000)
PAY = Question("pay", "What do you earn in a year?", tuple(f"from {edge}" for edge in EDGES), EDGES)
SUPERVISION = Question("supervision", "Is your supervision paid time?", ("Yes", "Sometimes", "No"))

NEW_YORK = Group("New York", ("New York",), "NY", 30, ((1, 2, 8, 10, 4, 2, 1, 2), (5, 5, 18, 2)))
REST = Group("Rest of the country", ("Ohio", "Guam"), None, 12, ((0, 4, 4, 2, 1, 0, 1, 0), (2, 2, 8, 0)))

SURVEY = SurveyResult(
    title="What peer workers earn",
    intro="Pay in a year.\n\nBefore tax.",
    box_id="a3" * 32,
    opened_on="2026-10-01",
    k=10,
    made_up=False,
    listed=60,
    requests=50,
    envelopes=46,
    questions=(PAY, SUPERVISION),
    groups=(NEW_YORK, REST),
    shut=(Shut("Hawaii", ("Hawaii",), 4, "Fewer than 10 came in."),),
    verdicts=(
        Verdict("The record was never rewritten.", "pass", ""),
        Verdict("Each member was vouched for.", "cannot be checked here", "The list is not in this folder."),
        Verdict("The result is the sum.", "FAIL", "Ohio differs."),
    ),
    notes=("Two rows were refused.",),
)

NASTY = "<script>alert(1)</script>\"'&<img src=x onerror=y>"


def nasty() -> SurveyResult:
    """Return a result in which every text tries to break out of the page."""
    question = replace(PAY, text=NASTY, options=(NASTY,) * len(EDGES))
    other = replace(SUPERVISION, text=NASTY, options=(NASTY,) * 3)
    groups = tuple(replace(group, name=NASTY, joined=(NASTY, NASTY)) for group in SURVEY.groups)
    return replace(
        SURVEY,
        title=NASTY,
        intro=NASTY,
        questions=(question, other),
        groups=groups,
        shut=(Shut(NASTY, (NASTY,), 1, NASTY),),
        verdicts=(Verdict(NASTY, NASTY, NASTY),),
        notes=(NASTY,),
    )


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.unclosed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element and what it says of itself."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "br"}:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element without an inside."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the last open element, which must be the one named."""
        if self.unclosed.pop() != tag:
            raise AssertionError(f"</{tag}> closes another element")

    def handle_data(self, data: str) -> None:
        """Keep a piece of text, style sheets left out."""
        if data.strip() and self.unclosed[-1:] != ["style"]:
            self.words.append(" ".join(data.split()))

    def text(self) -> str:
        """Return all text in one line."""
        return " ".join(self.words)
