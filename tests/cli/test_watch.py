"""`undersign watch`: every file that pages run is the one in the record, or the command names which is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.keyholder.played import PlayedSite, begin, grow, played
from tests.rehearsed import undersign
from undersign.cli.listing import Listing
from undersign.host.folder import opened
from undersign.protocol.encoding import Document, b64, encode, sha256

FILES = {"look/look.css": b"p { margin: 0 }", "site/a.js": b"export {};"}
LISTING: list[Document] = [{"path": path, "hash": b64(sha256(data))} for path, data in FILES.items()]
PREFIX = f"/client/{sha256(encode({'v': 1, 'files': LISTING})).hex()[:16]}/"
PAGE = f"""<!DOCTYPE html><html><head><link rel="icon" href="data:,">
<link rel="stylesheet" href="{PREFIX}look/look.css"><script type="module" src="{PREFIX}site/a.js"></script>
</head><body><p>Words</p></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PlayedSite]:
    """Serve a record that names two files, and the files."""
    path = begin(tmp_path / "host")
    grow(path, host=[{"v": 1, "kind": "client", "files": [{"path": "old.js", "hash": b64(bytes(32))}]}])
    grow(path, host=[{"v": 1, "kind": "client", "files": LISTING}])
    with played(path) as found:
        found.more = {PREFIX + name: data for name, data in FILES.items()} | {"/": PAGE.encode(), "/es/": PAGE.encode()}
        yield found


def watched(site: PlayedSite) -> tuple[int, str]:
    """Return how the command ended and what it said."""
    ended = undersign("watch", site.address, "--once")
    return ended.code, ended.words


def name_files(site: PlayedSite, *files: Document) -> None:
    """Let the record name other files, all of which are there."""
    grow(site.path, host=[{"v": 1, "kind": "client", "files": list(files)}])
    prefix = f"/client/{sha256(encode({'v': 1, 'files': list(files)})).hex()[:16]}/"
    named = {each["path"] for each in files}
    site.more |= {prefix + name: data for name, data in FILES.items() if name in named}
    site.more |= dict.fromkeys(("/", "/es/"), b"<!DOCTYPE html><html><body><p>Words</p></body></html>")


@pytest.fixture
def first(tmp_path: Path) -> Iterator[PlayedSite]:
    """Serve a record that has named its files once."""
    with played(begin(tmp_path / "first")) as found:
        name_files(found, LISTING[1])
        yield found


def test_files_that_are_those_of_the_record_are_right(first: PlayedSite) -> None:
    code, words = watched(first)
    assert (code, "every file is the one in the record" in words) == (0, True)
    assert "other files" not in words


def test_the_file_that_keeps_pages_on_phones_is_compared_where_browsers_fetch_it(site: PlayedSite) -> None:
    worker, page = b"addEventListener('fetch', () => {});", b"<!DOCTYPE html><html><body><p>Words</p></body></html>"
    name_files(site, *LISTING, {"path": "hours/worker.js", "hash": b64(sha256(worker))})
    prefix = next(path for path in site.more if path.endswith("site/a.js") and not path.startswith(PREFIX))[:-9]
    pages = [f"{language}/hours{each}" for language in ("", "/es") for each in ("", "/totals", "/log", "/keep")]
    site.more |= {f"{prefix}hours/worker.js": worker, **dict.fromkeys(pages, page)}
    site.more |= dict.fromkeys(("/hours-worker.js", "/es/hours-worker.js"), worker)
    assert watched(site)[0] == 6
    site.more["/es/hours-worker.js"] = worker + b"fetch('/collect');"
    code, words = watched(site)
    assert (code, "/es/hours-worker.js is another file." in words) == (1, True)
    del site.more["/es/hours-worker.js"]
    assert "/es/hours-worker.js is not there." in watched(site)[1]
    site.more["/es/hours-worker.js"] = worker
    site.more["/hours/log"] = page.replace(b"Words", b"<script src='/x.js'></script>")
    assert "The page /hours/log has a script from /x.js." in watched(site)[1]


def test_it_says_since_when_the_record_names_other_files_than_before(site: PlayedSite) -> None:
    code, words = watched(site)
    assert code == 6
    assert "every file is the one in the record" in words
    with opened(site.path) as host:
        day = datetime.fromtimestamp(host.now(), UTC).strftime("%Y-%m-%d")
    said = f"Since {day} the record names other files: 2 new: look/look.css, site/a.js; 1 gone: old.js."
    assert said in words
    assert "What is in them somebody has to read" in words


