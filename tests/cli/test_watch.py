"""`undersign watch`: every file that pages run is the one in the record, or the command names which is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keyholder.played import PlayedSite, begin, grow, played
from tests.rehearsed import undersign
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


def test_files_that_are_those_of_the_record_are_right(site: PlayedSite) -> None:
    code, words = watched(site)
    assert (code, "every file is the one in the record" in words) == (0, True)


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
