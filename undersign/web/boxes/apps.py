"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class BoxesConfig(AppConfig):
    """Names the app; puts batches under the ticks of the record, and what waits for time into its clock."""

    name = "undersign.web.boxes"
    label = "boxes"

    def ready(self) -> None:
        """Register with the record."""
        from undersign.web.boxes.batches import actions as batches  # noqa: PLC0415 - models are there only now
        from undersign.web.boxes.definitions import actions as definitions  # noqa: PLC0415 - the same
        from undersign.web.boxes.openings import actions as openings  # noqa: PLC0415 - the same
        from undersign.web.boxes.passes import access as passes  # noqa: PLC0415 - the same
        from undersign.web.people import access as people  # noqa: PLC0415 - the same
        from undersign.web.record import actions, clock, readers  # noqa: PLC0415 - the same

        actions.BEFORE_TICK.append(batches.enter_batches)
        clock.jobs.extend([definitions.grow, openings.void, openings.step, batches.erase_keys])
        readers.boxes.append(passes.may_read)
        people.ABOUT_ME["boxes"] = passes.about_me
