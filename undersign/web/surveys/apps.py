"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Names the app, and says what it does as time passes. Its kind of boxes is that of questions."""

    name = "undersign.web.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Register with the clock."""
        from undersign.web.record import clock  # noqa: PLC0415 - models are there only now
        from undersign.web.surveys import actions  # noqa: PLC0415 - the same

        clock.jobs.append(actions.begin)
