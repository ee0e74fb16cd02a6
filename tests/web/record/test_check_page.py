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


@pytest.mark.parametrize(
    ("path", "said"), [("/record", "Your browser could not do the check"), ("/es/record", "Tu navegador no pudo hacer")]
)
def test_what_a_browser_could_not_do_is_not_called_wrong(path: str, said: str, visitor: Client) -> None:
    page = visitor.get(path).content.decode()
    wrong, unable = (page.split(f'data-say="{name}"')[1].split("</div>")[0] for name in ("bad", "unable"))
    assert said in unable
    assert said not in wrong


HINTS = {
    "/record": "If nothing happens then, this browser is too old",
    "/sign-in": "If nothing more appears here, this browser is too old",
    "/join": "If nothing more appears here, this browser is too old",
    "/es/record": "este navegador es demasiado viejo",
    "/es/sign-in": "este navegador es demasiado viejo",
    "/es/join": "este navegador es demasiado viejo",
}


@pytest.mark.parametrize(("path", "hint"), HINTS.items())
def test_a_page_that_stays_empty_in_an_old_browser_says_why(path: str, hint: str, visitor: Client) -> None:
    page = visitor.get(path).content.decode()
    before, after = page.split('data-say="old"')
    tag = before[before.rindex("<") :] + after[: after.index(">")]
    assert "hidden" not in tag  # until the script says anything else of its group
    group = tag.split('data-group="')[1].split('"')[0]
    assert page.count(f'data-group="{group}"') > 2
    assert hint in after.split("</p>")[0]
