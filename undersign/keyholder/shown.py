"""The words and the look of the program's own page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final

from undersign.keyholder import approvals, status
from undersign.keyholder.duties import BoxState
from undersign.keyholder.keys import KeyholderFolder

HERE: Final = Path(__file__).parent / "look"  # in the installed package
SOURCE: Final = Path(__file__).parents[2] / "client" / "look"
SHEETS: Final = ("tokens.css", "look.css")
KINDS: Final = {"survey": "Survey", "demand": "Demand", "vote": "Vote", "draft": "Drafts"}
FRAME: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/look.css">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
HANDED: Final = """<h2>A withdrawal</h2>
<p>Somebody who takes a name or an answer back can give you a file if the site does not take it. Your program then opens
nothing that passes over it.</p>
<form method="post" action="withdrawal" enctype="multipart/form-data"><input type="hidden" name="token" value="{token}">
<p><label for="file">The file that they gave you</label> <input type="file" id="file" name="file" required></p>
<button class="button quiet">Keep this withdrawal</button></form>"""


@lru_cache(maxsize=1)
def look() -> bytes:
    """Return the style of the site's own pages."""
    folder = HERE if HERE.is_dir() else SOURCE
    return b"".join((folder / name).read_bytes() for name in SHEETS if (folder / name).is_file())


def stopped() -> str:
    """Return what anybody else gets."""
    body = "<h1>This page is for the person at this computer</h1>\n<p>To see it, type "
    body += "<code>undersign keyholder status</code> and your folder, and open the link that it shows. "
    return FRAME.format(title="Keyholder", body=body + "Each link works once.</p>")


def page(own: KeyholderFolder, token: str, trouble: str = "", said: Sequence[str] = ()) -> str:
    """Return the page. `token` goes with each form; `trouble` and `said` are what came of the last one."""
    parts = [f"<h1>{escape(own.card['name'])}, keyholder</h1>"]
    if trouble:
        parts.append(f'<div class="error" role="alert"><p>{escape(trouble)}</p></div>')
    if said:
        words = "".join(f"<p>{escape(each)}</p>" for each in said)
        parts.append(f'<div class="note" role="status">{words}</div>')
    parts += [f"<p>{escape(each)}</p>" for each in status.about(own)]
    boxes = status.boxes(own)
    parts.append("<h2>Boxes</h2>" if boxes else "<p>No box is there yet.</p>")
    parts += [_box(own, each, token) for each in boxes]
    parts.append(HANDED.format(token=escape(token)) if boxes else "")
    return FRAME.format(title="Keyholder", body="\n".join(parts))


def _box(own: KeyholderFolder, box: BoxState, token: str) -> str:
    kind, title = KINDS.get(box.kind, box.kind), box.title or "its title was struck"
    parts = [f'<section class="note">\n<h3>{escape(kind)}: {escape(title)}</h3>']
    parts += [f"<p>{escape(each)}</p>" for each in status.about_box(own, box)]
    if box.kind == status.NAMED and not box.done:
        parts.append(_forms(own, box, token))
    return "\n".join([*parts, "</section>"])


def _forms(own: KeyholderFolder, box: BoxState, token: str) -> str:
    approved = approvals.approval(own, bytes.fromhex(box.box))
    hidden = f'<input type="hidden" name="token" value="{escape(token)}">'
    hidden += f'<input type="hidden" name="box" value="{escape(box.box)}">'
    if approved is not None:
        button = '<button class="button quiet">Take back my approval</button>'
        return f'<form method="post" action="take-back">{hidden}{button}</form>'
    start = datetime.fromtimestamp(box.opens_at).astimezone().strftime("%Y-%m-%dT%H:%M")
    field = f"at-{box.box[:16]}"
    return (
        f'<form method="post" action="approve">{hidden}<p><label for="{field}">Open at this time or after</label> '
        f'<input type="datetime-local" id="{field}" name="at" value="{start}" min="{start}"></p>'
        '<button class="button">I approve: open the names then, if the rule is met</button></form>'
    )
