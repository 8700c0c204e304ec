"""Chillers: coefficient of performance and temperature lift."""

from scp_centre.methods.utilities.bounds import (
    require_above_zero,
    require_hotter,
    require_saving,
)


def cop_saving(load: float, hours: float, cop: float, new_cop: float) -> float:
    """Return the electricity saved by a better chiller, kWh/year.

    saved = Q h (1 / COP - 1 / COP_new)      load Q : kW of cooling
    """
    now = 1 / require_above_zero(cop, "COP")
    then = 1 / require_above_zero(new_cop, "new COP")
    return require_saving(load * hours * (now - then))


def carnot_cop(evaporating: float, condensing: float) -> float:
    """Return the best COP that two temperatures allow:  T_e / (T_c - T_e).   temperatures : K

    >>> round(carnot_cop(277.594, 305.372), 2)
    9.99
    """
    return evaporating / require_hotter(condensing, evaporating)


def lift_saving(
    electricity: float,
    evaporating: float,
    condensing: float,
    new_evaporating: float,
    new_condensing: float,
) -> float:
    """Return the electricity saved by a smaller temperature lift, in the unit of `electricity`.

    saved = E (1 - COP_Carnot / COP_Carnot,new): the chiller keeps its share of Carnot
    temperatures : K, of the refrigerant
    """
    now = carnot_cop(evaporating, condensing)
    then = carnot_cop(new_evaporating, new_condensing)
    return require_saving(electricity * (1 - now / then))
