"""Addresses of passes."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.boxes.passes import views

BOX = r"boxes/(?P<written>[0-9a-f]{64})"

urlpatterns = [
    path("boxes/mine.json", views.mine, name="mine"),
    re_path(rf"^{BOX}/request\Z", views.ask, name="ask"),
    re_path(rf"^{BOX}/answers\.json\Z", views.answers, name="answers"),
    re_path(rf"^{BOX}/signer/request\Z", views.ask_as_signer, name="ask_as_signer"),
    re_path(rf"^{BOX}/signer/answers\Z", views.signers_answers, name="signers_answers"),
    re_path(rf"^{BOX}/saying\Z", views.say, name="say"),
]
