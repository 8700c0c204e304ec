"""Who advised a company in the products role: whoever ever changed one of its footprint models."""

from collections.abc import Iterator

from scp_centre.centre.advisers import people_who_did
from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.products.models import FootprintModel

CHANGES = ("start_footprint", "write_footprint", "remove_footprint")


def advisers_of(company: Organisation) -> Iterator[int]:
    """Yield the keys of these people."""
    rows = FootprintModel.objects.filter(product__organisation=company)
    yield from rows.values_list("changed_by", flat=True)
    yield from people_who_did(CHANGES, company)
