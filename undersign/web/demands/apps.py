"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class DemandsConfig(AppConfig):
    """Names the app, registers its two kinds of boxes, and says what it does as time passes."""

    name = "undersign.web.demands"
    label = "demands"

    def ready(self) -> None:
        """Register with boxes, and with the clock."""
        from undersign.web.boxes.kinds import Kind, register  # noqa: PLC0415 - models are there only now
        from undersign.web.demands.asked import access as asked_access  # noqa: PLC0415 - the same
        from undersign.web.demands.asked import actions as asked  # noqa: PLC0415 - the same
        from undersign.web.demands.drafts import actions  # noqa: PLC0415 - the same
        from undersign.web.demands.followup import actions as followup  # noqa: PLC0415 - the same
        from undersign.web.demands.kinds import DemandKind, DemandOpener  # noqa: PLC0415 - the same
        from undersign.web.demands.striking import access as striking  # noqa: PLC0415 - the same
        from undersign.web.people import access as people  # noqa: PLC0415 - the same
        from undersign.web.questions import access as questions  # noqa: PLC0415 - the same
        from undersign.web.record import clock  # noqa: PLC0415 - the same

        people.ABOUT_ME["text_reports"] = striking.about_me
        register(Kind("draft", hides=False, shows_list=True))
        register(DemandKind("demand", DemandOpener(), grows=True, shows_list=True))
        clock.jobs.extend([actions.open_standing, actions.put_up, followup.start_steps, asked.begin])
        questions.BACK.append(asked_access.back)
