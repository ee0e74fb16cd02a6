"""What My hours weighs: a first view under 15 kB, all its pages with all that they come to load under 60 kB.

The list of the twelve words is not among them: it is loaded only where somebody types them.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.weight import APART, RARE, at_once, files, page_weight, weight
from undersign.web.alone.hours import views

FIRST_VIEW = 15_000
IN_ALL = 60_000
FURTHER = 10_000
PREFIXES = ["", "/es"]


def seen(visitor: Client, path: str) -> str:
    """Return a page that is there."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(("path", "script"), [("", "hours"), ("/log", "log"), ("/keep", "keep")])
def test_a_first_view_stays_below_15_kb(visitor: Client, prefix: str, path: str, script: str) -> None:
    page = seen(visitor, f"{prefix}/hours{path}")
    fetched = at_once(page)
    assert {"look/look.css", f"hours/page_{script}.js", "hours/store.js"} <= fetched
    assert page_weight(page) + weight(fetched) < FIRST_VIEW


@pytest.mark.parametrize("prefix", PREFIXES)
def test_my_hours_stays_below_60_kb_in_all(visitor: Client, prefix: str) -> None:
    pages = [seen(visitor, f"{prefix}/{address}") for address in views.PAGES.values()]
    loaded = APART.union(*(files(page, RARE) for page in pages))
    assert {"hours/backup.js", "hours/csv.js", "hours/tasks.js", "hours/worker.js"} <= loaded
    manifest = seen(visitor, f"{prefix}/hours/app.webmanifest")
    assert sum(map(page_weight, [*pages, manifest])) + weight(loaded) < IN_ALL


def test_each_further_page_adds_little_to_the_first(visitor: Client) -> None:
    first = at_once(seen(visitor, "/hours"))
    for address in views.PAGES.values():
        page = seen(visitor, f"/{address}")
        assert page_weight(page) + weight(at_once(page) - first) < FURTHER


def test_the_list_of_words_is_loaded_only_by_who_types_them(visitor: Client) -> None:
    keep = seen(visitor, "/hours/keep")
    assert "vendor/words.js" in files(keep)
    assert "vendor/words.js" not in files(keep, RARE)
    assert "words.js" not in seen(visitor, "/hours/files.json")
