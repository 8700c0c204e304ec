"""Steam: properties by pressure, flash steam, blowdown, vents, steam that is not used."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.utilities.bounds import require_above_zero, require_saving

ATMOSPHERE = 101.325  # kPa, the standard atmosphere by definition


@dataclass(frozen=True, slots=True)
class Saturation:
    """Saturated steam at a pressure.   temperature : °C   liquid, vapour : enthalpy, kJ/kg"""

    temperature: float
    liquid: float
    vapour: float


SaturationRow = tuple[float, float, float, float]


def saturation(table: Sequence[SaturationRow], gauge_pressure: float) -> Saturation:
    """Return saturated steam at a gauge pressure, interpolated in the logarithm of the pressure.

    table : rows of (absolute pressure kPa, temperature °C, h liquid, h vapour kJ/kg), rising
    gauge_pressure : kPa above the standard atmosphere

    Raises InvalidValueError outside the table: nothing is extrapolated.
    """
    low, high = table[0][0] - ATMOSPHERE, table[-1][0] - ATMOSPHERE
    if not low <= gauge_pressure <= high:
        raise InvalidValueError(
            _(
                "The steam pressure of {value} bar is outside the range {low} to {high} bar.",
                value=Number(gauge_pressure / 100, ".4g"),
                low=Number(low / 100, ".3g"),
                high=Number(high / 100, ".3g"),
            ),
            where="pressure",
            cure=_("Enter the gauge pressure (above atmospheric pressure) within this range."),
        )
    pressure = gauge_pressure + ATMOSPHERE
    after = next(i for i, row in enumerate(table) if row[0] >= pressure)
    upper, lower = table[max(after, 1)], table[max(after, 1) - 1]
    share = log(pressure / lower[0]) / log(upper[0] / lower[0])
    temperature, liquid, vapour = (
        a + share * (b - a) for a, b in zip(lower[1:], upper[1:], strict=True)
    )
    return Saturation(temperature, liquid, vapour)


def flash_share(condensate: Saturation, low: Saturation) -> float:
    """Return the share of condensate that flashes:  x = (h_f high - h_f low) / (h_g - h_f) low."""
    return (condensate.liquid - low.liquid) / (low.vapour - low.liquid)


def flash_steam_energy(
    flow: float,
    hours: float,
    condensate: Saturation,
    low: Saturation,
    makeup_heat: float,
    boiler_efficiency: float,
) -> float:
    """Return the fuel saved by using flash steam, MJ/year.

    E = x m h (h_g low - h_makeup) / eta    flow m : kg/h condensate    heats : kJ/kg
    """
    steam = flash_share(condensate, low) * flow
    require_saving(steam)
    heat = steam * hours * (low.vapour - makeup_heat)
    return require_saving(heat / 1000 / require_above_zero(boiler_efficiency, "boiler efficiency"))


def blowdown_flow(steam: float, rate: float) -> float:
    """Return the blowdown, kg/h:  B = S r / (1 - r), r as a share of the feedwater.

    >>> round(blowdown_flow(45, 0.02), 6)
    0.918367
    """
    if not 0 <= rate < 1:
        raise InvalidValueError(
            _("The blowdown rate is {rate}.", rate=Number(rate, ".4g")),
            where="rate",
            cure=_("Enter a share of the feedwater that is at least 0 and less than 1."),
        )
    return steam * rate / (1 - rate)


def blowdown_saving(
    steam: float,
    hours: float,
    rate: float,
    new_rate: float,
    water: Saturation,
    makeup_heat: float,
    boiler_efficiency: float,
) -> float:
    """Return the fuel saved by less blowdown, MJ/year.

    E = (B - B_new) h (h_f - h_makeup) / eta        steam : kg/h    heats : kJ/kg
    """
    less = blowdown_flow(steam, rate) - blowdown_flow(steam, new_rate)
    heat = less * hours * (water.liquid - makeup_heat)
    return require_saving(heat / 1000 / require_above_zero(boiler_efficiency, "boiler efficiency"))


def blowdown_heat(
    blowdown: float,
    hours: float,
    water: Saturation,
    makeup_heat: float,
    recovered: float,
    boiler_efficiency: float,
) -> float:
    """Return the fuel saved by recovering heat of the blowdown, MJ/year.

    E = B h (h_f - h_makeup) r / eta      blowdown B : kg/h    recovered r : share
    """
    heat = blowdown * hours * (water.liquid - makeup_heat) * recovered
    return require_saving(heat / 1000 / require_above_zero(boiler_efficiency, "boiler efficiency"))


def steam_energy(
    flow: float, hours: float, steam_heat: float, feed_heat: float, boiler_efficiency: float
) -> float:
    """Return the fuel of steam that is no longer used or vented, MJ/year.

    E = m h (h_g - h_feed) / eta      flow : kg/h    heats : kJ/kg
    """
    heat = flow * hours * (steam_heat - feed_heat)
    return require_saving(heat / 1000 / require_above_zero(boiler_efficiency, "boiler efficiency"))
