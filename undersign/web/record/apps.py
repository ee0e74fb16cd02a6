"""The record as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Names the app."""

    name = "undersign.web.record"
    label = "record"
