"""The record's files, which programs read. Every address has one form; any other is not found."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.record import file_views as views

app_name = "record_files"

BOOK = "host|members|(?:list|box)-[0-9a-f]{8}"
TILE = (
    r"^(?P<where>tile/(?P<level>[0-9]{1,2}|entries)/"
    r"(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?)\Z"
)

urlpatterns = [
    path("about.json", views.about, name="about"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("checkpoints/witnessed", views.witnessed, name="witnessed"),
    re_path(r"^checkpoints/after/(?P<position>0|[1-9][0-9]{0,14})\Z", views.witnessed_after, name="witnessed_after"),
    path("cosignatures", views.cosignatures, name="cosignatures"),
    re_path(TILE, views.tile, name="tile"),
    re_path(rf"^books/(?P<name>{BOOK})/head\.json\Z", views.head, name="head"),
    re_path(rf"^books/(?P<name>{BOOK})/(?P<file>[a-z]{{1,10}}(?:\.jsonl)?)\Z", views.book, name="book"),
]
