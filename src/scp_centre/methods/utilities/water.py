"""Cooling towers and rinsing."""

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


def tower_makeup(
    circulation: float,
    temperature_range: float,
    hours: float,
    cycles: float,
    drift: float,
    *,
    evaporation_share: float,
    correction: float = 1.0,
) -> float:
    """Return the make-up water of a cooling tower, m3/year.

    evaporation = k e range / 5.556 K x circulation      blowdown = evaporation / (cycles - 1)
    make-up = (evaporation + drift x circulation + blowdown) h
    circulation : m3/h    temperature_range : K    evaporation_share e : per 10 °F = 5.556 K
    """
    if cycles <= 1:
        raise InvalidValueError(
            _(
                "If the cycles of concentration were {cycles}, blowdown would never end.",
                cycles=Number(cycles, "g"),
            ),
            where="cycles",
            cure=_("Enter a value above 1."),
        )
    evaporation = correction * evaporation_share * temperature_range / (10 / 1.8) * circulation
    return (evaporation + drift * circulation + evaporation / (cycles - 1)) * hours


def rinse_water(drag_out: float, ratio: float, stages: int) -> float:
    """Return the rinse water for a dilution ratio with n counter-current stages.

    Q = D R^(1/n)      drag_out D and the result in the same unit      R = C_drag-in / C_allowed
    Each stage in equilibrium, R much larger than 1.

    >>> round(rinse_water(1, 270_000 / 40, 1)), round(rinse_water(1, 270_000 / 40, 2))
    (6750, 82)
    """
    if ratio < 1 or stages < 1:
        raise InvalidValueError(
            _(
                "This rinse cannot be calculated. Dilution: {ratio}. Stages: {stages}.",
                ratio=Number(ratio, "g"),
                stages=stages,
            ),
            where="ratio",
            cure=_("Enter a ratio above 1 and at least one stage."),
        )
    return float(drag_out * ratio ** (1 / stages))
