"""The small rehearsal that these tests spoil copies of, and the site that others visit."""

from __future__ import annotations

from tests.rehearsed import box, file, host_at, own, plan
from tests.web.boxes.conftest import begun, evening
from tests.web.conftest import django_db_modify_db_settings, site, unlimited

__all__ = [
    "begun",
    "box",
    "django_db_modify_db_settings",
    "evening",
    "file",
    "host_at",
    "own",
    "plan",
    "site",
    "unlimited",
]
