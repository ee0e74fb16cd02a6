"""What a page that seals weighs on a first visit, compressed as a phone gets it: below 75 kB; with a long form 76 kB.

A page weighs itself, its style, and every module that it can come to load, now or later, in the page or apart from it.
"""

from __future__ import annotations

import pytest

from tests.web import weight as weighed
from tests.web.boxes.evening import Evening
from tests.web.demands import drafting
from tests.web.network import browser_of
from tests.web.weight import weight
from undersign.web import client
from undersign.web.demands.drafts import threads
from undersign.web.demands.models import DraftBox

MOST = 75_000
MOST_OF_A_FORM = 76_000  # a proposal and an amendment, with their long form; the aim is 75 kB for these too
# Only where a list is of the signers of an earlier demand: then their opened names are checked too. And only where
# workplaces were merged.
RARE = ("site/box_signers.js", "protocol/seldom.js")
WORDS = "vendor/words.js"


def files(page: str) -> set[str]:
    """Return the client's files that a page can come to load."""
    return weighed.files(page, RARE)


def whole(page: str) -> int:
    """Return the bytes of a page with all its files."""
    return weight(files(page)) + weighed.page_weight(page)


def seen(evening: Evening, path: str) -> str:
    """Return a page that is there."""
    answer = browser_of(evening.people[0]).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def drafted(evening: Evening) -> DraftBox:
    """Return a box for drafts with a proposal in it."""
    found = evening.room()
    drafting.propose(evening, found, 1)
    return found


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_of_a_demand_stay_below_75_kb(evening: Evening, language: str) -> None:
    demand = evening.put_up(evening.room())
    pages = [seen(evening, f"{language}/demands/{demand.box.hex}{more}") for more in ("", "/sign", "/receipt")]
    assert "site/sign.js" in files(pages[1])
    assert {"site/box_worker.js", "site/background_work.js", "vendor/noble.js"} <= files(pages[1])
    assert [size for size in map(whole, pages) if size >= MOST] == []
    assert weight(set[str]().union(*map(files, pages))) < MOST  # from the link to the receipt


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_for_drafts_stay_below_75_kb(evening: Evening, drafted: DraftBox, language: str) -> None:
    here, proposed = f"{language}/drafts/{drafted.box.hex}", threads.threads(drafting.fresh(drafted))[0].hex
    pages = [seen(evening, here + each) for each in ("", "/write", f"/{proposed}/put-up")]
    forms = [seen(evening, here + each) for each in ("/propose", f"/{proposed}/amend")]
    assert [size for size in map(whole, pages) if size >= MOST] == []
    assert [size for size in map(whole, forms) if size >= MOST_OF_A_FORM] == []


def test_no_page_that_seals_loads_the_list_of_words(evening: Evening) -> None:
    demand = evening.put_up(evening.room())
    for more in ("", "/sign", "/receipt", "/list"):
        assert WORDS not in files(seen(evening, f"/demands/{demand.box.hex}{more}"))
    assert WORDS in files(seen(evening, "/sign-in"))


def test_what_a_page_loads_later_is_counted() -> None:
    page = f'<script src="{client.prefix()}site/sign.js">'
    assert {"site/sign.js", "site/box_worker.js", "vendor/chacha.js"} <= files(page)
    assert weight(files(page)) > weight({"site/sign.js"}) > 0
