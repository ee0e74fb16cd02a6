"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class WorkplacesConfig(AppConfig):
    """Names the app, and tells the pages about people what places are called, and the record which texts are hidden."""

    name = "undersign.web.workplaces"
    label = "workplaces"

    def ready(self) -> None:
        """Register with the people pages, and with the record, which know nothing of this app."""
        from undersign.web.people import access as people_access  # noqa: PLC0415 - models are there only now
        from undersign.web.people import actions as people_actions  # noqa: PLC0415 - the same
        from undersign.web.record import access as record  # noqa: PLC0415 - the same
        from undersign.web.workplaces import access, actions  # noqa: PLC0415 - the same

        people_access.PLACE_NAMES.append(access.place_name)
        people_access.PLACES.append(access.may_let_in)
        people_actions.VOUCHED.append(actions.end_loose)
        record.withheld.append(access.withheld)
        people_access.ABOUT_ME["workplaces"] = access.about_me
