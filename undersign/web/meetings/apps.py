"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Names the app."""

    name = "undersign.web.meetings"
    label = "meetings"
