"""The pages of My hours, and what lets a phone keep them and open them without a network."""

from __future__ import annotations

from django.urls import path

from undersign.web.alone.hours import views

urlpatterns = [
    *(path(address, views.page, {"name": name}, name=name) for name, address in views.PAGES.items()),
    path("hours/duties.json", views.duties, name="hours_duties"),
    path("hours/files.json", views.files, name="hours_files"),
    path("hours/app.webmanifest", views.manifest, name="hours_manifest"),
    path("hours-worker.js", views.worker, name="hours_worker"),
]
