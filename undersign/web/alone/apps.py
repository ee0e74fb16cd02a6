"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class AloneConfig(AppConfig):
    """Names the app."""

    name = "undersign.web.alone"
    label = "alone"
