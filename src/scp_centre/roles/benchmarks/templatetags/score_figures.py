"""Filters for figures that rest on published ones of three digits."""

from django import template

from scp_centre.centre.translation import current_speaker
from scp_centre.roles.benchmarks.scores.plants import rounded

register = template.Library()


@register.filter
def three_digits(value: float | None) -> str:
    """Write a figure in three significant digits, large ones too: 114,000."""
    return current_speaker().number(None if value is None else rounded(value), 3)


@register.filter
def published(value: float | None) -> str:
    """Write a published figure in its three digits, zeros at the end too: 10.0 beside 9.81."""
    return current_speaker().number(value, 3, zeros=True)
