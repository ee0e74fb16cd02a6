"""Addresses of links and rooms."""

from __future__ import annotations

from django.urls import path

from undersign.web.people.doors import views

urlpatterns = [
    path("join", views.join, name="join"),
    path("join/arrive", views.arrive, name="arrive"),
    path("waiting/state", views.join_state, name="join_state"),
    path("doors/look", views.look, name="look"),
    path("doors/close", views.close, name="close_door"),
    path("invite", views.invite, name="invite"),
    path("invite/open", views.open_invitation, name="open_invitation"),
    path("room", views.room, name="room"),
    path("rooms/open", views.open_room, name="open_room"),
    path("rooms/enter", views.enter, name="enter_room"),
    path("rooms/state", views.room_state, name="room_state"),
]
