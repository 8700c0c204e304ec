"""What a product holds that a buyer may see, as the roles know it: labels, for instance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scp_centre.centre.registry.models import Product
from scp_centre.centre.roles.discovery import offered


@dataclass(frozen=True, slots=True)
class ProductProof:
    """One proof that is public anyway, such as a licence in a public register.

    name : of the label or award    number : of the licence    until : its last day
    """

    name: str
    number: str
    until: date


def product_proofs(product: Product) -> Iterator[ProductProof]:
    """Yield what holds of a product today, as the roles know it.

    A role says so in its module product_proofs.py: `product_proofs(product)`.
    """
    for _unused, module in offered("product_proofs"):
        yield from module.product_proofs(product)
