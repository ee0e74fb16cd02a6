"""The address of the pay check."""

from __future__ import annotations

from django.urls import path

from undersign.web.alone.pay import views

urlpatterns = [path("pay", views.pay, name="pay")]
