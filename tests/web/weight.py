"""What pages weigh, compressed as a phone gets them: the page itself, its style, every module that it comes to load."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Container

from undersign.web import client
from undersign.web.alone.hours import views

NAMED = re.compile(r'(?:src|href)="(/client/[^"]+)"')
AT_ONCE = re.compile(r'(?:from |import )"(\.[^"]+)"')
LATER = {"hours/offline.js"}  # fetched without a touch, once the page can be used
RARE = views.RARE  # of My hours: loaded only by who types twelve words
APART = {views.WORKER, *views.ICONS}  # of My hours: named by the worker's address and by the manifest
LOADED = re.compile(r'(?:from |import |import\(|new URL\()"(\.[^"]+)"')  # later too, and apart


def loaded(path: str, named: re.Pattern[str] = LOADED) -> list[str]:
    """Return the modules that one names."""
    if not path.endswith(".js") or path.startswith("vendor/"):
        return []
    text = (client.SERVED / path).read_text()
    return [posixpath.normpath(f"{posixpath.dirname(path)}/{name}") for name in named.findall(text)]


def files(page: str, rare: Container[str] = (), named: re.Pattern[str] = LOADED) -> set[str]:
    """Return the client's files that a page can come to load, but those that are `rare`."""
    found: set[str] = set()
    waiting = [path.removeprefix(client.prefix()) for path in NAMED.findall(page)]
    while waiting:
        path = waiting.pop()
        if path not in found and path not in rare:
            found.add(path)
            waiting += loaded(path, named)
    return found


def at_once(page: str) -> set[str]:
    """Return the files that a page of My hours fetches before anything is touched. Icons are not among them."""
    return (files(page, named=AT_ONCE) | LATER) - APART


def weight(paths: set[str]) -> int:
    """Return the bytes of files as a browser that reads Brotli gets them."""
    return sum((client.SERVED / f"{path}.br").stat().st_size for path in paths)


def page_weight(page: str) -> int:
    """Return the bytes of a page alone; a web server before the site compresses it."""
    return len(gzip.compress(page.encode(), 6))
