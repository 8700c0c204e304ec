"""Calculations of water, rinsing and waste water."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import waste_water, water
from scp_centre.methods.utilities.bounds import require_saving
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.calculations.common_readings import (
    DEFINITION,
    ELECTRICITY,
    HOURS,
    MEASUR,
    POWER,
    WATER,
)
from scp_centre.roles.production.assessment.calculations.model import Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import constant


def _rinse(drag_out: float, ratio: float, stages: float, new_stages: float, hours: float) -> float:
    now, then = (water.rinse_water(drag_out, ratio, int(n)) for n in (stages, new_stages))
    return (now - then) * hours


def _biogas(load: float, removed: float) -> float:
    methane = next(r for r in load_table("fuels").rows if r["fuel"] == "sludge_gas")
    return waste_water.biogas_energy(
        load,
        removed,
        methane_per_cod=constant("methane_per_cod"),
        methane_heat=methane["ncv_tj_per_gg"],
    )


def _aeration(
    power: float, hours: float, oxygen: float, new_oxygen: float, temperature: float
) -> float:
    table = [(r["temperature"], r["oxygen"]) for r in load_table("oxygen_saturation").rows]
    saturation = waste_water.oxygen_saturation(table, temperature)
    return waste_water.aeration_saving(power, hours, oxygen, new_oxygen, saturation)


def _rinse_flow(lines: float, flow: float, new_flow: float, hours: float) -> float:
    return require_saving(lines * (flow - new_flow) * hours)


def _bucket(volume: float, fill_time: float, hours: float, avoided: float) -> float:
    return waste_water.bucket_water(volume, fill_time * 3600, hours) * avoided


FIELD = _("Water and wastewater")
CALCULATIONS = (
    Calculation(
        "bucket",
        _("Running water measured with a bucket and stopwatch"),
        WATER,
        "m3",
        _("volume ÷ time × hours × share avoided"),
        MEASUR,
        (
            P("volume", "m3", _("Bucket volume.")),
            P(
                "fill_time",
                "h",
                _("Time to fill the bucket. Choose seconds as the unit."),
                low=0.0001,
            ),
            HOURS,
            P("avoided", "1", _("Share of this water that the change avoids."), 1.0),
        ),
        _bucket,
        worked="{volume} ÷ {fill_time} × {hours} × {avoided}",
    ),
    Calculation(
        "rinse_flow",
        _("Lower flow in several rinses"),
        WATER,
        "m3",
        _("rinses × (current flow − new flow) × hours"),
        DEFINITION,
        (
            P("lines", "", _("Number of identical rinses or taps."), exact=True),
            P("flow", "m3/h", _("Flow of one rinse or tap before the change.")),
            P("new_flow", "m3/h", _("Flow of one rinse or tap after the change.")),
            HOURS,
        ),
        _rinse_flow,
        worked="{lines} × ({flow} − {new_flow}) × {hours}",
    ),
    Calculation(
        "rinse_cascade",
        _("Rinse-water cascade"),
        _("water, m³ per year"),
        "m3",
        _("drag-out × (R^(1/n) − R^(1/new n)) × hours"),
        "counter-current rinsing in equilibrium; p2infohouse.org/ref/01/00051.htm",
        (
            P("drag_out", "m3/h", _("Bath liquid dragged out by the workpieces.")),
            P(
                "ratio",
                "",
                _(
                    "Concentration in the bath divided by the concentration allowed in the last "
                    "rinse."
                ),
                low=1.0,
                high=1e9,
            ),
            P("stages", "", _("Rinse stages before the change."), low=1.0, high=100, exact=True),
            P(
                "new_stages",
                "",
                _("Counter-current stages after the change."),
                low=1.0,
                high=100,
                exact=True,
            ),
            HOURS,
        ),
        _rinse,
    ),
    Calculation(
        "organic_load",
        _("Lower wastewater load (COD or BOD)"),
        _("wastewater load, kg per year"),
        "kg",
        _("flow × hours × (current concentration − new concentration) ÷ 1000"),
        DEFINITION,
        (
            P("flow", "m3/h", _("Wastewater flow.")),
            HOURS,
            P("concentration", "mg/l", _("COD or BOD before the change.")),
            P("new_concentration", "mg/l", _("COD or BOD after the change.")),
        ),
        waste_water.load_saving,
        worked="{flow} × {hours} × ({concentration} − {new_concentration}) ÷ 1000",
    ),
    Calculation(
        "biogas",
        _("Biogas from wastewater"),
        _("heat from the biogas, MJ per year"),
        "MJ",
        _("COD × share removed × 0.25 kg methane per kg COD × net calorific value of methane"),
        "IPCC 2006 Guidelines, volume 5, chapter 6, and volume 2, table 1.2",
        (
            P("load", "kg", _("COD entering the digester per year.")),
            P("removed", "1", _("Share of COD removed.")),
        ),
        _biogas,
        worked="{load} × {removed} × 0.25 × 50.4",
    ),
    Calculation(
        "aeration",
        _("Lower oxygen set point for aeration"),
        ELECTRICITY,
        "kWh",
        _("power × hours × (1 − (Cs − current C) ÷ (Cs − new C)), Cs at saturation"),
        "oxygen transfer by deficit; saturation by EN 25814",
        (
            POWER,
            HOURS,
            P("oxygen", "mg/l", _("Dissolved oxygen before the change.")),
            P("new_oxygen", "mg/l", _("Dissolved oxygen after the change.")),
            P("temperature", "°C", _("Water temperature."), high=100),
        ),
        _aeration,
    ),
)
