"""Motors, drives, lighting, power factor."""

from collections.abc import Sequence
from math import acos, degrees, sqrt, tan

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.utilities.bounds import require_saving

MOST_LOAD = 1.25  # of the rated power; part-load tables end there

SHARES = {  # as errors call them
    "power factor": _("Power factor"),
    "power factor wanted": _("Target power factor"),
    "efficiency": _("Efficiency"),
    "new efficiency": _("New efficiency"),
    "flow share": _("Share of the flow"),
}


def three_phase_power(voltage: float, current: float, power_factor: float) -> float:
    """Return the real power of a three-phase load, kW:  P = sqrt(3) U I cos phi / 1000.

    >>> round(three_phase_power(800, 40, 0.85), 5)
    47.11178
    """
    return sqrt(3) * voltage * current * _share(power_factor, "power factor") / 1000


def capacitor(real_power: float, power_factor: float, wanted: float) -> dict[str, float]:
    """Return what correcting the power factor takes and frees.

    reactive Q = P tan(acos pf)    apparent S = P / pf    capacitor = Q - Q_wanted
    real_power : kW    → reactive, capacitor kVAr; apparent, freed kVA; angle degrees
    """
    now = acos(_share(power_factor, "power factor"))
    then = acos(_share(wanted, "power factor wanted"))
    if wanted < power_factor:
        raise InvalidValueError(
            _(
                "The target power factor ({wanted}) is lower than the existing power factor "
                "({power_factor}).",
                wanted=Number(wanted, "g"),
                power_factor=Number(power_factor, "g"),
            ),
            where="wanted",
            cure=_("Enter a higher value."),
        )
    reactive, left = real_power * tan(now), real_power * tan(then)
    return {
        "apparent": real_power / power_factor,
        "reactive": reactive,
        "angle": degrees(now),
        "apparent_wanted": real_power / wanted,
        "reactive_wanted": left,
        "freed": real_power / power_factor - real_power / wanted,
        "capacitor": reactive - left,
    }


def power_factor_loss_saving(
    line_losses: float, hours: float, power_factor: float, wanted: float
) -> float:
    """Return the electricity saved in cables and transformers, kWh/year.

    saved = losses h (1 - (pf / pf_wanted)^2): losses follow the square of the current
    line_losses : kW at the present power factor
    """
    return line_losses * hours * (1 - (power_factor / wanted) ** 2)


def part_load_efficiency(
    loads: Sequence[float], efficiencies: Sequence[float], load: float
) -> float:
    """Return a motor's efficiency at a load, by the polynomial through the points given.

    loads : (point,) share of rated load, 0.25 to 1.25   efficiencies : (point,) 1
    """
    if not min(loads) <= load <= max(loads):
        raise InvalidValueError(
            _(
                "The load of {load} is outside the range {min} to {max}.",
                load=Number(load, ".0%"),
                min=Number(min(loads), ".0%"),
                max=Number(max(loads), ".0%"),
            ),
            where="load",
            cure=_("Enter a load within the range of the motor's data."),
        )
    total = 0.0
    for i, x in enumerate(loads):
        weight = 1.0
        for j, other in enumerate(loads):
            if i != j:
                weight *= (load - other) / (x - other)
        total += weight * efficiencies[i]
    return total


def motor_replacement_saving(
    rated_power: float, load: float, hours: float, efficiency: float, new_efficiency: float
) -> float:
    """Return the electricity saved by a better motor, kWh/year.

    saved = P load h (1 / eta_old - 1 / eta_new)        rated_power : kW at the shaft
    """
    old, new = _share(efficiency, "efficiency"), _share(new_efficiency, "new efficiency")
    if new < old:
        raise InvalidValueError(
            _(
                "The new motor is less efficient ({new}) than the old one ({old}).",
                new=Number(new, ".1%"),
                old=Number(old, ".1%"),
            ),
            where="new_efficiency",
            cure=_("Check both efficiencies."),
        )
    return rated_power * load * hours * (1 / old - 1 / new)


