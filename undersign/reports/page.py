"""One self-contained HTML page for an opened survey: no script, nothing fetched, light and dark."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from html import escape
from typing import TypeAlias

from undersign.reports import sections, words
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
    """Wrap the body. The policy in the head lets nothing run and nothing load but the one style sheet within."""
    style = style_sheet()
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made_up = f'<span class="made-up">{words.MADE_UP_MARK}</span>' if result.made_up else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        f"<title>{escape(result.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header class="top"><span class="name">Undersign</span>{made_up}</header>\n<main>\n'
        f"{body}\n</main>\n</body>\n</html>\n"
    )
