"""The page on which anybody checks the record."""

from __future__ import annotations

from django.urls import path

from undersign.web.record import views

app_name = "record"
urlpatterns = [
    path("record", views.check, name="check"),
    path("rehearsal/clock", views.move_clock, name="move_clock"),
]