def test_with_a_file_it_says_only_once_what_is_new_since_it_looked(first: PlayedSite, tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    def look() -> tuple[int, str]:
        ended = undersign("watch", first.address, "--once", "--kept", kept)
        return ended.code, ended.words

    assert look()[0] == 0
    name_files(first, *LISTING)
    code, words = look()
    assert (code, "names other files: 1 new: look/look.css." in words) == (6, True)
    assert look()[0] == 0
    data = b"export const changed = 1;"
    changed = {"path": "site/a.js", "hash": b64(sha256(data))}
    grow(first.path, host=[{"v": 1, "kind": "client", "files": [LISTING[0], changed]}])
    prefix = f"/client/{sha256(encode({'v': 1, 'files': [LISTING[0], changed]})).hex()[:16]}/"
    first.more |= {f"{prefix}site/a.js": data, f"{prefix}look/look.css": FILES["look/look.css"]}
    code, words = look()
    assert (code, "names other files: 1 changed: site/a.js." in words) == (6, True)
    name_files(first, LISTING[1])
    assert "1 changed: site/a.js; 1 gone: look/look.css." in look()[1]
    assert look()[0] == 0


def test_a_record_that_does_not_hold_what_was_seen_is_another(
    first: PlayedSite, site: PlayedSite, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    undersign("watch", first.address, "--once", "--kept", kept)
    first.path, first.more = site.path, site.more
    ended = undersign("watch", first.address, "--once", "--kept", kept)
    assert (ended.code, "does not name the files that were seen here before" in ended.words) == (1, True)


@pytest.mark.parametrize("held", [b"", b"[]", b"{}", b'{"site":"https://other.example","listing":"00"}'])
def test_a_file_of_something_else_is_not_written_over(held: bytes, first: PlayedSite, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(held)
    assert undersign("watch", first.address, "--once", "--kept", kept).code == 3
    assert kept.read_bytes() == held


def test_of_many_files_only_the_first_are_named() -> None:
    before = Listing({}, 0)
    after = Listing({f"{number}.js": bytes(32) for number in range(25)}, 0)
    assert after.news(before).endswith("8.js, 9.js and 15 more.")
    assert after.news(after) == ""


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_differs_is_named(name: str, site: PlayedSite) -> None:
    site.more[PREFIX + name] += b"\n"
    code, words = watched(site)
    assert (code, f"{PREFIX}{name} is another file." in words) == (1, True)


def test_a_file_that_is_missing_is_named(site: PlayedSite) -> None:
    del site.more[PREFIX + "site/a.js"]
    code, words = watched(site)
    assert (code, f"{PREFIX}site/a.js is not there." in words) == (1, True)


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("<script>steal()</script>", "a script of its own"),
        ("<SCRIPT SRC=/x.js></SCRIPT>", "a script from /x.js"),
        (f'<script src="{PREFIX}site/b.js"></script>', "a script from"),
        (f'<script src="{PREFIX}site/a.js">steal()</script>', "a script of its own"),
        ("<style>p{}</style>", "a style of its own"),
        ('<link rel="stylesheet" href="https://other.example/x.css">', "a link from https://other.example/x.css"),
        ('<base href="https://other.example/">', "a base of its own"),
        ('<p onclick="steal()">', "a p of its own"),
        ('<link rel=modulepreload href="/x.js">', "a link from /x.js"),
    ],
)
@pytest.mark.parametrize("page", ["/", "/es/"])
def test_what_a_page_runs_beside_the_record_is_named(page: str, added: str, said: str, site: PlayedSite) -> None:
    site.more[page] = PAGE.replace("</head>", f"{added}</head>").encode()
    code, words = watched(site)
    assert (code, f"The page {page} has {said}" in words) == (1, True)


def test_a_record_without_files_is_no_proof(tmp_path: Path) -> None:
    with played(begin(tmp_path / "bare")) as site:
        code, words = watched(site)
    assert (code, "names no files yet" in words) == (3, True)


def test_a_record_that_does_not_hold_is_told(site: PlayedSite) -> None:
    leaves = site.path / "books" / "host" / "leaves"
    leaves.write_bytes(bytes(32) + leaves.read_bytes()[32:])
    assert watched(site)[0] == 3


def test_a_site_that_does_not_answer_is_told() -> None:
    assert undersign("watch", "http://127.0.0.1:9", "--once").code == 3
