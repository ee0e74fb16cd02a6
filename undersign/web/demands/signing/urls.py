"""Addresses of demands. A demand is named by the id of its box."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.demands.signing import views

DEMAND = r"demands/(?P<written>[0-9a-f]{64})"

urlpatterns = [
    path("demands", views.index, name="index"),
    re_path(rf"^{DEMAND}\Z", views.demand, name="demand"),
    re_path(rf"^{DEMAND}/figures\.json\Z", views.figures, name="figures"),
    re_path(rf"^{DEMAND}/dates\.ics\Z", views.dates, name="dates"),
    re_path(rf"^{DEMAND}/sign\Z", views.sign, name="sign"),
    re_path(rf"^{DEMAND}/receipt\Z", views.receipt, name="receipt"),
    re_path(rf"^{DEMAND}/list\Z", views.people, name="list"),
]
