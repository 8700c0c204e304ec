"""A country of a global table as a national table of our template, to simulate and brief with."""

import numpy as np

from scp_centre.roles.policy.global_tables.country_view import Seen, folder_of
from scp_centre.roles.policy.tables.labelled_sheets import Array
from scp_centre.roles.policy.tables.table_reader import TableFile
from scp_centre.roles.policy.tables.value_kinds import VALUE_KINDS

BUYERS = [
    ("home", "Final demand at home", "household"),
    ("exp", "Exports", "export"),
    ("imp", "Imports (with a minus)", "import"),
]


def national_file(seen: Seen, region: int) -> TableFile:
    """Return one country with imports that compete: Z and demand by product, from wherever.

    Output is what the country makes; imports of a product are what its sectors and buyers take of
    it from others; exports what others take of the country's. Value added is output less inputs,
    taxes on products included. What is caused abroad is not in it: the table's own consumption
    account counts imports as if they were made at home.
    """
    about, Y = seen.about, seen.arrays["Y"]
    regions, goods = len(about["regions"]), len(about["sectors"])
    own = slice(region * goods, (region + 1) * goods)
    Z = np.load(folder_of(str(seen.world.key)) / "Z.npy", mmap_mode="r")
    used = np.asarray(Z[:, own], float).reshape(regions, goods, goods)
    bought = np.asarray(Y[:, region], float).reshape(regions, goods)
    sold = _sold_to(np.asarray(Z[own], float), np.asarray(Y[own], float), regions)
    flows, home = used.sum(axis=0), bought.sum(axis=0)
    imports = flows.sum(axis=1) + home - used[region].sum(axis=1) - bought[region]
    exports = sold.sum(axis=1) - sold[:, region]
    demand = np.column_stack([home, exports, -imports])
    output = flows.sum(axis=1) + demand.sum(axis=1)
    direct = np.zeros((len(about["indicators"]), len(BUYERS)))
    direct[:, 0] = seen.arrays["F_Y"][:, region]
    codes = [f"P{i + 1:03}" for i in range(goods)]
    world = seen.world
    return TableFile(
        about={
            "Country": f"{about['regions'][region]} (from {world.title})",
            "Year": str(world.year),
            "Money": world.money or "money of the table",
            "Source": f"{world.title}, {world.year}, {world.source}; made national by scp-centre",
            "Technology": "industry",
        },
        sectors=[(c, title, "") for c, title in zip(codes, about["sectors"], strict=True)],
        buyers=BUYERS,
        flows=flows,
        demand=demand,
        value_items=[("value_added", "Value added and taxes on products", VALUE_KINDS[0])],
        value_added=(output - flows.sum(axis=0))[None, :],
        flow_names=[(code, title, unit) for code, title, unit in about["indicators"]],
        stressors=np.asarray(seen.arrays["F"][:, own], float),
        direct=direct,
    )


def _sold_to(Z: Array, Y: Array, regions: int) -> Array:
    """Return what a country's sectors deliver to each region, for further use and final demand."""
    found: Array = Z.reshape(len(Z), regions, -1).sum(axis=2) + Y
    return found
