"""Addresses at which somebody on a list reports a text of it."""

from __future__ import annotations

from django.urls import re_path

from undersign.web.demands.striking import views

BOX = r"(?P<written>[0-9a-f]{64})"

urlpatterns = [
    re_path(rf"^drafts/{BOX}/(?P<on>[0-9a-f]{{64}})/report\Z", views.draft, name="report_draft"),
    re_path(rf"^questions/{BOX}/report\Z", views.question, name="report_question"),
    re_path(rf"^demands/{BOX}/report\Z", views.demand, name="report_demand"),
]
