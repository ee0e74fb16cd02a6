"""What templates say beside plain words: addresses of the client's files, days, numbers. Built into every template."""

from __future__ import annotations

from datetime import date, timedelta

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from undersign.web import client

register = template.Library()
FIRST_DAY = date(1970, 1, 1)


@register.simple_tag(name="client")
def client_address(path: str) -> str:
    """Return the address of one of the client's files. Raises KeyError for a file that is not served."""
    client.files()[path]
    return client.prefix() + path


@register.simple_tag
def module(path: str) -> SafeString:
    """Return the element that runs a module, and those by which a phone fetches at once all that it needs.

    Without them a phone learns of each module from the one before. Raises KeyError for a file that is not served.
    """
    script = format_html('<script type="module" src="{}"></script>', client_address(path))
    needed = ((client_address(each),) for each in client.modules(path)[1:])
    return script + format_html_join("", '<link rel="modulepreload" href="{}">', needed)


@register.filter
def day(number: int) -> str:
    """Return a day, counted from January 1, 1970, as people write it."""
    return formats.date_format(FIRST_DAY + timedelta(days=number), "DATE_FORMAT")


@register.filter
def figure(number: int) -> str:
    """Return a number with the marks between thousands that the language uses."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)
