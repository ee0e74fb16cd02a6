"""Addresses of boxes: for members' phones. The door has one of its own, before the session (door.py)."""

from __future__ import annotations

from django.urls import include, path

app_name = "boxes"
urlpatterns = [path("", include("undersign.web.boxes.passes.urls"))]
