"""Addresses of those who run this host: the public page, what members read about looks, and the stewards' own pages."""

from __future__ import annotations

from django.urls import path

from undersign.web.stewards import views

app_name = "stewards"
urlpatterns = [
    path("who", views.who, name="who"),
    path("me/looks", views.looks, name="looks"),
    path("steward", views.index, name="index"),
    path("steward/people/<int:number>", views.person, name="person"),
    path("steward/reports", views.reports, name="reports"),
    path("steward/reports/<int:number>", views.decide, name="decide"),
    path("steward/texts", views.texts, name="texts"),
    path("steward/texts/<int:number>", views.decide_text, name="decide_text"),
    path("steward/said", views.said, name="said"),
    path("steward/host", views.host, name="host"),
]
