"""Addresses of workplaces. A place is named by its id in the record, as base64url."""

from __future__ import annotations

from django.urls import path

from undersign.web.workplaces import views, word_views

app_name = "workplaces"
urlpatterns = [
    path("workplaces", views.index, name="index"),
    path("workplaces/find", views.find, name="find"),
    path("workplaces/add", views.add, name="add"),
    path("workplaces/added", word_views.added, name="added"),
    path("workplaces/notes/<int:number>/report", views.report, name="report"),
    path("workplaces/<slug:written>", views.place, name="place"),
    path("workplaces/<slug:written>/confirm", views.confirm, name="confirm"),
    path("workplaces/<slug:written>/confirmed", word_views.confirmed, name="confirmed"),
    path("workplaces/<slug:written>/same", views.same, name="same"),
    path("workplaces/<slug:written>/propose", views.propose, name="propose"),
    path("workplaces/<slug:written>/turn-down", views.turn_down, name="turn_down"),
    path("workplaces/<slug:written>/merged", word_views.merged, name="merged"),
    path("workplaces/<slug:written>/parted", word_views.parted, name="parted"),
    path("workplaces/<slug:written>/write", views.write, name="write"),
    path("workplaces/<slug:written>/written", word_views.written, name="written"),
]
