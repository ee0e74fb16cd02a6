"""`hours`: seconds to the first entry of My hours, and to totals over ten years, in Chromium slowed six times.

Each round is a phone of its own that has never seen the site, and somebody who fills in the form without a pause. The
first entry is set against the load of a page without script or style; the totals over 3,650 days, three entries each,
against IndexedDB alone reading the same records. Both are measured in the same round. Put in they are by the page's own
store, before the phone is slowed.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.frame import CannotRun, figure, finish, machine, say
from undersign.cli import demo_site
from undersign.rehearsal import serving

SLOWER = 6
ROUNDS = 5
DAYS = 3650
WAIT_MS = 120_000
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
PAGES = ("/hours", "/hours/totals", "/hours/log", "/hours/keep")

PUT_IN_ONE = """() => new Promise(resolve => {
    const of = name => document.querySelector(name);
    of("[name=by][value=length]").click();
    of("#kind").value = "notes";
    of("#minutes").value = "30";
    const saved = of("[data-saved]");
    new MutationObserver(() => saved.hidden || resolve()).observe(saved, {attributes: true});
    of("#entry [type=submit]").click();
})"""

PUT_IN_ALL = """async days => {
    const address = document.querySelector("script[src*=page_]").src.replace(/page_[a-z]+/, "store");
    const { putAll } = await import(address);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const unpaid = ["notes", "meetings", "debriefing", "training", "calls"];
    const entries = Array.from({ length: days }, (_, back) => {
        const day = new Date(Date.now() - 864e5 * (back + 2)).toISOString().slice(0, 10);
        const tasks = [{ duty: "D09", minutes: 120 }, { duty: "D28", minutes: 60 }];
        return [
            { day, start: "08:00", end: "16:00", zone, kind: "paid", tasks },
            { day, start: "16:30", end: "17:00", zone, kind: unpaid[back % 5] },
            { day, start: "", end: "", minutes: 45, kind: back % 7 ? "calls" : "supervision" },
        ];
    }).flat();
    await putAll(entries);
    return entries.length;
}"""

ADD_UP = """() => new Promise(resolve => {
    const list = document.querySelector("#rows ul");
    const start = performance.now();
    new MutationObserver(() => list.children.length > 100 && resolve(performance.now() - start))
        .observe(list, {childList: true});
    document.querySelector("[name=span][value=all]").click();
})"""

READ_ALONE = """() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("undersign-hours");
    opening.onerror = reject;
    opening.onsuccess = () => {
        const start = performance.now();
        const reading = opening.result.transaction("months").objectStore("months").getAll();
        reading.onerror = reject;
        reading.onsuccess = () => resolve(performance.now() - start);
    };
})"""


@dataclass(frozen=True)
class Round:
    """What one phone took, in seconds."""

    bare: float
    first_entry: float
    opened: float
    added: float
    read: float


def run(arguments: list[str]) -> None:
    """Serve a site, use it on as many phones as there are rounds, and print the line."""
    if arguments:
        raise CannotRun("it takes no argument")
    say(machine())
    try:
        from tests.journeys.conftest import launched  # noqa: PLC0415 - only this benchmark needs a browser
        from tests.web import weight  # noqa: PLC0415 - the tests weigh the same way
    except ImportError:
        raise CannotRun("Playwright is missing. It comes with: bin/setup dev") from None
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(demo_site.served(folder / "site", serving.free_port(demo_site.PORTS)))
        browser = stack.enter_context(launched())
        rounds = [_round(browser, address) for _ in range(ROUNDS)]
        pages = [browser.new_page().request.get(address + path).text() for path in PAGES]
    first = weight.page_weight(pages[0]) + weight.weight(weight.at_once(pages[0]))
    loaded = weight.APART.union(*(weight.files(page, weight.RARE) for page in pages))
    _tell(rounds, first, sum(map(weight.page_weight, pages)) + weight.weight(loaded))


def _round(browser: Any, address: str) -> Round:  # noqa: ANN401 - Playwright comes with the tests
    context = browser.new_context(base_url=address, **PHONE)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto("/robots.txt")  # the connection and the page's process are there before anything is measured
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    start = time.monotonic()
    page.goto("/health")
    bare = time.monotonic() - start
    start = time.monotonic()
    page.goto("/hours", wait_until="commit")
    page.locator("#entry").wait_for()
    page.evaluate(PUT_IN_ONE)
    first_entry = time.monotonic() - start
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    say(f"{page.evaluate(PUT_IN_ALL, DAYS)} entries put in")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    start = time.monotonic()
    page.goto("/hours/totals", wait_until="commit")
    page.locator("#totals").wait_for()
    opened = time.monotonic() - start
    added, read = page.evaluate(ADD_UP) / 1000, page.evaluate(READ_ALONE) / 1000
    context.close()
    return Round(bare, first_entry, opened, added, read)


def _tell(rounds: list[Round], first: int, whole: int) -> None:
    for each in rounds:
        say(str(each))
    figures = {
        "first_entry_s": figure(median(each.first_entry for each in rounds)),
        "first_entry_ratio": figure(median(each.first_entry / each.bare for each in rounds), 1),
        "month_s": figure(median(each.opened for each in rounds)),
        "totals_s": figure(median(each.opened + each.added for each in rounds)),
        "totals_ratio": figure(median(each.added / each.read for each in rounds), 1),
        "first_bytes": figure(first),
        "all_bytes": figure(whole),
    }
    finish("hours", figures)
