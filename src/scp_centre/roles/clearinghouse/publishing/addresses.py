"""Addresses of the clearinghouse that leave the centre: whole, and always the same."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from scp_centre.roles.clearinghouse.models import Item


def base_of(request: HttpRequest | None) -> str:
    """Return the address of the centre: as it was set, else as it was asked."""
    if settings.PUBLIC_ADDRESS:
        return str(settings.PUBLIC_ADDRESS).rstrip("/")
    return f"{request.scheme}://{request.get_host()}" if request is not None else ""


def page_of(item: Item, base: str) -> str:
    """Return the whole address of an item's page."""
    return page_at(item.pk, base)


def page_at(pk: int, base: str) -> str:
    """Return the whole address of the page of an item by its number."""
    return base + reverse("item", args=[pk])


def oai_identifier(item: Item, base: str) -> str:
    """Return what an item is called among those who harvest it."""
    return f"oai:{urlsplit(base).hostname or 'localhost'}:{item.key}"
