"""undersign watch: compare what a site gives to browsers with what its record says that it gives."""

from __future__ import annotations

import re
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Final

import typer

from undersign.cli import frame
from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem
from undersign.keyholder.mirror import Mirror, Site, Unreachable
from undersign.protocol.encoding import array, b64, encode, fields, octets, one_of, read, sha256, text
from undersign.verifier.examination import examine_record
from undersign.verifier.folder import Folder
from undersign.verifier.problems import FolderProblem

FILE_MOST: Final = 4 * 2**20
FILES_MOST: Final = 2000
PATH: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
ENTRY: Final = {
    "kind": one_of("client"),
    "files": array(fields({"path": text(200), "hash": octets(32)}), 1, FILES_MOST),
}
PAGES: Final = ("/", "/es/")
RUNS: Final = ("script", "style", "iframe", "frame", "object", "embed", "base")


@guarded
def watch(
    url: Annotated[str, typer.Argument(help="The address of the site, such as https://example.org.")],
    once: Annotated[bool, typer.Option("--once", help="Do it once, then end.")] = False,
    every: Annotated[int, typer.Option(min=1, max=86400, help="How many seconds to wait before the next time.")] = 600,
) -> None:
    """Fetch every file that the site's pages run, and compare each with the hash in its record; then again.

    Ends with 1, and names the file, if one differs.
    """
    site = Site(url)
    while True:
        try:
            wrong = compare(site)
        except Unreachable as problem:
            if once:
                raise
            frame.complain.print(frame.plain(str(problem)), markup=False)
        else:
            if wrong:
                frame.complain.print("[bold red]WHAT THE SITE GIVES IS NOT WHAT ITS RECORD SAYS.[/bold red]")
                frame.complain.print(frame.plain("\n".join(wrong)), markup=False)
                raise typer.Exit(frame.FAILED)
            say.print(f"{time.strftime('%Y-%m-%d %H:%M')}: every file is the one in the record.")
        if once:
            return
        time.sleep(every)


def compare(site: Site) -> list[str]:
    """Return what differs. Raises Unreachable, HostProblem; FolderProblem if the record does not hold."""
    hashes = named_files(site)
    listing = [{"path": path, "hash": b64(hashed)} for path, hashed in hashes.items()]
    prefix = f"/client/{sha256(encode({'v': 1, 'files': listing})).hex()[:16]}/"
    wrong = []
    for path, hashed in hashes.items():
        data = site.get(prefix + path, FILE_MOST)
        if data is None or sha256(data) != hashed:
            wrong.append(f"{prefix}{path} is {'not there' if data is None else 'another file'}.")
    for page in PAGES:
        text_ = site.must_get(page, FILE_MOST).decode(errors="replace")
        wrong += [f"The page {page} has {each}." for each in not_named(text_, prefix, set(hashes))]
    return wrong


def named_files(site: Site) -> dict[str, bytes]:
    """Return path and hash of every file that the last `client` entry of the site's record names, in its order."""
    with tempfile.TemporaryDirectory() as name:
        Mirror(Path(name), site, ("host",)).fetch()
        record = examine_record(Folder(name))
        problems = record.problems.all()
        if problems:
            raise FolderProblem(problems[0].reason, problems[0].where)
        entries = [line.entry for line in record.of("host")[0].lines() if line.entry]
    found = [read(entry, ENTRY) for entry in entries if entry["kind"] == "client"]
    if not found:
        raise HostProblem(f"The record of {site.address} names no files yet. It does once the site was served.")
    hashes = {each["path"]: each["hash"] for each in found[-1]["files"]}
    if not all(PATH.fullmatch(path) for path in hashes):
        raise HostProblem("The record names a file whose path is none. Nothing was compared.")
    return hashes


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
