"""Whoever came for one of the pages without an account finds the others: all are called what their heading says."""

from __future__ import annotations

import re

import pytest
from django.test import Client

ADDRESSES = ("pay", "hours", "where", "rights")
PREFIXES = ("", "/es")
LINK = re.compile(r'<a href="([^"#]*)"[^>]*>\s*(.*?)\s*</a>', re.DOTALL)
HEADING = re.compile(r"<h1>\s*(.*?)\s*</h1>", re.DOTALL)


def seen(visitor: Client, path: str) -> str:
    """Return a page that is there."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("here", [*ADDRESSES, "hours/totals"])
def test_each_page_leads_to_the_others_by_their_names(visitor: Client, here: str, prefix: str) -> None:
    links = {(address, text) for address, text in LINK.findall(seen(visitor, f"{prefix}/{here}"))}
    for address in set(ADDRESSES) - {here.removesuffix("/totals")}:
        [name] = HEADING.findall(seen(visitor, f"{prefix}/{address}"))
        assert (f"{prefix}/{address}", name) in links


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_first_page_leads_to_all_four_by_their_names(visitor: Client, prefix: str) -> None:
    links = dict(LINK.findall(seen(visitor, f"{prefix}/")))
    for address in ADDRESSES:
        [name] = HEADING.findall(seen(visitor, f"{prefix}/{address}"))
        assert links[f"{prefix}/{address}"].startswith(name.rstrip("?"))
