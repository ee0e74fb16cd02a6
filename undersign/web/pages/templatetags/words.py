"""What templates say beside plain words: addresses of the client's files, days, numbers. Built into every template."""

from __future__ import annotations

from datetime import date, timedelta

from django import template
from django.utils import formats

from undersign.web import client

register = template.Library()
FIRST_DAY = date(1970, 1, 1)


@register.simple_tag(name="client")
def client_address(path: str) -> str:
    """Return the address of one of the client's files. Raises KeyError for a file that is not served."""
    client.files()[path]
    return client.prefix() + path


@register.filter
def day(number: int) -> str:
    """Return a day, counted from January 1, 1970, as people write it."""
    return formats.date_format(FIRST_DAY + timedelta(days=number), "DATE_FORMAT")


@register.filter
def figure(number: int) -> str:
    """Return a number with the marks between thousands that the language uses."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)
