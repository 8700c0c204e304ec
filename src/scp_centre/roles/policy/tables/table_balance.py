"""Balance a table whose rows and columns differ: the flows give way, the accounts stay."""

from dataclasses import replace

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import balance_table
from scp_centre.methods.messages import Number, _
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables.table_reader import LONGEST_OF, TableFile

BALANCED = "; flows balanced by RAS"
MOST_SCALED = 0.05  # by which value added may be scaled to final demand


def can_be_balanced(table: Table) -> bool:
    """Return whether balancing is worth offering: symmetric, unbalanced, sums near each other."""
    if table.is_supply_use or not any(f["code"] == "balance" for f in table.checks):
        return False
    found = table.accounts
    if not found:
        return True
    added = sum(found[k] for k in ("value_added", "imported_inputs", "product_taxes"))
    bought = found["expenditure"] + found["imported_inputs"]
    return bool(added) and abs(bought / added - 1.0) <= MOST_SCALED


def balanced_file(file: TableFile) -> tuple[TableFile, float]:
    """Return a table with flows brought to its own sums (RAS), and the share of flows that moved.

    Output is the mean of what rows and columns say. Rows of flows then sum to output less final
    demand, columns to output less value added; value added is scaled to final demand first, since
    both are the same in sum.

    Raises InvalidValueError for make and use tables, for sums that differ by more than 5 %, and
    where a sector would have to deliver or use less than nothing; UnbalancedError where no factors
    reach the sums.
    """
    if file.flows is None:
        raise InvalidValueError(
            _("Make and Use tables cannot be balanced here."),
            where="Flows",
            cure=_("Balance the tables before loading them, or load a symmetric table."),
        )
    bought, added = file.demand.sum(axis=1), file.value_added.sum(axis=0)
    scale = bought.sum() / added.sum() if added.sum() else 0.0
    if abs(scale - 1.0) > MOST_SCALED:
        raise InvalidValueError(
            _(
                "Final demand totals {sum}, but value added totals {sum2}.",
                sum=Number(bought.sum(), ",.6g"),
                sum2=Number(added.sum(), ",.6g"),
            ),
            where="Value added",
            cure=_("The two totals must be equal. Check for a missing row or buyer."),
        )
    value_added = file.value_added * scale
    added = value_added.sum(axis=0)
    output = (file.flows.sum(axis=1) + bought + file.flows.sum(axis=0) + added) / 2
    rows, columns = output - bought, output - added
    for sums, delivers in ((rows, True), (columns, False)):
        if (sums < 0).any():
            sector = file.sectors[int(sums.argmin())][1]
            least = Number(sums.min(), ",.4g")
            raise InvalidValueError(
                _("{sector} would deliver a negative amount: {least}.", sector=sector, least=least)
                if delivers
                else _(
                    "{sector} would use a negative amount: {least}.", sector=sector, least=least
                ),
                where="Flows",
                cure=_("Correct the final demand or value added of this sector."),
            )
    found = balance_table(file.flows, rows, columns, names=[s[0] for s in file.sectors])
    moved = float(np.abs(found.table - file.flows).sum() / np.abs(file.flows).sum() / 2)
    # The note says what was done, so the source gives way where both are too long.
    source = file.about["Source"][: LONGEST_OF["Source"] - len(BALANCED)]
    about = file.about | {"Source": source + BALANCED}
    return replace(file, flows=found.table, value_added=value_added, about=about), moved
