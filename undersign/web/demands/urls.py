"""Addresses of drafts and demands."""

from __future__ import annotations

from django.urls import include, path

app_name = "demands"
urlpatterns = [
    path("", include("undersign.web.demands.drafts.urls")),
    path("", include("undersign.web.demands.signing.urls")),
    path("", include("undersign.web.demands.striking.urls")),
]
