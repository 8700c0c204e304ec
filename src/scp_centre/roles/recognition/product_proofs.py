"""The licences that a product holds today; the register of licences shows them to everybody."""

from collections.abc import Iterator

from scp_centre.centre.product_proofs import ProductProof
from scp_centre.centre.registry.models import Product
from scp_centre.roles.recognition.licence_validity import Answer, standing_of
from scp_centre.roles.recognition.queries import listed


def product_proofs(product: Product) -> Iterator[ProductProof]:
    """Yield the licences of a product that are established as valid."""
    for licence in listed().filter(application__product=product):
        if standing_of(licence).answer == Answer.VALID:
            yield ProductProof(licence.application.version.said_name, licence.number, licence.until)