def motor_size_saving(
    shaft_power: float,
    hours: float,
    rated_power: float,
    new_rated_power: float,
    efficiency: float,
    new_efficiency: float,
) -> float:
    """Return the electricity saved by a motor of the right size, kWh/year.

    saved = P h (1 / eta(P / rated) - 1 / eta_new(P / rated_new)),  each at its own load
    shaft_power P, rated powers : kW at the shaft

    Raises InvalidValueError for a motor that the load would overload.
    """
    for rated in (rated_power, new_rated_power):
        if shaft_power > rated * MOST_LOAD:
            raise InvalidValueError(
                _(
                    "The load needs {power} kW, which is more than a {rated} kW motor can deliver.",
                    power=Number(shaft_power, ",.4g"),
                    rated=Number(rated, ",.4g"),
                ),
                where="new_rated",
                cure=_("Enter a larger motor, or the mean shaft power."),
            )
    old, new = _share(efficiency, "efficiency"), _share(new_efficiency, "new efficiency")
    return require_saving(shaft_power * hours * (1 / old - 1 / new))


def variable_speed_saving(
    input_power: float,
    flow_shares: Sequence[float],
    hours: Sequence[float],
    *,
    static_share: float = 0.0,
    drive_efficiency: float = 0.97,
    throttled_share: float = 1.0,
) -> float:
    """Return the electricity that a variable speed drive saves on a pump or fan, kWh/year.

    P(q) = P_full (static q + (1 - static) q^3) / eta_drive, against P_full x throttled_share
    input_power : kW at full flow       flow_shares, hours : (state,) 1 and h/year
    static_share : share of static head; affinity laws hold for the rest
    throttled_share : power at reduced flow now, as a share of full power (1: no reduction)
    """
    saved = 0.0
    for q, h in zip(flow_shares, hours, strict=True):
        _share(q, "flow share")
        now = input_power * (1.0 if q == 1 else throttled_share)
        then = input_power * (static_share * q + (1 - static_share) * q**3) / drive_efficiency
        saved += h * (now - then)
    return saved


def lighting_saving(
    lamps: float, power: float, new_power: float, hours: float, new_hours: float | None = None
) -> float:
    """Return the electricity saved by lamps and their control, kWh/year.

    saved = n (P h - P_new h_new) / 1000        power, new_power : W per lamp with its gear
    """
    then = hours if new_hours is None else new_hours
    return lamps * (power * hours - new_power * then) / 1000


def transformer_saving(
    no_load: float,
    load_loss: float,
    load: float,
    hours: float,
    new_no_load: float,
    new_load_loss: float,
    rating_ratio: float = 1.0,
) -> float:
    """Return the electricity saved by another transformer, kWh/year.

    loss = P_0 + P_k load^2        losses : kW at no load and at rated load
    load : share of the present rating    rating_ratio : present rating / new rating
    """
    now = no_load + load_loss * load**2
    then = new_no_load + new_load_loss * (load * rating_ratio) ** 2
    return require_saving((now - then) * hours)


def belt_saving(power: float, hours: float, efficiency: float, new_efficiency: float) -> float:
    """Return the electricity saved by a better belt, kWh/year:  saved = P h (1 - eta / eta_new).

    >>> round(belt_saving(527_000, 1, 0.93, 0.98))
    26888
    """
    old, new = _share(efficiency, "efficiency"), _share(new_efficiency, "new efficiency")
    return require_saving(power * hours * (1 - old / new))


def idle_energy(voltage: float, current: float, power_factor: float, hours: float) -> float:
    """Return the electricity of a three-phase load that is switched off, kWh/year."""
    return three_phase_power(voltage, current, power_factor) * hours


def _share(value: float, what: str) -> float:
    if not 0 < value <= 1:
        raise InvalidValueError(
            _("“{what}” cannot be {value}.", what=SHARES[what], value=Number(value, "g")),
            where=what,
            cure=_("Enter a share above 0 and up to 1."),
        )
    return value
