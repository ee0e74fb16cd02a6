"""Amounts and the marked sentences of the yardsticks, as pages show them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import gettext

from undersign.reference.words import Sentence

register = template.Library()


@register.filter
def by_hour(dollars: Decimal) -> str:
    """Return pay for an hour. Dollars are written as on pay slips in the United States, in both languages."""
    return f"${abs(dollars):,.2f}"


@register.filter
def by_year(dollars: Decimal | int) -> str:
    """Return pay for a year in whole dollars."""
    return f"${abs(dollars):,.0f}"


@register.filter
def percent(share: Decimal) -> str:
    """Return a share with one decimal."""
    return f"{share:,}%"


@register.filter
def hours(number: Decimal) -> str:
    """Return hours without needless zeros: 40, 37.5."""
    return f"{number.normalize():f}"


@register.filter
def say(sentence: Sentence) -> str:
    """Return a marked sentence in the reader's language, with what is filled in."""
    return gettext(sentence.text) % {name: _filled(value) for name, value in sentence.values.items()}


def _filled(value: object) -> object:
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return gettext(value) if isinstance(value, str) and value else value
