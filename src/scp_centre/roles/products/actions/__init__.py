"""Every write of the products role."""

from scp_centre.roles.products.actions.databases import (
    decide_flows,
    remove_database,
    request_database,
    request_scores,
)
from scp_centre.roles.products.actions.declarations import (
    remove_declaration,
    request_declarations,
)
from scp_centre.roles.products.actions.impact_methods import (
    remove_impact_method,
    request_impact_method,
)
from scp_centre.roles.products.actions.models import (
    remove_footprint,
    start_footprint,
    start_with_product,
    write_footprint,
)
from scp_centre.roles.products.actions.review import (
    approve_footprint,
    reopen_footprint,
    return_footprint,
    shown_version,
    submit_footprint,
)

__all__ = [
    "approve_footprint",
    "decide_flows",
    "remove_database",
    "remove_declaration",
    "remove_footprint",
    "remove_impact_method",
    "reopen_footprint",
    "request_database",
    "request_declarations",
    "request_impact_method",
    "request_scores",
    "return_footprint",
    "shown_version",
    "start_footprint",
    "start_with_product",
    "submit_footprint",
    "write_footprint",
]
