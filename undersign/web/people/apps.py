"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the app, says what it does as time passes and what it keeps about a member."""

    name = "undersign.web.people"
    label = "people"

    def ready(self) -> None:
        """Register with the clock and with what members can take along."""
        from undersign.web.people import access, reading  # noqa: PLC0415 - models are there only now
        from undersign.web.people.accounts import actions, move_actions  # noqa: PLC0415 - the same
        from undersign.web.people.accounts.access import about_account  # noqa: PLC0415 - the same
        from undersign.web.record import clock, readers  # noqa: PLC0415 - the same

        access.ABOUT_ME["account"] = about_account
        clock.jobs.extend([actions.purge_challenges, actions.purge_sessions, move_actions.enter_due])
        readers.members.append(reading.is_signed_in)
        readers.claims.append(reading.standing)
