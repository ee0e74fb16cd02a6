"""The network of the workplaces, with Chi as its steward."""

from __future__ import annotations

import pytest

from tests.web.workplaces.conftest import Network, cast
from undersign.web import home
from undersign.web.stewards import access, actions

__all__ = ["cast", "steered"]


@pytest.fixture
def steered(cast: Network) -> Network:
    """Return the network once the record names Chi as the steward."""
    (home.current().path / "who.toml").write_text(access.made_up(cast.chi.key))
    actions.publish_who()
    return cast
