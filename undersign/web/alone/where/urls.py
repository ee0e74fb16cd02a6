"""The address of the questions with all that they lead to, and that of the letters."""

from __future__ import annotations

from django.urls import path

from undersign.web.alone.where import views

urlpatterns = [
    path("where", views.where, name="where"),
    path("where/letters.json", views.letter_parts, name="letters"),
]
