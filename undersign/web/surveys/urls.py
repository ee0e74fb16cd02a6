"""Addresses of surveys. One is named by the id of its box."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.surveys import views

app_name = "surveys"
SURVEY = r"surveys/(?P<written>[0-9a-f]{64})"

urlpatterns = [
    path("surveys/answer", views.answer, name="answer"),
    path("surveys/hours", views.hours, name="hours"),
    path("surveys/hours/<slug:written>", views.ask, name="ask"),
    re_path(rf"^{SURVEY}\Z", views.survey, name="survey"),
    re_path(rf"^{SURVEY}/receipt\Z", views.receipt, name="receipt"),
]
