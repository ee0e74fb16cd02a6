"""What templates say of times."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(when: datetime) -> SafeString:
    """Return a time (UTC) as people write it, which a phone then tells in its own zone (client/site/moments.js)."""
    written = date_format(when, "DATETIME_FORMAT")
    return format_html('<time datetime="{}">{} (UTC)</time>', when.isoformat(), written)
