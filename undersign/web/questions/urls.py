"""Addresses of questions. One is named by the id of its box."""

from __future__ import annotations

from django.urls import re_path

from undersign.web.questions import views

app_name = "questions"
QUESTION = r"questions/(?P<written>[0-9a-f]{64})"

urlpatterns = [
    re_path(rf"^{QUESTION}\Z", views.question, name="question"),
    re_path(rf"^{QUESTION}/receipt\Z", views.receipt, name="receipt"),
]
