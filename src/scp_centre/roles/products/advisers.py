"""Who advised a company in the products role: whoever wrote one of its footprint models."""

from collections.abc import Iterator

from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.products.models import FootprintModel


def advisers_of(company: Organisation) -> Iterator[int]:
    """Yield the keys of these people."""
    rows = FootprintModel.objects.filter(product__organisation=company)
    yield from rows.values_list("changed_by", flat=True)
