"""Every address of the site. Pages exist in each language; what only programs read has one address."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("record/", include("undersign.web.record.file_urls")),
    path("keyholders/", include("undersign.web.boxes.keyholders.urls")),
    path("", include("undersign.web.meetings.urls")),
    *i18n_patterns(
        path("", include("undersign.web.pages.urls")),
        path("", include("undersign.web.alone.urls")),
        path("", include("undersign.web.record.urls")),
        path("", include("undersign.web.people.urls")),
        path("", include("undersign.web.workplaces.urls")),
        path("", include("undersign.web.boxes.urls")),
        path("", include("undersign.web.questions.urls")),
        path("", include("undersign.web.surveys.urls")),
        path("", include("undersign.web.demands.urls")),
        path("", include("undersign.web.demands.followup.urls")),
        path("", include("undersign.web.stewards.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "undersign.web.pages.views.bad_request"
handler403 = "undersign.web.pages.views.not_allowed"
handler404 = "undersign.web.pages.views.not_found"
handler500 = "undersign.web.pages.views.broken"
