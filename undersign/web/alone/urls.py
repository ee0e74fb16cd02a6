"""The pages that are useful alone: each idea has its own addresses."""

from __future__ import annotations

from django.urls import include, path

app_name = "alone"
urlpatterns = [
    path("", include("undersign.web.alone.pay.urls")),
    path("", include("undersign.web.alone.hours.urls")),
    path("", include("undersign.web.alone.where.urls")),
    path("", include("undersign.web.alone.rights.urls")),
]
