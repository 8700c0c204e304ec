"""Balance a table whose rows and columns differ: the flows give way, the accounts stay."""

from dataclasses import replace

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import balance_table
from scp_centre.methods.messages import Number, _
from scp_centre.roles.policy.tables.table_reader import TableFile

MOST_SCALED = 0.05  # by which value added may be scaled to final demand


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
            _("Make and Use tables are not balanced here."),
            where="Flows",
            cure=_("Balance them before loading, or load a symmetric table."),
        )
    bought, added = file.demand.sum(axis=1), file.value_added.sum(axis=0)
    scale = bought.sum() / added.sum() if added.sum() else 0.0
    if abs(scale - 1.0) > MOST_SCALED:
        raise InvalidValueError(
            _(
                "Final demand sums to {sum} and value added to {sum2}.",
                sum=Number(bought.sum(), ",.6g"),
                sum2=Number(added.sum(), ",.6g"),
            ),
            where="Value added",
            cure=_("The two sums must be equal. Look for a missing row or buyer."),
        )
    value_added = file.value_added * scale
    added = value_added.sum(axis=0)
    output = (file.flows.sum(axis=1) + bought + file.flows.sum(axis=0) + added) / 2
    rows, columns = output - bought, output - added
    for name, sums in (("deliver", rows), ("use", columns)):
        if (sums < 0).any():
            sector = file.sectors[int(sums.argmin())][1]
            raise InvalidValueError(
                _(
                    "{sector} would have a negative value: {min} ({name}).",
                    sector=sector,
                    min=Number(sums.min(), ",.4g"),
                    name=name,
                ),
                where="Flows",
                cure=_("Correct its final demand or value added."),
            )
    found = balance_table(file.flows, rows, columns)
    moved = float(np.abs(found.table - file.flows).sum() / np.abs(file.flows).sum() / 2)
    about = file.about | {"Source": f"{file.about['Source']}; flows balanced by RAS"}
    return replace(file, flows=found.table, value_added=value_added, about=about), moved
