"""The one configuration of the site. What differs between hosts stands in their home folder (home.py)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from undersign.web import client, home

HERE = Path(__file__).parent
_HOME = home.current()
_MADE = (_HOME.path / "site.toml").is_file()  # tools that only read the code have no site

# Secrets

SECRET_KEY = _HOME.secret("django").hex() if _MADE else secrets.token_hex(32)

# What runs

DEBUG = False
ALLOWED_HOSTS = ["*"]  # pages.middleware refuses what is not ours, in plain words
INSTALLED_APPS = [
    "django.contrib.sessions",
    "undersign.web.pages",
    "undersign.web.alone",
    "undersign.web.record",
    "undersign.web.meetings",
    "undersign.web.people",
    "undersign.web.workplaces",
    "undersign.web.boxes",
    "undersign.web.questions",
    "undersign.web.surveys",
    "undersign.web.demands",
    "undersign.web.stewards",
]
MIDDLEWARE = [
    "undersign.web.security.Headers",
    "undersign.web.limits.Limits",
    "undersign.web.pages.middleware.OwnAddress",
    "undersign.web.pages.middleware.SameOrigin",
    "undersign.web.boxes.door.Door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "undersign.web.people.middleware.SignedIn",
]
ROOT_URLCONF = "undersign.web.urls"
WSGI_APPLICATION = "undersign.web.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "undersign.web.pages.context.site",
                "undersign.web.people.context.signed_in",
            ],
            "builtins": ["django.templatetags.i18n", "undersign.web.pages.templatetags.words"],
        },
    }
]

# Data. Nothing that was acknowledged may be lost, and what is deleted does not linger in free pages.

_SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": _HOME.path / "undersign.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    },
}
_ADDRESS = os.environ.get("DATABASE_URL", "")
_SERVER: Any = dj_database_url.parse(_ADDRESS, conn_max_age=60, conn_health_checks=True) if _ADDRESS else None
DATABASES: dict[str, Any] = {"default": _SERVER or _SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# Cookies: one, and only for whoever has signed in

_SECURE = _MADE and _HOME.address.startswith("https:")
SESSION_COOKIE_NAME = "__Host-undersign" if _SECURE else "undersign"
SESSION_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "undersign.web.people.sessions"

# Words

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]

# What the browser gets as it is read; the version in the path is the hash of all files (client.py)

STATIC_URL = client.prefix()

# Nothing about a request is ever logged: only that something broke, and where in the code

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "undersign.web.security.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "undersign": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
