"""Addresses of the founders' meeting. Phones ask for `founders/` every few seconds; `founding/` is counted as a try."""

from __future__ import annotations

from django.urls import path

from undersign.web.people.founding import views

urlpatterns = [
    path("founding", views.founding, name="founding"),
    path("founders/state", views.state, name="founding_state"),
    path("founding/arrive", views.arrive, name="founding_arrive"),
    path("founders/remove", views.remove, name="founding_remove"),
    path("founders/fix", views.fix, name="founding_fix"),
    path("founders/throw-away", views.throw_away, name="founding_throw_away"),
    path("founders/sign", views.sign, name="founding_sign"),
]
