"""spec/carrying.md names each address for keyholders' programs, with its method and the most that it takes."""

from __future__ import annotations

import re
from typing import Final

from tests.habits.tree import read
from undersign.web.boxes.envelopes.access import BODY_MOST as DOOR_MOST
from undersign.web.boxes.keyholders import urls, views
from undersign.web.boxes.passes import actions as passes
from undersign.web.pages.answers import BODY_MOST

PAGE: Final = read("spec/carrying.md")
ROWS: Final = dict(re.findall(r"^\| `(?:GET|POST) (/keyholders/[^`]*)` \| (.*) \|$", PAGE, re.MULTILINE))
FIELDS: Final = {"stock": ["keys"], "answers": ["box", "answers"], "parts": ["box", "first", "documents"]}


def test_every_address_stands_there_and_no_other() -> None:
    written = {str(each.pattern).lstrip("^").replace(r"\.", ".").removesuffix(r"\Z") for each in urls.urlpatterns}
    named = {re.sub(r"\(\?P<written>[^)]*\)", "<box>", each) for each in written}
    assert {each.removeprefix("/keyholders/") for each in ROWS} == named


def test_the_lengths_are_those_of_the_site() -> None:
    for name, fields in FIELDS.items():
        row = ROWS[f"/keyholders/{name}"]
        assert f"{views.MOST // 1024} KiB" in row
        assert [each for each in fields if f'"{each}"' not in row] == []
    assert f"{BODY_MOST // 1024} KiB" in ROWS["/keyholders/deleted"]
    assert f"{DOOR_MOST // 1024} KiB, answers" in PAGE
    assert f"most {passes.ANSWERS_MOST:,}" in ROWS["/keyholders/answers"]
