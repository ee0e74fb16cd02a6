"""The pages that need no account."""

from __future__ import annotations

from django.urls import path

from undersign.web.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.first, name="first"),
    path("how-to-come-in", views.come_in, name="come_in"),
    path("what-can-go-wrong", views.limits, name="limits"),
    path("robots.txt", views.robots, name="robots"),
    path("health", views.health, name="health"),
]
