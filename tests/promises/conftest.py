"""The small rehearsal that these tests spoil copies of, and the site that others visit."""

from __future__ import annotations

from tests.rehearsed import box, file, host_at, own, plan
from tests.web.conftest import django_db_modify_db_settings, site, unlimited

__all__ = ["box", "django_db_modify_db_settings", "file", "host_at", "own", "plan", "site", "unlimited"]
