"""Boilers and furnaces: excess air, combustion efficiency, fuel saved."""

from collections.abc import Mapping, Sequence

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _

# Moles of O2 needed, CO2 made and inert gas brought by one mole of fuel gas: stoichiometry.
STOICHIOMETRY: dict[str, tuple[float, float, float]] = {
    "CH4": (2, 1, 0),
    "C2H6": (3.5, 2, 0),
    "C3H8": (5, 3, 0),
    "C4H10": (6.5, 4, 0),
    "H2": (0.5, 0, 0),
    "CO": (0.5, 1, 0),
    "CO2": (0, 1, 0),
    "N2": (0, 0, 1),
    "H2O": (0, 0, 0),
    "SO2": (0, 0, 1),
    "O2": (-1, 0, 0),
}
OXYGEN_IN_AIR = 0.2095  # by volume, dry


def excess_air(composition: Mapping[str, float], oxygen: float) -> float:
    """Return the excess air of a flame from the oxygen in its dry flue gas, as a share.

    O2 = e a / (CO2 + N2 + 3.77 a (1 + e) + e a)  solved for e;  a : O2 needed per mole of fuel
    composition : share or % by volume of each gas      oxygen : % by volume of dry flue gas

    An analyser reads dry gas; programs that count the water vapour, or stop an iteration early,
    differ by some per cent.
    """
    if not 0 <= oxygen < 100 * OXYGEN_IN_AIR:
        raise InvalidValueError(
            _("Flue gas cannot contain {oxygen} % oxygen.", oxygen=Number(oxygen, "g")),
            where="oxygen",
            cure=_("Enter a reading between 0 and 20.9 %."),
        )
    total = sum(composition.values())
    needed = dioxide = inert = 0.0
    for gas, amount in composition.items():
        require_known(gas, STOICHIOMETRY, what="gas", where="composition")
        o2, co2, rest = STOICHIOMETRY[gas]
        share = amount / total
        needed, dioxide, inert = needed + share * o2, dioxide + share * co2, inert + share * rest
    nitrogen = (1 - OXYGEN_IN_AIR) / OXYGEN_IN_AIR * needed
    x = oxygen / 100
    return x * (dioxide + inert + nitrogen) / (needed - x * (needed + nitrogen))


def efficiency_from_table(
    table: Sequence[tuple[float, float, float]], oxygen: float, temperature_rise: float
) -> float:
    """Return the combustion efficiency, bilinear in a table of (oxygen %, rise K, efficiency %).

    Raises InvalidValueError outside the table: nothing is extrapolated.
    """
    o2 = sorted({row[0] for row in table})
    rise = sorted({row[1] for row in table})
    values = {(a, b): e for a, b, e in table}
    i, u = _place(o2, oxygen, "oxygen", "%")
    j, w = _place(rise, temperature_rise, "temperature rise", "K")
    corner = [[values[(o2[i + a], rise[j + b])] for b in (0, 1)] for a in (0, 1)]
    low = (1 - w) * corner[0][0] + w * corner[0][1]
    high = (1 - w) * corner[1][0] + w * corner[1][1]
    return (1 - u) * low + u * high


def fuel_saved_share(efficiency: float, new_efficiency: float) -> float:
    """Return the share of fuel saved:  1 - eta_old / eta_new.

    >>> round(100 * fuel_saved_share(45.5509, 77.8931), 4)
    41.5213
    """
    if not 0 < efficiency <= new_efficiency:
        raise InvalidValueError(
            _(
                "The new efficiency ({new_efficiency}) is lower than the existing efficiency "
                "({efficiency}).",
                new_efficiency=Number(new_efficiency, "g"),
                efficiency=Number(efficiency, "g"),
            ),
            where="new_efficiency",
            cure=_("Check both readings."),
        )
    return 1 - efficiency / new_efficiency


READINGS = {  # of the table of efficiencies, as errors call them
    "oxygen": _("Oxygen"),
    "temperature rise": _("Temperature rise"),
}


def _place(points: Sequence[float], value: float, what: str, unit: str) -> tuple[int, float]:
    if not points[0] <= value <= points[-1]:
        raise InvalidValueError(
            _(
                "“{what}” ({value} {unit}) is outside the range {points} to {points5} {unit}.",
                what=READINGS[what],
                value=Number(value, "g"),
                unit=unit,
                points=Number(points[0], "g"),
                points5=Number(points[-1], "g"),
            ),
            where=what,
            cure=_("Enter a reading within the table's range, or measure the efficiency."),
        )
    i = min(max(k for k, p in enumerate(points) if p <= value), len(points) - 2)
    return i, (value - points[i]) / (points[i + 1] - points[i])
