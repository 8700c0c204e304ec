"""Waste water: loads, biogas, aeration; water measured by bucket and watch."""

from collections.abc import Sequence

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.utilities.bounds import require_above_zero, require_saving


def load_saving(flow: float, hours: float, concentration: float, new_concentration: float) -> float:
    """Return the load (COD, BOD, solids) kept out of the waste water, kg/year.

    L = V h (C - C_new) / 1000      flow : m3/h    concentrations : mg/l
    """
    return require_saving(flow * hours * (concentration - new_concentration) / 1000)


def biogas_energy(
    load: float, removed: float, *, methane_per_cod: float, methane_heat: float
) -> float:
    """Return the heat of the methane that digesting waste water gives, MJ/year.

    E = COD x removed x B_o x NCV     load : kg COD/year    methane_per_cod B_o : kg/kg
    methane_heat : MJ/kg net
    """
    return load * removed * methane_per_cod * methane_heat


def oxygen_saturation(table: Sequence[tuple[float, float]], temperature: float) -> float:
    """Return the oxygen that water holds in equilibrium with air, mg/l, linear in a table.

    table : rows of (°C, mg/l), rising temperature
    """
    low, high = table[0][0], table[-1][0]
    if not low <= temperature <= high:
        raise InvalidValueError(
            _(
                "The water temperature of {value} °C is outside the range {low} to {high} °C.",
                value=Number(temperature, ".4g"),
                low=Number(low, ".3g"),
                high=Number(high, ".3g"),
            ),
            where="temperature",
            cure=_("Enter a temperature within this range."),
        )
    after = max(next(i for i, row in enumerate(table) if row[0] >= temperature), 1)
    (cool, more), (warm, less) = table[after - 1], table[after]
    return more + (temperature - cool) / (warm - cool) * (less - more)


def aeration_saving(
    power: float, hours: float, oxygen: float, new_oxygen: float, saturation: float
) -> float:
    """Return the electricity saved by a lower set point of dissolved oxygen, kWh/year.

    saved = P h (1 - (C_s - C) / (C_s - C_new)): transfer follows the deficit
    oxygen C, new_oxygen, saturation C_s : mg/l
    """
    deficit = require_above_zero(saturation - oxygen, "oxygen deficit")
    return require_saving(power * hours * (1 - deficit / (saturation - new_oxygen)))


def bucket_water(volume: float, fill_time: float, hours: float) -> float:
    """Return the water that runs, m3/year, by bucket and watch.   volume : m3   fill_time : s"""
    return volume / require_above_zero(fill_time, "time") * 3600 * hours
