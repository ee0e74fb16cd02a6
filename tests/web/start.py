"""Makes a home folder for the site under test and starts Django in it. Import this before anything with a model."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

from undersign.web import home

ORIGIN = "test.example/undersign"
ADDRESS = "http://localhost"
TITLE = "Harbor peers"
POSTGRES = "UNDERSIGN_TEST_DATABASE_URL"
NAMED = os.environ.get("UNDERSIGN_TEST_FOLDER")  # in which a program of the tests leaves its site
FOLDER = Path(NAMED or tempfile.mkdtemp(prefix="undersign-test-"))


def start() -> home.Home:
    """Make the folder, name it in the environment, start Django."""
    if not NAMED:
        atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    settings = {"origin": ORIGIN, "address": ADDRESS, "title": TITLE, "rehearsal": True, "tick_seconds": 60}
    made = home.create(FOLDER / "site", settings)
    os.environ[home.ENVIRONMENT] = str(made.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersign.web.settings"
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get(POSTGRES):
        os.environ["DATABASE_URL"] = os.environ[POSTGRES]
    home.current.cache_clear()
    django.setup()
    return home.current()


HOME = start()
