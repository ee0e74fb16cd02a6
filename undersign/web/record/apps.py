"""The record as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Names the app, and lets nothing that was deleted stay in the database's log."""

    name = "undersign.web.record"
    label = "record"

    def ready(self) -> None:
        """Register with the clock: at each tick the log is emptied, or tried again at the next one."""
        from undersign.web.record import actions, clock  # noqa: PLC0415 - models are there only now

        clock.jobs.append(actions.forget_deleted)
