"""How emissions become impact: substances, kinds of greenhouse gases, and their factors."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.footprints.entries import Factor
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
GAS = "gas:"
TOTAL, FOSSIL, BIOGENIC, LAND_USE, AIRCRAFT, BIOGENIC_CO2 = CATEGORIES = (
    "total",
    "fossil",
    "biogenic",
    "land use change",
    "aircraft",
    "biogenic CO2",
)
KIND_TITLES = {
    FOSSIL: _("Fossil"),
    BIOGENIC: _("Methane and nitrous oxide from biomass"),
    LAND_USE: _("Land use change"),
    AIRCRAFT: _("Aircraft"),
}
# substance -> the kind that it counts in; carbon dioxide of biomass counts in no total
SUBSTANCES = {
    "co2": FOSSIL,
    "ch4_fossil": FOSSIL,
    "n2o": FOSSIL,
    "ch4_biogenic": BIOGENIC,
    "n2o_biogenic": BIOGENIC,
    "published_fossil": FOSSIL,
    "published_biogenic": BIOGENIC,
    "published_land_use": LAND_USE,
    "published_aircraft": AIRCRAFT,
    "co2_biogenic": BIOGENIC_CO2,
}
SUBSTANCE_TITLES = {
    "co2": _("Carbon dioxide, fossil"),
    "ch4_fossil": _("Methane, fossil"),
    "n2o": _("Nitrous oxide"),
    "ch4_biogenic": _("Methane, biogenic"),
    "n2o_biogenic": _("Nitrous oxide from biomass"),
    "published_fossil": _("Greenhouse gases (published total)"),
    "published_biogenic": _("Greenhouse gases from biomass (published total)"),
    "published_land_use": _("Land use change (published total)"),
    "published_aircraft": _("Aircraft (published total)"),
    "co2_biogenic": _("Carbon dioxide from biomass (not included in any total)"),
}


def substances_of(factors: Iterable[Factor]) -> tuple[str, ...]:
    """Return the substances that some rows emit, the listed ones first."""
    found = {one for factor in factors for one in factor.emissions}
    listed = [one for one in SUBSTANCES if one in found]
    return (*listed, *sorted(found - set(SUBSTANCES)))


def kind_of_substance(substance: str) -> str:
    """Return the kind that a substance counts in; a refrigerant counts as fossil."""
    if substance.startswith(GAS):
        return FOSSIL
    require_known(substance, SUBSTANCES, what="substance")
    return SUBSTANCES[substance]


def warming_of(substance: str, gwp: GwpSet) -> float:
    """Return kg CO2e per kg of a substance; a published sum counts as it is."""
    if substance.startswith(GAS):
        return gwp.of(substance.removeprefix(GAS))
    match substance:
        case "ch4_fossil":
            return gwp.methane(biogenic=False)
        case "ch4_biogenic":
            return gwp.methane(biogenic=True)
        case "n2o" | "n2o_biogenic":
            return gwp.nitrous_oxide
    return 1.0


def characterisation(substances: Iterable[str], gwp: GwpSet) -> Array:
    """Return C: (category, substance)  kg CO2e / kg, in the order of `CATEGORIES`.

    The first row is the total of the kinds; carbon dioxide of biomass stands in its own row only.
    """
    columns = []
    for substance in substances:
        kind, warming = kind_of_substance(substance), warming_of(substance, gwp)
        column = [warming if name == kind else 0.0 for name in CATEGORIES]
        column[0] = 0.0 if kind == BIOGENIC_CO2 else warming
        columns.append(column)
    return np.array(columns, float).reshape(-1, len(CATEGORIES)).T


def co2e_of(factor: Factor, gwp: GwpSet) -> float:
    """Return the impact of one unit of a background row in kg CO2e."""
    return sum(
        amount * warming_of(substance, gwp)
        for substance, amount in factor.emissions.items()
        if kind_of_substance(substance) != BIOGENIC_CO2
    )


def gwp_sets_of(factors: Iterable[Factor], gwp: GwpSet) -> tuple[str, ...]:
    """Return the IPCC sets behind some rows: of published sums, and the one of single gases."""
    used = set()
    for factor in factors:
        if has_single_gases(factor):
            used.add(gwp.name)
        if factor.gwp_set and is_summed(factor):
            used.add(factor.gwp_set)
    return tuple(sorted(used))


def has_single_gases(factor: Factor) -> bool:
    """Return whether a row lists gases that the IPCC set of a model weights."""
    single = (one for one in factor.emissions if not _is_sum(one))
    return any(kind_of_substance(one) != BIOGENIC_CO2 for one in single)


def is_summed(factor: Factor) -> bool:
    """Return whether the source of a row publishes a sum in CO2e, which keeps its IPCC set."""
    return any(map(_is_sum, factor.emissions))


def _is_sum(substance: str) -> bool:
    return substance.startswith("published_")
