"""The smallest page that Django can serve: what the site's pages are measured against."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(_request: HttpRequest) -> HttpResponse:
    """Answer with one line."""
    return HttpResponse("<!doctype html><title>Bare</title><p>Bare.")


urlpatterns = [path("", page)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY="bare", MIDDLEWARE=[])  # noqa: S106 - keeps nothing

application = get_wsgi_application()
