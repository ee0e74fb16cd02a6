"""The one address of the page."""

from __future__ import annotations

from django.urls import path

from undersign.web.alone.rights import views

urlpatterns = [path("rights", views.rights, name="rights")]
