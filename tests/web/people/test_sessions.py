"""Sessions that ended without signing out: the row says when they began, so the clock deletes it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from undersign.web.people.accounts.actions import purge_sessions
from undersign.web.record import clock


@pytest.mark.usefixtures("site")
def test_sessions_that_ended_are_deleted_and_those_that_go_on_stay() -> None:
    for name, seconds in (("ended", -1), ("goes on", 60)):
        Session.objects.create(session_key=name, expire_date=timezone.now() + timedelta(seconds=seconds))
    purge_sessions(time.time())
    assert [each.session_key for each in Session.objects.all()] == ["goes on"]
    assert purge_sessions in clock.jobs


@pytest.mark.usefixtures("site")
def test_where_no_session_has_ended_nothing_is_written() -> None:
    Session.objects.create(session_key="goes on", expire_date=timezone.now() + timedelta(seconds=60))
    with CaptureQueriesContext(connection) as asked:
        purge_sessions(time.time())
    assert [each["sql"].split()[0] for each in asked.captured_queries] == ["SELECT"]
