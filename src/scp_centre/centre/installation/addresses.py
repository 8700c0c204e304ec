"""The one public address of the centre: what letters, labels and identifiers carry.

It is kept with the centre, so that an identifier never follows whatever host a request asked for.
"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from scp_centre.centre.registry.models import Centre

NO_NAME = "centre.invalid"  # RFC 2606: a host that is certainly nobody's
# Names that nobody outside can look up (RFC 2606, 6762, 8375, and the private-use TLD of ICANN).
INNER_NAMES = (".local", ".localhost", ".lan", ".home.arpa", ".internal", ".intranet", ".invalid")
PLACEHOLDERS = (".example", ".test", ".example.org", ".example.com", ".example.net")


def public_address() -> str:
    """Return https://centre.example.org, without a slash at its end; "" while there is none.

    The kept one counts before the one of the settings, which only fills it: identifiers that were
    handed out change when somebody changes them, not with a line of a configuration.
    """
    kept = Centre.objects.filter(pk=1).values_list("public_address", flat=True).first()
    return kept or str(settings.PUBLIC_ADDRESS).rstrip("/")


def base_of(request: HttpRequest | None) -> str:
    """Return the address of the centre: as it was set, else as it was asked."""
    if kept := public_address():
        return kept
    return f"{request.scheme}://{request.get_host()}" if request is not None else ""


def host_of(address: str) -> str:
    """Return the host of an address, in small letters; "" when it has none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def identifier_host() -> str:
    """Return the host in identifiers such as oai:centre.example.org:…"""
    return host_of(public_address()) or NO_NAME


def can_be_reached(address: str) -> bool:
    """Return whether people outside may reach an address: neither this machine's nor a network's.

    >>> can_be_reached("https://centre.example.org"), can_be_reached("http://192.168.1.5:8000")
    (True, False)
    """
    host = host_of(address)
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(INNER_NAMES)


def is_placeholder(address: str) -> bool:
    """Return whether an address is one of those that documents use as an example."""
    return f".{host_of(address)}".endswith(PLACEHOLDERS)
