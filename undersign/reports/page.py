"""One self-contained HTML page for an opened survey: no script, nothing fetched, light and dark."""

from collections.abc import Callable
from typing import TypeAlias

from undersign.reports import sections, words
from undersign.reports.document import document
from undersign.reports.look import style_sheet
from undersign.reports.results import SurveyResult

Progress: TypeAlias = Callable[[int, int], None]


def render_page(result: SurveyResult, progress: Progress | None = None) -> str:
    """Give the whole page as text.

    `progress(done, all)` is called after each group, since each chart takes a moment.
    """
    together = result.together()
    groups = (*((together,) if together is not None else ()), *result.groups)
    drawn = []
    for number, group in enumerate(groups):
        drawn.append(sections.group_section(result, group, number))
        if progress is not None:
            progress(number + 1, len(groups))
    body = [
        sections.opening(result),
        sections.contents(result, groups),
        *drawn,
        sections.shut(result),
        sections.checks(result),
        sections.limits(result),
        f"<footer><p>{words.FOOTER}</p></footer>",
    ]
    return _document(result, "\n".join(body))


def _document(result: SurveyResult, body: str) -> str:
    made_up = f'<span class="made-up">{words.MADE_UP_MARK}</span>' if result.made_up else ""
    head = f'<header class="top"><span class="name">Undersign</span>{made_up}</header>'
    return document(result.title, f"{head}\n<main>\n{body}\n</main>", style_sheet())
