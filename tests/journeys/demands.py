"""What people do on the pages of drafts and demands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdf

from tests.journeys.keyholders import size, until
from tests.journeys.network import visit_workplace
from tests.journeys.people import Site, Somebody

TITLE = "Pay us for supervision"
TO = "The director of Harbor Services"
DRAFTS = re.compile(r"/drafts/[0-9a-f]{64}\Z")
DEMAND = re.compile(r"/demands/[0-9a-f]{64}\Z")
PATIENCE = 90_000  # milliseconds until something comes that keyholders and the clock must do first


@dataclass(frozen=True)
class Wish:
    """What somebody types into the form of a proposal. Days count from the site's day."""

    title: str = TITLE
    asks: Sequence[tuple[str, int]] = (
        ("One hour of supervision a week, in paid time.", 60),
        ("At least $23 an hour for every peer worker.", 90),
    )
    reasons: str = "Half of us have a second job. We meet with our supervisor in our own time."
    reply: int = 30
    steps: Sequence[tuple[str, str, int, int]] = ()  # what, in one line, how many, from which day
    levels: Sequence[int] = (5,)
    days: int = 0  # 0: tonight
    names: str = "signers"
    more: dict[str, str] = field(default_factory=dict)


def day(site: Site, ahead: int) -> str:
    """Return a day as date fields take it, so many days after the site's."""
    return (datetime.fromtimestamp(site.home.now(), UTC) + timedelta(days=ahead)).date().isoformat()


def open_drafts(opener: Somebody) -> str:
    """Begin drafts for those who sit together, by the button on the workplace's page; return their address."""
    visit_workplace(opener)
    opener.tap("Drafts and demands")
    until("the drafts of these months begin", lambda: _has_begun(opener))
    opener.look("drafts-of-the-place")
    opener.tap("Write a demand together, here and now")
    opener.page.wait_for_url(DRAFTS)
    return opener.page.url


def _has_begun(somebody: Somebody) -> bool:
    somebody.page.reload()
    return "Read and write drafts" in somebody.text()


def come(somebody: Somebody, address: str) -> None:
    """Go to the drafts, and stay until one may write there."""
    somebody.go(address)
    somebody.page.get_by_role("link", name="Propose a demand").wait_for(timeout=PATIENCE)


def propose(somebody: Somebody, wish: Wish) -> None:
    """Fill the form of a proposal, look at all of it, and send it. One stands at the drafts."""
    page, site = somebody.page, somebody.site
    somebody.tap("Propose a demand")
    page.fill("#title", wish.title)
    page.fill("#to", TO)
    for at, (what, by) in enumerate(wish.asks):
        if at:
            somebody.tap("Add this ask")
        page.locator("[name=ask-what]").nth(at).fill(what)
        page.locator("[name=ask-by]").nth(at).fill(day(site, by))
    page.fill("#reasons", wish.reasons)
    page.fill("#reply", day(site, wish.reply))
    for at, (what, says, number, when) in enumerate(wish.steps):
        somebody.tap("Add a next step")
        page.locator("[name=step-what]").nth(at).select_option(what)
        page.locator("[name=step-says]").nth(at).fill(says)
        page.locator("[name=step-number]").nth(at).fill(str(number))
        page.locator("[name=step-date]").nth(at).fill(day(site, when))
    if len(wish.levels) > 1:
        somebody.tap_summary("Let people ask for more names than that")
    for at, level in enumerate(wish.levels):
        page.locator("[name=level]").nth(at).fill(str(level))
    page.check(f"[name=names][value={wish.names}]")
    if wish.days:
        page.check("[name=lasts][value=days]")
        page.fill("#days", str(wish.days))
    somebody.look("proposal-filled")
    somebody.tap("Look at all of it")
    somebody.sees("Is all of it right?")
    somebody.look("proposal-review")
    sends(somebody, "Send as a proposal, without a name")


def sends(somebody: Somebody, button: str) -> None:
    """Press a button that sends into the drafts, once: where the pass is not there yet the page waits by itself."""
    somebody.tap(button)
    somebody.page.get_by_role("heading", name="Received").wait_for(timeout=PATIENCE)


def read_drafts(somebody: Somebody, address: str, words: str) -> None:
    """Go to the drafts until something shows there."""
    waits_until(somebody, address, words)


def comment(somebody: Somebody, words: str) -> None:
    """Comment on the last thing that stands at the drafts."""
    somebody.page.get_by_role("link", name="Comment on this").last.click()
    somebody.page.fill("#text", words)
    somebody.look("comment")
    sends(somebody, "Send without a name")


def put_up(somebody: Somebody) -> None:
    """Put the last proposal at the drafts up for signing."""
    somebody.page.get_by_role("link", name="Put it up for signing").last.click()
    somebody.look("put-up")
    sends(somebody, "Put it up now")


def find_demand(somebody: Somebody, address: str) -> str:
    """Wait at the drafts until the demand stands there; return its address."""
    somebody.go(address)
    link = somebody.page.get_by_role("link", name="Go to the demand").first
    link.click(timeout=PATIENCE)
    somebody.page.wait_for_url(DEMAND)
    return somebody.page.url


def sign(somebody: Somebody, demand: str, name: str, level: int, *, looks: bool = False) -> None:
    """Sign a demand from its page on: three screens, then the receipt."""
    somebody.go(demand)
    somebody.page.locator("#sign").click(timeout=PATIENCE)
    somebody.page.fill("#name", name)
    somebody.page.fill("#job", "Peer Support Specialist")
    somebody.page.check(f"[name=level][value='{level}']")
    if looks:
        somebody.look("sign-name")
    somebody.tap("Review before sealing")
    somebody.page.locator("#seal").wait_for(timeout=PATIENCE)
    if looks:
        somebody.look("sign-review")
    somebody.tap("Seal and sign")
    somebody.page.wait_for_url("**/receipt", timeout=PATIENCE)
    somebody.sees("Received")
    if looks:
        somebody.look("receipt")


def move(site: Site, seconds: int) -> None:
    """Let time pass, once a tick has proven what was written before: what comes late to a list waits from then on."""
    before = size(site)
    until("a tick proves it", lambda: size(site) > before + 1)  # the first may have begun before
    site.home.move_clock(seconds)


def waits_until(somebody: Somebody, address: str, words: str) -> None:
    """Look at a page until it says something."""
    until(f"it says {words}", lambda: _says(somebody, address, words))


def _says(somebody: Somebody, address: str, words: str) -> bool:
    somebody.go(address)
    somebody.page.locator("main h1").wait_for()
    return words in somebody.text()


def letter(somebody: Somebody, link: str, folder: Path) -> str:
    """Download a letter by a link of the page; return its text."""
    with somebody.page.expect_download() as download:
        somebody.page.get_by_role("link", name=link).first.click()
    path = folder / "letter.pdf"
    download.value.save_as(path)
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def address_in(text: str, what: str) -> str:
    """Return the address in a letter of the page to check it, or to reply to it."""
    found = re.search(rf"http://localhost:\d+/{what}/[0-9a-f]{{64}}(#[\w-]{{43}})?", "".join(text.split()))
    assert found, text
    return found[0]
