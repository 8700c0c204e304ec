"""Addresses of the clearinghouse that leave the centre: whole, and always the same."""

from functools import cache

from django.urls import reverse

from scp_centre.roles.clearinghouse.models import Item

ANY = 987654321  # a number to look for in an address


def page_of(item: Item, base: str) -> str:
    """Return the whole address of an item's page."""
    return page_at(item.pk, base)


def page_at(pk: int, base: str) -> str:
    """Return the whole address of the page of an item by its number."""
    before, after = _around()
    return f"{base}{before}{pk}{after}"


@cache
def _around() -> tuple[str, str]:
    """Return what stands before and after the number in an address: lists hold many of them."""
    before, _, after = reverse("item", args=[ANY]).partition(str(ANY))
    return before, after


def oai_identifier(item: Item, host: str) -> str:
    """Return what an item is called among those who harvest it.   host : see identifier_host"""
    return f"oai:{host}:{item.key}"
