"""Addresses of what follows once names have opened. Those with /demands/ are for who stands on the list."""

from __future__ import annotations

from django.urls import path, re_path

from undersign.web.demands.followup import public_views, views

app_name = "followup"
DEMAND = r"^demands/(?P<written>[0-9a-f]{64})"
NAME = r"(?P<name>[0-9a-f]{64})"

urlpatterns = [
    re_path(rf"{DEMAND}/letter\Z", views.letter, name="letter"),
    re_path(rf"{DEMAND}/letter\.pdf\Z", views.letter_pdf, name="letter_pdf"),
    re_path(rf"{DEMAND}/letter\.txt\Z", views.letter_txt, name="letter_txt"),
    re_path(rf"{DEMAND}/letter-to-deliver\.pdf\Z", views.letter_to_deliver, name="letter_to_deliver"),
    re_path(rf"{DEMAND}/after\Z", views.after, name="after"),
    re_path(rf"{DEMAND}/after/keys\.json\Z", views.keys, name="keys"),
    re_path(rf"{DEMAND}/after/dates\.ics\Z", views.dates, name="dates"),
    re_path(rf"{DEMAND}/after/(?P<kind>delivered|answer|promise|promise_outcome)\Z", views.write, name="write"),
    re_path(rf"{DEMAND}/signers\.zip\Z", views.signers_export, name="signers_export"),
    re_path(rf"{DEMAND}/for-readers\.zip\Z", views.readers_export, name="readers_export"),
    path("outcomes", public_views.enter, name="enter"),
    path("employers", public_views.employers, name="employers"),
    path("employers/<slug:slug>", public_views.employer, name="employer"),
    path("did-it-work", public_views.did_it_work, name="did_it_work"),
    re_path(rf"^check/{NAME}\Z", public_views.check, name="check"),
    path("public.zip", public_views.public_export, name="public_export"),
    re_path(rf"^reply/{NAME}\Z", public_views.reply, name="reply"),
    re_path(rf"^reply/{NAME}/recipient\.zip\Z", public_views.recipient_export, name="recipient_export"),
]
