"""What was deleted leaves SQLite's log of changes too: at once, or at a tick once nobody has the log in use."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from undersign.protocol.encoding import b64
from undersign.protocol.record import text_document
from undersign.web.record import actions, clock
from undersign.web.record.models import Text

TEXT = "says Zylpha"


def kept() -> bytes:
    """Return what SQLite's files hold; nothing on PostgreSQL."""
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*")) if name.is_absolute() else b""


@pytest.fixture
def reader() -> Iterator[sqlite3.Connection | None]:
    """Give a connection that has the log in use; none on PostgreSQL, which has no such log."""
    if connection.vendor != "sqlite":
        yield None
        return
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)) as other:
        yield other


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site")
def test_what_was_deleted_while_the_log_was_in_use_leaves_it_at_a_later_tick(
    reader: sqlite3.Connection | None,
) -> None:
    text = text_document(bytes(32), TEXT)
    actions.append("members", [], [text])
    if reader:
        assert actions.empty_log()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record_text").fetchone()
    Text.objects.all().delete()
    now = time.time()
    if reader:
        assert not actions.empty_log()
        assert TEXT.encode() in kept()
        assert clock.beat(now + 60)  # the clock goes on meanwhile
        assert TEXT.encode() in kept()
        reader.execute("COMMIT")
    assert clock.beat(now + 120)
    assert TEXT.encode() not in kept()
    assert b64(bytes(32)).encode() not in kept()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site")
def test_writers_wait_as_long_as_before_afterwards() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert actions.empty_log()
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)
    else:
        assert actions.empty_log()
