"""Addresses of drafts. A box is named by its id, a draft in it by the hash of its envelope."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.demands.drafts import views

BOX = r"drafts/(?P<written>[0-9a-f]{64})"

urlpatterns = [
    path("workplaces/<slug:written>/drafts", views.place, name="place"),
    path("workplaces/<slug:written>/drafts/room", views.open_room, name="open_room"),
    re_path(rf"^{BOX}\Z", views.box, name="drafts"),
    re_path(rf"^{BOX}/state\.json\Z", views.state, name="drafts_state"),
    re_path(rf"^{BOX}/write\Z", views.write, name="write"),
    re_path(rf"^{BOX}/propose\Z", views.propose, name="propose"),
    re_path(rf"^{BOX}/(?P<on>[0-9a-f]{{64}})/comment\Z", views.write, name="comment"),
    re_path(rf"^{BOX}/(?P<amends>[0-9a-f]{{64}})/amend\Z", views.propose, name="amend"),
    re_path(rf"^{BOX}/(?P<proposal>[0-9a-f]{{64}})/put-up\Z", views.put_up, name="put_up"),
]
