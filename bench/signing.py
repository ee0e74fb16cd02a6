"""`signing`: seconds and bytes from the link of a demand to the receipt, in Chromium slowed six times.

Somebody has signed in, with nothing of these pages kept yet, and types without a pause. Bytes are those of all answers:
the browser's files as the site gives them, compressed; all else as a proxy compresses it. The name is sealed on the
main thread, since the slow-down does not reach workers; whether the page answers to touch meanwhile shows in the
longest task on that thread, while the worker checks the record.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.frame import CannotRun, figure, finish, machine, say
from undersign.cli import demo_site
from undersign.host.files import HostProblem
from undersign.protocol.encoding import unb64
from undersign.rehearsal import evening, programs, serving
from undersign.rehearsal import site as made_up
from undersign.web.home import Home

SLOWER = 6
WAIT_MS = 120_000
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
WATCH = """
for (const type of ["measure", "longtask"])
    new PerformanceObserver(list => list.getEntries().forEach(each => window.told(type, each.name, each.duration)))
        .observe({type, buffered: true});
"""


@dataclass
class Seen:
    """What the browser fetched, by its address, and how long tasks and sealing took, in milliseconds."""

    answers: dict[str, int] = field(default_factory=dict)
    tasks: list[float] = field(default_factory=list)
    sealing: list[float] = field(default_factory=list)

    def take(self, response: Any) -> None:  # noqa: ANN401 - Playwright comes with the tests
        """Note an answer, and its bytes if the site compressed it."""
        if response.status == 200 and response.request.method == "GET":  # noqa: PLR2004 - OK
            known = "content-encoding" in response.headers
            self.answers.setdefault(response.url, int(response.headers["content-length"]) if known else 0)

    def weigh(self, page: Any) -> None:  # noqa: ANN401 - as above
        """Ask once more for all else, and note its bytes as a proxy compresses it.

        A browser keeps no answer that a worker got which has ended, or a page which was left.
        """
        for url in [url for url, size in self.answers.items() if not size]:
            self.answers[url] = len(gzip.compress(page.request.get(url).body(), 6))

    def told(self, kind: str, name: str, duration: float) -> None:
        """Note a long task, or the sealing."""
        if kind == "longtask":
            self.tasks.append(duration)
        elif name == "sealing":
            self.sealing.append(duration)


def run(arguments: list[str]) -> None:
    """Make a demand that wants one more name, sign it in a browser, and print the line."""
    if arguments:
        raise CannotRun("it takes no argument")
    say(machine())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            words, link = _demand(stack, folder)
        except HostProblem as problem:
            raise CannotRun(str(problem)) from None
        seconds, seen = _sign(stack, words, link)
    for url, size in sorted(seen.answers.items(), key=lambda each: -each[1]):
        say(f"{size / 1000:6.1f} kB  {urlsplit(url).path}")
    files = sum(size for url, size in seen.answers.items() if urlsplit(url).path.startswith("/client/"))
    say(f"{files / 1000:.1f} kB of them are the browser's files, of {len(seen.answers)} answers")
    figures = {"link_to_receipt_s": figure(seconds, 1), "bytes": figure(sum(seen.answers.values()))}
    figures |= {"seal_ms": figure(max(seen.sealing), 0), "longest_task_ms": figure(max(seen.tasks, default=0.0), 0)}
    finish("signing", figures)


def _demand(stack: ExitStack, folder: Path) -> tuple[str, str]:
    """Make a network, its keyholders and a demand; return the twelve words of one who has not signed, and the link."""
    address = stack.enter_context(demo_site.served(folder / "site", serving.free_port(demo_site.PORTS)))
    home = Home(folder / "site")
    home.move_clock(0)
    made = made_up.fill(address, demo_site.ORIGIN, home.secret("founding"))
    people = programs.meet(folder / "keyholders", address, made.founders)
    with programs.running(people, address, home.clock):
        demand = evening.one_short(made.phones, people, evening.Site(home.now, home.move_clock))
    return made.words, f"{address}/demands/{unb64(demand).hex()}"


def _sign(stack: ExitStack, words: str, link: str) -> tuple[float, Seen]:
    try:
        from tests.journeys.conftest import launched  # noqa: PLC0415 - only this benchmark needs a browser
    except ImportError:
        raise CannotRun("Playwright is missing. It comes with: bin/setup dev") from None
    page = stack.enter_context(launched()).new_context(**PHONE).new_page()
    page.set_default_timeout(WAIT_MS)
    seen = Seen()
    page.expose_function("told", seen.told)
    page.add_init_script(WATCH)
    _sign_in(page, words, link)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.clearBrowserCache")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.on("response", seen.take)
    start = time.monotonic()
    _from_link_to_receipt(page, link)
    seconds = time.monotonic() - start
    seen.weigh(page)
    return seconds, seen


def _sign_in(page: Any, words: str, link: str) -> None:  # noqa: ANN401 - as above
    page.goto(f"{link.partition('/demands/')[0]}/sign-in")
    page.fill("#typed", words)
    page.check("input[name=whose][value=other]")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me")


def _from_link_to_receipt(page: Any, link: str) -> None:  # noqa: ANN401 - as above
    page.goto(link)
    page.locator("#sign").click()
    page.fill("#name", "Ana Reyes")
    page.fill("#job", "Peer support specialist")
    page.get_by_role("button", name="Review before sealing").click()
    page.locator("#seal").click()
    page.wait_for_url("**/receipt")
    page.locator("[data-say=received]").filter(visible=True).wait_for()
