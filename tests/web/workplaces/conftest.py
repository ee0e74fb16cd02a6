"""A network: Ana, Bo and Chi at Harbor House, Dee and Eve at Hill Street, Fay at neither, Gil an ally."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.web import network
from tests.web.network import Phone
from tests.web.workplaces import places
from undersign.protocol.encoding import unb64
from undersign.rehearsal.network import found
from undersign.web import home
from undersign.web.people.founding.actions import open_founding


@dataclass(frozen=True)
class Network:
    """Who is there, and the ids of their workplaces."""

    ana: Phone
    bo: Phone
    chi: Phone
    dee: Phone
    eve: Phone
    fay: Phone
    gil: Phone
    harbor: bytes
    hill: bytes


@pytest.fixture
def cast(site: home.Home) -> Network:  # noqa: ARG001 - there must be a record
    """Return the network. All but Gil are founders; Fay has no workplace yet."""
    phones = network.founders("Ana", "Bo", "Chi", "Dee", "Eve", "Fay")
    found(phones, unb64(open_founding()))
    for each in phones:
        each.sign_in()
    ana, bo, chi, dee, eve, fay = phones
    harbor, hill = places.add(ana), places.add(bo, "Hill Street", "City of Albany", "NY", "public")
    for givers, to, place in (((ana, bo, chi),) * 2 + (harbor,), ((dee, eve, fay), (dee, eve), hill)):
        for giver in givers:
            for other in to:
                if giver is not other:
                    giver.vouch(other.key, place)
    gil = network.let_in([ana, bo], network.phone("Gil", "ally"), harbor)
    return Network(ana, bo, chi, dee, eve, fay, gil, harbor, hill)
