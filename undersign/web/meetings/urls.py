"""Addresses of key meetings, for keyholders' programs."""

from __future__ import annotations

from django.urls import path

from undersign.web.meetings import views

app_name = "meetings"
urlpatterns = [
    path("meetings", views.begin, name="begin"),
    path("meetings.json", views.opened, name="opened"),
    path("meetings/<slug:hashed>.json", views.meeting, name="meeting"),
    path("meetings/<slug:hashed>/messages", views.say, name="say"),
]
