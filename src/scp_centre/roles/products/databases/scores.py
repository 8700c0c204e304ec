"""Scores of the processes of a database, and the background row that a model takes of one."""

from collections.abc import Mapping

from scp_centre.methods.footprints import IMPORTED, Factor, ImportedProcess
from scp_centre.methods.lifecycle import (
    Flow,
    FlowMapping,
    map_greenhouse_flows,
    total_of,
    weigh_gases,
)
from scp_centre.methods.quantity import SYMBOLS
from scp_centre.reference.factors import gwp_set
from scp_centre.reference.greenhouse_flow_rows import (
    greenhouse_gases,
    greenhouse_identifiers,
    greenhouse_names,
)
from scp_centre.roles.products.choices import SPECIAL_UNITS
from scp_centre.roles.products.content_limits import SMALLEST
from scp_centre.roles.products.models import DatabaseProcess, FlowDecision

# Units of products as databases write them, in small letters -> as a line counts them.
UNITS = {
    "t*km": "t km",
    "tkm": "t km",
    "p*km": "person km",
    "personkm": "person km",
    "person*km": "person km",
    "pkm": "person km",
    "item(s)": "pieces",
    "items": "pieces",
    "unit": "pieces",
    "p": "pieces",
    "litre": "l",
}
# kind of greenhouse gas -> substance of a background row
SUBSTANCE_OF_KIND = {
    "fossil": "published_fossil",
    "biogenic": "published_biogenic",
    "land use change": "published_land_use",
    "aircraft": "published_aircraft",
    "biogenic CO2": "co2_biogenic",
}


def kept_decisions() -> dict[tuple[str, str], str]:
    """Return what people have decided that flows count as: (name, medium) -> gas."""
    rows = FlowDecision.objects.values_list("name", "medium", "target")
    return {(name, medium): target for name, medium, target in rows}


def map_with_decisions(flows: Mapping[str, Flow]) -> FlowMapping:
    """Return which greenhouse gas each flow counts as: by table and by kept decisions."""
    return map_greenhouse_flows(
        list(flows.values()), greenhouse_names(), greenhouse_identifiers(), kept_decisions()
    )


def kinds_of(gases: Mapping[str, float], gwp_name: str) -> dict[str, float]:
    """Return kg CO2e by kind of a unit of a product, by an IPCC set."""
    return weigh_gases(gases, greenhouse_gases(), gwp_set(gwp_name))


def score_of(process: DatabaseProcess, gwp_name: str) -> float | None:
    """Return kg CO2e of a unit of the product, cradle to gate; None where it has no score."""
    return total_of(kinds_of(process.gases, gwp_name)) if process.has_score else None


def unit_of(process: DatabaseProcess) -> str | None:
    """Return the unit in which a line counts the product; None for one that no line knows."""
    written = process.unit.strip()
    unit = UNITS.get(written.lower(), written)
    return unit if unit in SYMBOLS or unit in SPECIAL_UNITS else None


def row_of(process: DatabaseProcess, key: str, gwp_name: str, sigma: float) -> Factor:
    """Return the background row of a process: its score from cradle to gate, never its flows.

    sigma : of the logarithm, as whoever takes the row states it
    """
    database = process.database
    emissions = {
        SUBSTANCE_OF_KIND[kind]: value
        for kind, value in kinds_of(process.gases, gwp_name).items()
        if abs(value) >= SMALLEST
    }
    name = f"{process.name}, {process.location}" if process.location else process.name
    return Factor(
        key=key,
        name=name[:200],
        category=IMPORTED,
        unit=unit_of(process) or process.unit,
        emissions={"published_fossil": 0.0} | emissions,
        source=f"{database.name}: {database.source}",
        year=process.year or 0,
        region=process.location or "–",
        licence=database.licence,
        gwp_set=gwp_name,
        sigma=sigma,
        quality=process.quality,
        origin=ImportedProcess(
            database.pk, database.name, database.content_hash, process.key, process.name
        ),
    )
