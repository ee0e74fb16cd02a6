"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Names the app, and registers its kind of boxes."""

    name = "undersign.web.questions"
    label = "questions"

    def ready(self) -> None:
        """Register with boxes. Those who can answer see the list: it is that of a demand or of its drafts."""
        from undersign.web.boxes.kinds import Kind, register  # noqa: PLC0415 - models are there only now
        from undersign.web.questions.kinds import TotalsOpener  # noqa: PLC0415 - the same

        register(Kind("survey", TotalsOpener(), shows_list=True))
