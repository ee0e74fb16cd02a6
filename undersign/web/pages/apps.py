"""The app, named for Django."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Names the app."""

    name = "undersign.web.pages"
    label = "pages"
