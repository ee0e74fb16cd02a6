"""Addresses of a member's own account."""

from __future__ import annotations

from django.urls import path

from undersign.web.people.accounts import move_views, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/challenge", views.challenge, name="challenge"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("me", views.me, name="me"),
    path("me.json", views.about_me, name="about_me"),
    path("me/words", views.words, name="words"),
    path("me/take-back", views.take_back, name="take_back"),
    path("me/stop-move", move_views.stop, name="stop_move"),
    path("leave", views.leave, name="leave"),
    path("lost", move_views.lost, name="lost"),
    path("lost/<int:number>", move_views.move, name="move"),
    path("come-back", move_views.come_back, name="come_back"),
    path("come-back/look", move_views.look, name="look_back"),
    path("come-back/arrive", move_views.arrive, name="arrive_back"),
]
