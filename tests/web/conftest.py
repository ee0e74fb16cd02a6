"""The site that the tests visit: a home folder of its own, an empty database, a record that has begun."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser
from pytest_django import Settings

from tests.journeys.conftest import launched
from tests.web import start
from undersign.web import home, limits
from undersign.web.record import actions


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:  # noqa: ARG001 - it acts
    """Keep SQLite in a file, as a host does; tests that run beside each other have a PostgreSQL database each."""
    default = configured.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(start.FOLDER / "test.sqlite3")


@pytest.fixture(autouse=True)
def unlimited(settings: Settings) -> None:
    """Count nobody's requests: all tests come from one address."""
    settings.LIMITS = None
    limits.forget()


@pytest.fixture
def site(db: None) -> home.Home:  # noqa: ARG001 - the fixture opens the database
    """Begin the record of the site, with one tick."""
    actions.begin()
    actions.tick(time.time())
    return start.HOME


@pytest.fixture
def visitor(site: home.Home) -> Client:  # noqa: ARG001 - pages need a site
    """Return the browser of somebody who has not signed in."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def real_site(monkeypatch: pytest.MonkeyPatch) -> home.Home:
    """Let the site be one that is no rehearsal."""
    real = copy.copy(start.HOME)
    real.__dict__["settings"] = {**start.HOME.settings, "rehearsal": False}
    monkeypatch.setattr(home, "current", lambda: real)
    return real


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser whose own loop may run beside Django's database, in this process."""
    with pytest.MonkeyPatch.context() as patch, launched() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield found
