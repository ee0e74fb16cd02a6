"""A vouch is taken back: what follows is said first, and the person it was for reads that they are on no new list."""

from __future__ import annotations

from tests.journeys.network import add_workplace, found, let_in
from tests.journeys.people import Site


def test_a_vouch_is_taken_back(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    dee = site.person("Dee")
    let_in([ana, bo], dee)
    dee.go("/me")
    assert "fewer than two" not in dee.text()
    ana.go("/me")
    ana.sees("If you take a vouch back, it does not count in lists made later.")
    ana.tap_summary("Take back")
    ana.sees("Dee can lose their place on new lists by this, and so can the people who count on Dee.")
    ana.look("take-a-vouch-back")
    ana.tap("Take back my vouch for Dee")
    ana.sees("Nobody yet.")
    assert "Dee" not in ana.text()
    ana.look("vouch-taken-back")
    dee.go("/me")
    dee.sees("fewer than two vouches for you count")
    assert "Ana" not in dee.page.inner_text("dl.facts")
    assert "Bo" in dee.page.inner_text("dl.facts")
    dee.look("vouch-is-gone")
    dee.go("/record")
    dee.tap("Check now")
    dee.sees("The record holds")
