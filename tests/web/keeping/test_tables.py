"""What a backup holds: every table of the site, but those that are left out for a reason."""

from __future__ import annotations

from django.apps import apps

from tests.web import start
from undersign.web import backup

LEFT_OUT = {
    "boxes.waiting": "no backup has the key under which these envelopes are sealed",
    "meetings.meeting": "one that lasted when a site was lost begins anew",
    "meetings.message": "the same",
}


def test_no_table_is_forgotten() -> None:
    assert start.HOME.path.is_dir()
    every = {each._meta.label_lower for each in apps.get_models() if each.__module__.startswith("undersign.")}  # noqa: SLF001 - Django names it so
    kept = {each._meta.label_lower for each in backup.tables()}  # noqa: SLF001 - the same
    assert every - kept == set(LEFT_OUT)
