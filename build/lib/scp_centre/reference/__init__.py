"""Reference figures as rows: static tables, each with its source, and the factors made of them."""

from scp_centre.reference.factors import fuel, fuels, gwp_set, gwp_sets
from scp_centre.reference.loader import Table, load_table

__all__ = ["Table", "fuel", "fuels", "gwp_set", "gwp_sets", "load_table"]
