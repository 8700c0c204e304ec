"""Sheets of imported flows and imported final demand, beside domestic ones.

A published pair of tables (domestic and imported, by product) is read as one table in which imports
compete: each use is the sum of both, and a buyer "imports" takes out, product by product, what was
not made at home.
"""

from collections.abc import Sequence

import numpy as np

from scp_centre.methods.messages import _
from scp_centre.roles.policy.tables.labelled_sheets import Array, LabelledSheets

IMPORTED = IMPORTED_FLOWS, IMPORTED_DEMAND = "Imported flows", "Imported final demand"
IMPORTS = ("imports", "Imports (with a minus)", "import")


class ImportMatrices(LabelledSheets):
    """Reads the sheets of imports where they are given."""

    def _imports(
        self, codes: Sequence[str], buyers: Sequence[tuple[str, ...]], *, supply_use: bool
    ) -> tuple[Array, Array] | None:
        """Return imported flows (sector, sector) and final demand (sector, buyer); None without.

        Imports that buyers of the kind "import" or rows of imports hold already would count twice.
        """
        given = [name for name in (IMPORTED_FLOWS, IMPORTED_DEMAND) if name.lower() in self.sheets]
        if not given:
            return None
        if supply_use:
            self._wrong(
                given[0],
                0,
                "",
                _("Import matrices go with the Flows sheet, not with Make and Use."),
                _("Load a symmetric table, or leave out this sheet."),
            )
        twice = [code for code, _title, kind in buyers if kind == IMPORTS[2] or code == IMPORTS[0]]
        if twice:
            self._wrong(
                given[0],
                0,
                "",
                _(
                    "These imports are also included in the final demand of “{code}”.",
                    code=twice[0],
                ),
                _("Remove these buyers from the Buyers and Final demand sheets."),
            )
        who = [buyer[0] for buyer in buyers]
        flows = np.zeros((len(codes), len(codes)))
        demand = np.zeros((len(codes), len(who)))
        if IMPORTED_FLOWS in given:
            flows = self._matrix(IMPORTED_FLOWS, codes, codes)
        if IMPORTED_DEMAND in given:
            demand = self._matrix(IMPORTED_DEMAND, codes, who)
        return flows, demand
