"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class WorkplacesConfig(AppConfig):
    """Names the app, and tells the pages about people what places are called."""

    name = "undersign.web.workplaces"
    label = "workplaces"

    def ready(self) -> None:
        """Register with the people pages, which know nothing of this app."""
        from undersign.web.people import access as people_access  # noqa: PLC0415 - models are there only now
        from undersign.web.workplaces import access  # noqa: PLC0415 - the same

        people_access.PLACE_NAMES.append(access.place_name)
        people_access.PLACES.append(access.may_let_in)
        people_access.ABOUT_ME["workplaces"] = access.about_me
