"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class StewardsConfig(AppConfig):
    """Names the app, and gives other pages who runs the host and what stewards looked at."""

    name = "undersign.web.stewards"
    label = "stewards"

    def ready(self) -> None:
        """Register with the people pages and the first page, which know nothing of this app."""
        from undersign.web.pages import views  # noqa: PLC0415 - models are there only now
        from undersign.web.people import access as people_access  # noqa: PLC0415 - the same
        from undersign.web.stewards import access  # noqa: PLC0415 - the same

        people_access.ABOUT_ME["looks"] = access.about_me
        views.RUNNERS.append(access.nicknames)
