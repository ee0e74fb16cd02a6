"""Addresses for keyholders' programs. They have one form, in no language."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.boxes.keyholders import views

app_name = "keyholders"
urlpatterns = [
    path("books.json", views.books, name="books"),
    re_path(r"^boxes/(?P<written>[0-9a-f]{64})/sealed\.jsonl\Z", views.sealed, name="sealed"),
    path("stock", views.stock, name="stock"),
    path("answers", views.answers, name="answers"),
    path("parts", views.parts, name="parts"),
    path("deleted", views.deleted, name="deleted"),
]
