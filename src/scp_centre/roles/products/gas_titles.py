"""Greenhouse gases of imported inventories in words, and the rules by which flows found them."""

from scp_centre.methods.lifecycle import GreenhouseGas
from scp_centre.methods.lifecycle.greenhouse_flows import AIRCRAFT
from scp_centre.methods.messages import Message, _
from scp_centre.reference.greenhouse_flow_rows import greenhouse_gases

TITLES = {
    "co2_fossil": _("Carbon dioxide, fossil"),
    "co2_unspecified": _("Carbon dioxide, origin not stated (counted as fossil)"),
    "co2_biogenic": _("Carbon dioxide from biomass (not included in any total)"),
    "co2_land_use": _("Carbon dioxide from land use change"),
    "co2_uptake": _("Carbon dioxide taken up by plants (not included in any total)"),
    "ch4_fossil": _("Methane, fossil"),
    "ch4_unspecified": _("Methane, origin not stated (counted as fossil)"),
    "ch4_biogenic": _("Methane, biogenic"),
    "ch4_land_use": _("Methane from land use change"),
    "n2o": _("Nitrous oxide"),
}
RULE_TITLES = {
    "identifier": _("by identifier"),
    "kept list": _("decided by a person"),
    "name and compartment": _("by name and medium"),
    "name and medium": _("by name and medium, compartment not stated"),
    "several with the same factors": _("by name (several flows have the same factors)"),
    "CAS and compartment": _("by CAS number and medium"),
}
MEDIUM_TITLES = {
    "air": _("air"),
    "water": _("water"),
    "soil": _("soil"),
    "resource": _("from nature"),
    "": _("no medium stated"),
}


def gas_title(gas: GreenhouseGas) -> Message | str:
    """Return a greenhouse gas in words; one without words has its formula or number."""
    return TITLES.get(gas.key, gas.gas)


def title_of_key(key: str) -> Message | str:
    """Return the gas of a key of an inventory, and whether it is emitted by aircraft."""
    title = gas_title(greenhouse_gases()[key.removesuffix(AIRCRAFT)])
    return _("{gas}, from aircraft", gas=title) if key.endswith(AIRCRAFT) else title
