"""Addresses of people: coming in, and one's own account."""

from __future__ import annotations

from django.urls import include, path

from undersign.web.people import views

app_name = "people"
urlpatterns = [
    path("", include("undersign.web.people.accounts.urls")),
    path("", include("undersign.web.people.founding.urls")),
    path("", include("undersign.web.people.doors.urls")),
    path("vouch", views.vouch, name="vouch"),
    path("vouch/waiting", views.who_waits, name="who_waits"),
    path("vouch/give", views.give, name="give_vouch"),
]
