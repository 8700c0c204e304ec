"""Calculations of cooling, buildings and the sun."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import buildings, cooling, water
from scp_centre.methods.utilities.bounds import require_saving
from scp_centre.roles.production.assessment.calculations.common_readings import (
    DEFINITION,
    ELECTRICITY,
    FUEL,
    HOURS,
    MEASUR,
    WATER,
)
from scp_centre.roles.production.assessment.calculations.model import EFFICIENCY, Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import constant


def _tower(
    circulation: float,
    range_: float,
    hours: float,
    cycles: float,
    new_cycles: float,
    drift: float,
    new_drift: float,
) -> float:
    share = constant("evaporation_share")
    before, after = (
        water.tower_makeup(circulation, range_, hours, c, d, evaporation_share=share)
        for c, d in ((cycles, drift), (new_cycles, new_drift))
    )
    return before - after


def _once_through(flow: float, range_: float, hours: float, cycles: float, drift: float) -> float:
    share = constant("evaporation_share")
    makeup = water.tower_makeup(flow, range_, hours, cycles, drift, evaporation_share=share)
    return require_saving(flow * hours - makeup)


def _ventilation(flow: float, degree_hours: float, temperature: float, heat_share: float) -> float:
    capacity = buildings.air_heat(temperature)
    return buildings.ventilation_saving(flow, degree_hours, capacity, heat_share)


def _photovoltaic(peak_power: float, performance_ratio: float, **months: float) -> float:
    return buildings.photovoltaic_yield(peak_power, list(months.values()), performance_ratio)


MONTHS = tuple(
    P(
        f"month_{number:02d}",
        "kWh/m2",
        _("Irradiation in the plane of the array, month {number} of 12.", number=number),
    )
    for number in range(1, 13)
)
FIELD = _("Cooling, buildings and solar power")
CALCULATIONS = (
    Calculation(
        "chiller_cop",
        _("More efficient chiller"),
        ELECTRICITY,
        "kWh",
        _("cooling load × hours × (1 ÷ current COP − 1 ÷ new COP)"),
        DEFINITION,
        (
            P("load", "kW", _("Mean cooling load.")),
            HOURS,
            P(
                "cop",
                "",
                _("Coefficient of performance (COP) before the change."),
                low=0.1,
                high=100,
            ),
            P(
                "new_cop",
                "",
                _("Coefficient of performance (COP) of the new chiller."),
                low=0.1,
                high=100,
            ),
        ),
        cooling.cop_saving,
        worked="{load} × {hours} × (1 ÷ {cop} − 1 ÷ {new_cop})",
    ),
    Calculation(
        "chiller_lift",
        _("Lower chiller temperature lift"),
        ELECTRICITY,
        "kWh",
        _(
            "electricity × (1 − current Carnot COP ÷ new Carnot COP); Carnot COP = T evaporating "
            "÷ (T condensing − T evaporating)"
        ),
        "constant share of the Carnot cycle",
        (
            P("electricity", "kWh", _("Annual electricity use of the chiller.")),
            P("evaporating", "K", _("Evaporating temperature before the change.")),
            P("condensing", "K", _("Condensing temperature before the change.")),
            P("new_evaporating", "K", _("Evaporating temperature after the change.")),
            P("new_condensing", "K", _("Condensing temperature after the change.")),
        ),
        cooling.lift_saving,
        of_what_is_left=True,
        worked=(
            "{electricity} × (1 − {evaporating} ÷ ({condensing} − {evaporating}) ÷ "
            "({new_evaporating} ÷ ({new_condensing} − {new_evaporating})))"
        ),
    ),
    Calculation(
        "cooling_tower_blowdown",
        _("Cooling-tower blowdown"),
        _("water, m³ per year"),
        "m3",
        _("make-up before − after; make-up = (evaporation + drift + blowdown) × hours"),
        MEASUR,
        (
            P("circulation", "m3/h", _("Circulating water flow.")),
            P(
                "range_",
                "K",
                _("Temperature drop of the water in the tower."),
                high=100,
                difference=True,
            ),
            HOURS,
            P("cycles", "", _("Cycles of concentration before the change."), low=1.0, high=1000),
            P("new_cycles", "", _("Cycles of concentration after the change."), low=1.0, high=1000),
            P(
                "drift",
                "1",
                _("Drift before the change, as a share of the circulating water."),
                0.002,
                tiny=True,
            ),
            P("new_drift", "1", _("Drift after the change."), 0.002, tiny=True),
        ),
        _tower,
    ),
    Calculation(
        "once_through_cooling",
        _("Closed loop instead of once-through cooling"),
        WATER,
        "m3",
        _("flow × hours − cooling tower make-up"),
        MEASUR,
        (
            P("flow", "m3/h", _("Cooling water flow.")),
            P(
                "range_",
                "K",
                _("Temperature drop of the water in the tower."),
                high=100,
                difference=True,
            ),
            HOURS,
            P("cycles", "", _("Cycles of concentration of the new tower."), low=1.0, high=1000),
            P(
                "drift",
                "1",
                _("Drift of the new tower, as a share of the circulating water."),
                0.002,
                tiny=True,
            ),
        ),
        _once_through,
    ),
    Calculation(
        "wall_insulation",
        _("Insulating a building wall or roof"),
        FUEL,
        "MJ",
        _("area × (current U − new U) × degree days × 24 h ÷ heating efficiency"),
        DEFINITION,
        (
            P("area", "m2", _("Wall or roof area.")),
            P("transmittance", "W/(m2 K)", _("U-value before the change.")),
            P("new_transmittance", "W/(m2 K)", _("U-value after the change.")),
            P("degree_days", "K d", _("Heating degree days per year.")),
            P(
                "heat_share",
                "1",
                _("Heating system efficiency, as a fraction."),
                low=EFFICIENCY,
            ),
        ),
        buildings.wall_saving,
        worked=(
            "{area} × ({transmittance} − {new_transmittance}) × {degree_days} × 24 × 3600 ÷ "
            "1000000 ÷ {heat_share}"
        ),
    ),
    Calculation(
        "ventilation",
        _("Heating less ventilation air"),
        FUEL,
        "MJ",
        _("flow × c of air × degree hours ÷ heating efficiency"),
        "heat balance; air as an ideal diatomic gas",
        (
            P("flow", "m3/h", _("Ventilation air that is no longer heated.")),
            P("degree_hours", "K h", _("Heating degree hours while the fan runs.")),
            P("temperature", "K", _("Temperature of the air where its flow was measured."), 293.15),
            P(
                "heat_share",
                "1",
                _("Heating system efficiency, as a fraction."),
                low=EFFICIENCY,
            ),
        ),
        _ventilation,
        worked=("{flow} × 101.325 × 3.5 ÷ {temperature} × {degree_hours} ÷ 1000 ÷ {heat_share}"),
    ),
    Calculation(
        "photovoltaic",
        _("Solar power (photovoltaic)"),
        ELECTRICITY,
        "kWh",
        _("peak power × annual irradiation × performance ratio"),
        "IEC 61724, definition of the performance ratio",
        (
            P("peak_power", "kW", _("Peak power of the array.")),
            P("performance_ratio", "1", _("Performance ratio of the whole installation.")),
            *MONTHS,
        ),
        _photovoltaic,
        worked=(
            "{peak_power} × ({month_01} + {month_02} + {month_03} + {month_04} + {month_05} + "
            "{month_06} + {month_07} + {month_08} + {month_09} + {month_10} + {month_11} + "
            "{month_12}) × {performance_ratio}"
        ),
    ),
)
