"""What verified savings are of: energy, water, materials or emissions, each in one unit."""

from collections.abc import Iterable

from scp_centre.centre.evidence.models import Observation
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.production.models import Flow, Meter

# kind of a result -> what it is called
RESULT_TITLES = {
    "energy": _("Measured energy saving"),
    "water": _("Measured water saving"),
    "materials": _("Measured material saving"),
    "co2e": _("Measured emission reduction"),
}
# kind of a result -> (indicator of the ledger, the unit that it is summed in)
MEASURED = {
    "energy": ("verified_saving", "MWh"),
    "water": ("verified_saving", "m3"),
    "materials": ("verified_saving", "t"),
    "co2e": ("verified_co2e", "t"),
}
UNITS = {"energy": "MWh", "water": "m³", "materials": "t", "co2e": "t CO₂e"}
WATER = ("water", "effluent")  # kinds of flows
FlowKinds = dict[tuple[int, str], str]


def kinds_of_flows(meters: Iterable[Meter]) -> FlowKinds:
    """Return what the flows at the sites of meters are, by site and key: energy, water …"""
    sites = {meter.site_id for meter in meters}
    rows = Flow.objects.filter(assessment__site__in=sites).order_by("assessment", "pk")
    return {
        (site, key): kind for site, key, kind in rows.values_list("assessment__site", "key", "kind")
    }


def in_unit_of(figure: Observation, kind: str, resource: str) -> float | None:
    """Return a saving in the unit of a kind; None where it is of another kind.

    resource : the kind of flow that its meter counts: a cubic metre may be of water or of gas
    """
    indicator, unit = MEASURED[kind]
    if figure.indicator != indicator or (kind == "water" and resource not in WATER):
        return None
    if kind == "materials" and resource == "energy":
        return None  # fuel by weight
    try:
        plain = figure.unit.removesuffix("/year").removesuffix(" CO2e")
        return float(Quantity(figure.value, plain).to(unit).value)
    except MethodError:
        return None
