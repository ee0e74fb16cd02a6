"""Six coworkers of one workplace, three keyholders, and a clock that the tests move.

Making them takes seconds, so they are made once for a module, and each test takes back what it did.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.web.boxes.evening import Evening
from tests.web.boxes.signing import Signing
from tests.web.people.clock import standing
from undersign.web.record import actions


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Evening]:  # noqa: ARG001 - it acts
    """Make six people at one workplace, on a site with keyholders whose stock is filled; they go after the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        clock = standing(patch)
        actions.begin()
        actions.tick(time.time())
        yield Evening.of_six(clock)
        transaction.set_rollback(True)


@pytest.fixture
def evening(begun: Evening, db: None) -> Iterator[Evening]:  # noqa: ARG001 - what a test does there is taken back
    """Return them as they were when they were made."""
    with begun.lent() as found:
        yield found


@pytest.fixture(scope="module")
def made(begun: Evening) -> Signing:
    """Give everybody a pass for a box of drafts and for two demands."""
    return Signing.of(begun)


@pytest.fixture
def signing(made: Signing, db: None) -> Iterator[Signing]:  # noqa: ARG001 - as above
    """Return that moment."""
    with made.evening.lent() as found:
        yield made.fresh(found)
