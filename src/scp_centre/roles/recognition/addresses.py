"""Where a licence is found: its page in the register, and what its code on the product leads to."""

import io

import segno
from django.http import HttpRequest
from django.urls import reverse

from scp_centre.centre.installation.addresses import base_of
from scp_centre.methods.product_codes import gtin_of_14_digits
from scp_centre.roles.recognition.models import Licence


def page_address(licence: Licence, request: HttpRequest | None) -> str:
    """Return the address of a licence's page in the register."""
    return base_of(request) + reverse("licence", args=[licence.number])


def scan_address(licence: Licence, request: HttpRequest | None) -> str:
    """Return what the code on the product says.

    A GS1 Digital Link where the product has a GTIN: https://host/01/ and 14 digits.
    """
    if licence.gtin:
        gtin = gtin_of_14_digits(licence.gtin)
        return base_of(request) + reverse("scan_gtin", args=[gtin])
    return base_of(request) + reverse("scan_licence", args=[licence.number])


def draw_code(licence: Licence, request: HttpRequest | None) -> bytes:
    """Return the QR code of a product as SVG, with the quiet zone of four modules."""
    picture = io.BytesIO()
    code = segno.make(scan_address(licence, request), error="m", micro=False)
    code.save(picture, kind="svg", scale=6, border=4, xmldecl=False, light="white")
    return picture.getvalue()
