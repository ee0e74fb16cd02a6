"""undersign watch: compare what a site gives to browsers with what its record says that it gives."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Final

import typer

from undersign.cli import frame, listing
from undersign.cli.frame import guarded, say
from undersign.cli.listing import Listing
from undersign.keyholder.mirror import Site, Unreachable
from undersign.protocol.encoding import sha256

FILE_MOST: Final = 4 * 2**20
PAGES: Final = ("/", "/es/")
WORKER: Final = "hours/worker.js"
"""The one file that pages also run from another address, so that it may keep them. Older versions have none."""

WORKED: Final = tuple(
    f"{prefix}{page}" for prefix in ("", "/es") for page in ("/hours", "/hours/totals", "/hours/log", "/hours/keep")
)
WORKERS: Final = ("/hours-worker.js", "/es/hours-worker.js")
RUNS: Final = ("script", "style", "iframe", "frame", "object", "embed", "base")
READ: Final = "They come as the record says. What is in them somebody has to read, and hold against the source."
REWRITTEN: Final = "The record does not name the files that were seen here before: it is another record."


@guarded
def watch(
    url: Annotated[str, typer.Argument(help="The address of the site, such as https://example.org.")],
    once: Annotated[bool, typer.Option("--once", help="Do it once, then end.")] = False,
    every: Annotated[int, typer.Option(min=1, max=86400, help="How many seconds to wait before the next time.")] = 600,
    kept: Annotated[
        Path | None, typer.Option(help="A file in which it keeps which files it saw last, to say what is new since.")
    ] = None,
) -> None:
    """Fetch every file that the site's pages run, and compare each with the hash in its record; then again.

    Ends with 1, and names the file, if one differs. It says so when the record names other files than it did when it
    was looked at last (--kept), or else than before; with --once it then ends with 6.
    """
    site = Site(url)
    seen = listing.kept(kept, site.address)
    while True:
        try:
            found = listing.listings(site)
            wrong, news = compare(site, found[-1]), listing.news(found, seen)
        except Unreachable as problem:
            if once:
                raise
            frame.complain.print(frame.plain(str(problem)), markup=False)
        else:
            _say(wrong, news)
            seen = found[-1].digest
            if kept is not None:
                listing.keep(kept, site.address, found[-1])
            if news and once:
                raise typer.Exit(frame.OTHER)
        if once:
            return
        time.sleep(every)


def _say(wrong: list[str], news: str | None) -> None:
    """Say how it stands; end the command if something differs."""
    if wrong or news is None:
        frame.complain.print("[bold red]WHAT THE SITE GIVES IS NOT WHAT ITS RECORD SAYS.[/bold red]")
        frame.complain.print(frame.plain("\n".join([*wrong, *([REWRITTEN] if news is None else [])])), markup=False)
        raise typer.Exit(frame.FAILED)
    say.print(f"{time.strftime('%Y-%m-%d %H:%M')}: every file is the one in the record.")
    if news:
        say.print(f"{frame.plain(news)} {READ}", markup=False)


def compare(site: Site, named: Listing) -> list[str]:
    """Return what differs from the files that a record names. Raises Unreachable."""
    wrong = []
    for path, hashed in named.hashes.items():
        data = site.get(named.prefix + path, FILE_MOST)
        if data is None or sha256(data) != hashed:
            wrong.append(f"{named.prefix}{path} is {'not there' if data is None else 'another file'}.")
    has_worker = WORKER in named.hashes
    for address in WORKERS if has_worker else ():
        data = site.get(address, FILE_MOST)
        if data is None or sha256(data) != named.hashes[WORKER]:
            wrong.append(f"{address} is {'not there' if data is None else 'another file'}.")
    for page in (*PAGES, *(WORKED if has_worker else ())):
        text_ = site.must_get(page, FILE_MOST).decode(errors="replace")
        wrong += [f"The page {page} has {each}." for each in not_named(text_, named.prefix, set(named.hashes))]
    return wrong


class _Loaded(HTMLParser):
    """Collects what a page runs or is styled by: its address, or nothing for what stands in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        if tag in RUNS:
            self.found.append((tag, given.get("src", given.get("data", ""))))
        if tag == "link" and any(word in given.get("rel", "").lower() for word in ("stylesheet", "preload")):
            self.found.append((tag, given.get("href", "")))
        if any(name.startswith("on") or name == "style" for name in given):
            self.found.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own name
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.found.append(("script", ""))


def not_named(page: str, prefix: str, paths: set[str]) -> list[str]:
    """Return what a page runs, or is styled by, that the record does not name."""
    parser = _Loaded()
    parser.feed(page)
    parser.close()
    found = []
    for tag, address in parser.found:
        if not address:
            found.append(f"a {tag} of its own")
        elif not address.startswith(prefix) or address.removeprefix(prefix) not in paths:
            found.append(f"a {tag} from {address}")
    return found
