"""The clock of a rehearsal: a page may move it forward on this machine, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

from undersign.host.files import HostProblem
from undersign.web import home
from undersign.web.home import Home

WHERE = "/rehearsal/clock"


@pytest.fixture(autouse=True)
def unmoved(site: Home) -> object:
    """Leave the clock as it was."""
    yield site
    site.clock.unlink(missing_ok=True)


def test_a_rehearsal_moves_forward(site: Home, visitor: Client) -> None:
    before = site.now()
    answer = visitor.post(WHERE, {"seconds": "3600", "back": "/limits"})
    assert answer.headers["Location"] == "/limits"
    assert 3600 <= site.now() - before < 3660
    visitor.post(WHERE, {"seconds": "99999999", "back": ""})
    assert site.now() - before < 15 * 86_400


@pytest.mark.parametrize("seconds", ["-1", "0", "", "x", "1.5", "999999999"])
def test_nothing_else_moves_it(seconds: str, site: Home, visitor: Client) -> None:
    assert visitor.post(WHERE, {"seconds": seconds}).status_code == 404
    assert not site.clock.exists()


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", ""])
def test_it_leads_to_no_other_site(back: str, visitor: Client) -> None:
    assert visitor.post(WHERE, {"seconds": "1", "back": back}).headers["Location"] == "/"


def test_a_real_site_has_no_such_clock(real_site: Home, visitor: Client) -> None:
    assert visitor.post(WHERE, {"seconds": "60"}).status_code == 404
    with pytest.raises(HostProblem):
        real_site.move_clock(60)
    real_site.clock.write_text("86400")
    assert home.now() - Home(real_site.path).now() < 0


def test_a_broken_file_is_named(site: Home) -> None:
    site.clock.write_text("tomorrow")
    with pytest.raises(HostProblem, match="clock"):
        site.now()
