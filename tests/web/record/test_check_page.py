"""The page on which anybody checks the record."""

from __future__ import annotations

import pytest
from django.test import Client

from undersign.web.home import Home
from undersign.web.record import readers


@pytest.mark.parametrize(("path", "title"), [("/record", "Check the record"), ("/es/record", "Revisa el registro")])
def test_anybody_sees_the_page_in_both_languages(path: str, title: str, site: Home, visitor: Client) -> None:
    page = visitor.get(path).content.decode()
    assert f"<h1>{title}</h1>" in page
    assert f'data-origin="{site.origin}"' in page
    assert "data-members" not in page
    assert "data-claimed" not in page


def test_a_member_is_told_how_many_the_site_counts(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "members", [lambda _request: True])
    monkeypatch.setattr(readers, "claims", [lambda: 17])
    page = visitor.get("/record").content.decode()
    assert 'data-members="yes" data-claimed="17"' in page
