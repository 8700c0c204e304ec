"""Rules between the cells of a flow: where it begins and ends, its unit, heating value and date."""

from collections.abc import Iterator
from typing import Any

from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.flows import BALANCE_OF_KIND
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import KINDS, kind_of
from scp_centre.reference import fuels

Row = tuple[int, dict[str, Any]]
Rows = dict[str, list[Row]]
WANTED = {"energy": _("energy"), "material": _("material"), "water": _("water")}  # balances


def check_flows(rows: Rows) -> Iterator[Finding]:
    """Yield what is wrong in the rows of flows."""
    if "flows" in rows and not rows["flows"]:
        yield Finding(
            "Flows",
            0,
            "",
            _("No flow has been entered."),
            _("Enter what flows in and what flows out."),
        )
    periods = {v["key"]: v for _unused, v in rows.get("periods", []) if v.get("key")}
    for number, v in rows.get("flows", []):
        yield from _ends(number, v)
        yield from _unit_fits(number, v)
        yield from _heating_value_fits(number, v)
        yield from _date_fits(number, v, periods)
        yield from _steam_terms(number, v)


def _is_steam(v: dict[str, Any]) -> bool:
    """Return whether a flow is weighed steam, whose pressure says its energy."""
    return v.get("steam_pressure") is not None and kind_of(v["unit"]) == "mass"


def _steam_terms(number: int, v: dict[str, Any]) -> Iterator[Finding]:
    """Yield what weighed steam lacks, and a pressure of what is no steam."""
    if v.get("steam_pressure") is None or not v.get("unit"):
        return
    if v.get("feedwater") is None:
        yield Finding(
            "Flows",
            number,
            "Feed water, °C",
            _("The feed water temperature of the steam is missing."),
            _(
                "Enter the temperature of the feed water. The heat in the feed water is not "
                "counted as steam."
            ),
        )
    if not _is_steam(v) or v.get("kind") != "energy":
        yield Finding(
            "Flows",
            number,
            "Steam pressure, bar",
            _("Only an energy flow in a unit of mass can have a steam pressure."),
            _("Choose energy as the kind and a unit such as t, or leave the pressure empty."),
        )


def _ends(number: int, v: dict[str, Any]) -> Iterator[Finding]:
    if "source" in v and "target" in v and v["source"] is None and v["target"] is None:
        yield Finding(
            "Flows",
            number,
            "From",
            _("Both From and To are empty."),
            _("Enter the centre that the flow enters (To) or leaves (From)."),
        )
    if v.get("kind") in ("waste", "effluent", "emission") and "source" in v and not v["source"]:
        yield Finding(
            "Flows",
            number,
            "From",
            _("A flow of kind {v} cannot come from outside.", v=v["kind"]),
            _("Enter the centre that the flow leaves, or choose material or water as the kind."),
        )
    if v.get("source") is not None and v.get("source") == v.get("target"):
        yield Finding(
            "Flows",
            number,
            "To",
            _("From and To are both '{centre}'.", centre=v["source"]),
            _(
                "Choose two different centres. If the flow enters or leaves the site, leave one "
                "of them empty."
            ),
        )


def _unit_fits(number: int, v: dict[str, Any]) -> Iterator[Finding]:
    unit, kind, substance = v.get("unit"), v.get("kind"), v.get("substance")
    if not unit or not kind:
        return
    measures = kind_of(unit)
    wanted = v.get("balance") or ("energy" if kind == "energy" else None)
    wanted = wanted or {"water": "water", "effluent": "water"}.get(kind)
    if wanted is None and measures == "gas volume":
        wanted = "energy"
    if wanted is None or BALANCE_OF_KIND.get(measures) == wanted:
        return
    if wanted == "energy" and (v.get("energy_content") or _is_steam(v)):
        return
    if wanted == "energy" and measures == "mass" and substance in fuels():
        return
    if wanted == "water" and measures == "mass":
        cure = _("Enter water and effluent by volume, for example in m³.")
    elif wanted == "energy":
        cure = _(
            "Enter energy in MWh or GJ, or give the energy content per unit. A fuel from the list "
            "of fuels can also be entered by mass."
        )
    else:
        cure = _(
            "Choose a unit that fits the kind and balance of the flow, or leave Balance empty."
        )
    yield Finding(
        "Flows",
        number,
        "Unit",
        _(
            "{unit} is a unit of {measures}, which does not fit a flow of {wanted}.",
            unit=unit,
            measures=KINDS[measures],
            wanted=WANTED[wanted],
        ),
        cure,
    )


def _heating_value_fits(number: int, v: dict[str, Any]) -> Iterator[Finding]:
    if v.get("heating_value") != "gross" or not v.get("substance"):
        return
    fuel = fuels().get(v["substance"])
    if fuel is None or fuel.net_per_gross is None:
        known = [key for key, f in fuels().items() if f.net_per_gross]
        yield Finding(
            "Flows",
            number,
            "Calorific value",
            _(
                "The ratio of net to gross calorific value is not known for “{substance}”.",
                substance=v["substance"],
            ),
            _(
                "Enter the amount based on its net calorific value, or choose one of these "
                "substances: {join}.",
                join=known,
            ),
        )


def _date_fits(number: int, v: dict[str, Any], periods: dict[str, Any]) -> Iterator[Finding]:
    period, day = periods.get(v.get("period", "")), v.get("measured_on")
    if not (period and day and period.get("start") and period.get("end")):
        return
    if not period["start"] <= day <= period["end"]:
        yield Finding(
            "Flows",
            number,
            "Date of reading",
            _(
                "{day} is outside the period {v} ({period} to {period4}).",
                day=day,
                v=v["period"],
                period=period["start"],
                period4=period["end"],
            ),
            _("Correct the date or the period."),
        )
