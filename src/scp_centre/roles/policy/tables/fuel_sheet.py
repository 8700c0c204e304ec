"""The sheet Fuels: which products are fuels, and how much of each sectors and buyers burn.

A row is a product. Beside its code stand the fuel (of the centre's table of emission factors) and
a unit of energy or mass. A number below a sector or buyer is what it burns in that unit. Where a
cell is empty, all that it buys is burnt, at `Per money` units for one unit of money; where that is
empty, too, nothing is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scp_centre.methods.errors import UnitError, UnknownLabelError
from scp_centre.methods.greenhouse import FuelFactor
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import convert, kind_of
from scp_centre.reference.factors import fuel, fuels
from scp_centre.roles.policy.tables.labelled_sheets import Array, LabelledSheets, text_of

SHEET = "Fuels"
PER_MONEY = "Per money"
FACTORS = ("kg CO2/TJ", "kg CH4/TJ", "kg N2O/TJ")  # of its own, instead of the centre's
THOUSANDS = {"PJ": "TJ", "TWh": "GWh", "kt": "t", "Gg": "t"}  # unit -> a thousandth of it
UNITS = _("Use a unit such as TJ, PJ, GWh, ktoe, t or kt.")
MILLIONS = {"Mt": "t", "Tg": "t", "Mtoe": "toe"}


def plain_unit(unit: str) -> tuple[float, str]:
    """Return how many of a smaller unit a statistician's large one is.

    >>> plain_unit("PJ"), plain_unit("ktoe"), plain_unit("t")
    ((1000.0, 'TJ'), (1000.0, 'toe'), (1.0, 't'))
    """
    if unit == "ktoe":
        return 1e3, "toe"
    if unit in THOUSANDS:
        return 1e3, THOUSANDS[unit]
    return (1e6, MILLIONS[unit]) if unit in MILLIONS else (1.0, unit)


@dataclass(frozen=True, slots=True)
class FuelRow:
    """A product that is a fuel.

    factor : of the centre, or the table's own    unit : of the amounts
    tj : energy of one unit, TJ    per_money : units for one unit of money, or None
    """

    code: str
    factor: FuelFactor
    unit: str
    tj: float
    per_money: float | None


class FuelSheets(LabelledSheets):
    """Reads the sheet of fuels where there is one."""

    def _fuels(
        self, codes: Sequence[str], columns: Sequence[str]
    ) -> tuple[list[FuelRow], Array | None]:
        """Return the fuels, and what is burnt of each by column; NaN where nothing is said.

        columns : codes of sectors or industries, then of buyers
        """
        if SHEET.lower() not in self.sheets:
            return [], None
        if not self._body(SHEET, 3):
            self._columns(SHEET, (), more=("Fuel", PER_MONEY, *FACTORS, *columns))
            return [], None
        wanted = [PER_MONEY, *FACTORS, *columns]
        names, numbers = self._rows(
            SHEET, wanted, 3, missing=set(wanted), more=("Fuel",), empty=np.nan
        )
        found = []
        for (number, cells), name, row in zip(self._body(SHEET, 3), names, numbers, strict=False):
            if name[0] not in codes:
                self._wrong(
                    SHEET,
                    number,
                    "Code",
                    _("The code “{code}” does not exist in this table.", code=name[0]),
                    _("Use the codes from the Sectors sheet, each only once."),
                )
            for title, value in zip(wanted, row, strict=True):
                if value < 0:
                    self._wrong(
                        SHEET,
                        number,
                        title,
                        _("The amount burnt cannot be negative."),
                        _("Enter 0 or more, or leave the cell empty."),
                    )
            if np.isnan(row[0]) and np.isnan(row[len(wanted) - len(columns) :]).all():
                self._wrong(
                    SHEET,
                    number,
                    PER_MONEY,
                    _("The row does not state how much of this fuel is burnt."),
                    _("Enter an amount for at least one sector or buyer, or fill in Per money."),
                )
            if self._lacks(number, cells):
                continue
            read = self._fuel(number, name, row)
            if read is not None:
                found.append(read)
        return found, numbers[:, len(wanted) - len(columns) :]

    def _lacks(self, number: int, cells: Sequence[Any]) -> bool:
        """Tell a row without fuel or unit; return whether it lacks one."""
        _code, key, unit, *_rest = [*map(text_of, cells), "", "", ""]
        if not key:
            self._wrong(
                SHEET,
                number,
                "Fuel",
                _("The fuel is missing."),
                _("Enter one of the fuels listed in the Read me sheet."),
            )
        if not unit:
            self._wrong(SHEET, number, "Unit", _("The unit is missing."), UNITS)
        return not (key and unit)

    def _fuel(self, number: int, name: tuple[str, ...], row: Array) -> FuelRow | None:
        """Return a row with its factor, the table's own where it gives one."""
        code, key, unit = name
        try:
            factor = fuel(_key_of(key), where=SHEET)
        except UnknownLabelError as error:
            self._wrong(SHEET, number, "Fuel", error.message, error.cure)
            return None
        large, small = plain_unit(unit)
        try:
            tj = _energy_of(large, small, factor)
        except UnitError:
            self._wrong(
                SHEET,
                number,
                "Unit",
                _("“{unit}” is not a unit of energy or mass.", unit=unit),
                UNITS,
            )
            return None
        own = dict(
            zip(("co2_kg_per_tj", "ch4_kg_per_tj", "n2o_kg_per_tj"), row[1:4].tolist(), strict=True)
        )
        stated = {k: v for k, v in own.items() if not np.isnan(v)}
        per_money = None if np.isnan(row[0]) else float(row[0])
        return FuelRow(code, replace(factor, **stated), unit, tj, per_money)


def _energy_of(amount: float, unit: str, factor: FuelFactor) -> float:
    """Return the energy of an amount of fuel, TJ; raise UnitError for what is neither."""
    if kind_of(unit) == "mass":
        return factor.energy_tj(convert(amount, unit, "t"))
    return convert(amount, unit, "TJ")


def _key_of(text: str) -> str:
    """Return the key of a fuel that a sheet names by its key or its English name."""
    for key, one in fuels().items():
        if text.lower() in (key, one.name.lower()):
            return key
    return text
