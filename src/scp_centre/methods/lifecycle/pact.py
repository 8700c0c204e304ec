"""Product footprints in the data model of PACT 3: written from figures, and read back checked."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from scp_centre.methods.errors import InvalidValueError, SpokenError
from scp_centre.methods.lifecycle.carbon import CarbonFootprint
from scp_centre.methods.messages import Message, _, sentences

VERSION = "3.0.3"
UNITS = (
    "liter",
    "kilogram",
    "cubic meter",
    "kilowatt hour",
    "megajoule",
    "ton kilometer",
    "square meter",
    "piece",
    "hour",
    "megabit second",
)
DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")
URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:.+")
REQUIRED = (
    *("id", "specVersion", "created", "status", "companyName", "companyIds"),
    *("productDescription", "productIds", "productNameCompany", "pcf"),
)
REQUIRED_OF_PCF = (
    *("declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit"),
    *("referencePeriodStart", "referencePeriodEnd", "pcfExcludingBiogenicUptake"),
    *("pcfIncludingBiogenicUptake", "fossilGhgEmissions", "fossilCarbonContent"),
    *("ipccCharacterizationFactors", "crossSectoralStandards", "exemptedEmissionsPercent"),
)
ROUNDED = 0.01  # how far the two totals of a sender may miss their difference, as a share


@dataclass(frozen=True, slots=True)
class DeclaredProduct:
    """What a footprint is of; one declared amount of one unit.

    ids, company_ids : URN    mass : kg of the declared amount, without packaging
    fossil_carbon, biogenic_carbon : kg C in the product
    exempted : per cent of the emissions that were left out
    """

    footprint_id: UUID
    created: datetime
    company: str
    company_ids: tuple[str, ...]
    name: str
    description: str
    ids: tuple[str, ...]
    unit: str
    amount: float
    mass: float
    start: datetime
    end: datetime
    fossil_carbon: float
    biogenic_carbon: float
    gwp_sets: tuple[str, ...]
    standards: tuple[str, ...]
    exempted: float
    country: str = ""
    allocation: str = ""
    primary_share: float | None = None


@dataclass(frozen=True, slots=True)
class ReadFootprint:
    """A footprint that somebody sent: its figures, and what does not fit together in them."""

    carbon: CarbonFootprint
    product: str
    company: str
    unit: str
    amount: float
    including_uptake: float
    excluding_uptake: float
    notes: tuple[Message, ...]


def write_footprint(product: DeclaredProduct, carbon: CarbonFootprint) -> dict[str, Any]:
    """Return a footprint as PACT's JSON; the two totals differ by the uptake in the product only.

    Raises InvalidValueError, with all that is wrong, for what the schema would refuse.
    """
    pcf: dict[str, Any] = {
        "declaredUnitOfMeasurement": product.unit,
        "declaredUnitAmount": decimal(product.amount),
        "productMassPerDeclaredUnit": decimal(product.mass),
        "referencePeriodStart": _moment(product.start),
        "referencePeriodEnd": _moment(product.end),
        "pcfExcludingBiogenicUptake": decimal(carbon.total_excluding_uptake),
        "pcfIncludingBiogenicUptake": decimal(carbon.total_including_uptake),
        "fossilCarbonContent": decimal(product.fossil_carbon),
        "biogenicCarbonContent": decimal(product.biogenic_carbon),
        "fossilGhgEmissions": decimal(carbon.fossil),
        "landUseChangeGhgEmissions": decimal(carbon.land_use_change),
        "biogenicCO2Uptake": decimal(carbon.product_uptake),
        "aircraftGhgEmissions": decimal(carbon.aircraft),
        "ipccCharacterizationFactors": list(product.gwp_sets),
        "crossSectoralStandards": list(product.standards),
        "exemptedEmissionsPercent": decimal(product.exempted),
    }
    optional = {
        "geographyCountry": product.country,
        "allocationRulesDescription": product.allocation,
        "primaryDataShare": _share(product.primary_share),
    }
    pcf |= {key: value for key, value in optional.items() if value}
    written = {
        "id": str(product.footprint_id),
        "specVersion": VERSION,
        "created": _moment(product.created),
        "status": "Active",
        "companyName": product.company,
        "companyIds": list(product.company_ids),
        "productDescription": product.description,
        "productIds": list(product.ids),
        "productNameCompany": product.name,
        "pcf": pcf,
    }
    _require_valid(written)
    return written


def read_footprint(sent: Mapping[str, Any]) -> ReadFootprint:
    """Return what somebody sent, checked.

    Raises InvalidValueError, with all that is wrong, for a footprint that the schema would refuse.
    """
    _require_valid(sent)
    pcf = sent["pcf"]
    including = float(pcf["pcfIncludingBiogenicUptake"])
    excluding = float(pcf["pcfExcludingBiogenicUptake"])
    uptake = float(pcf.get("biogenicCO2Uptake", 0.0))
    parts = {
        name: float(pcf.get(key, 0.0))
        for name, key in (
            ("land_use_change", "landUseChangeGhgEmissions"),
            ("aircraft", "aircraftGhgEmissions"),
        )
    }
    fossil = float(pcf["fossilGhgEmissions"])
    rest = excluding - fossil - sum(parts.values())
    notes: list[Message] = []
    size = max(abs(including), abs(excluding), abs(uptake))
    if abs(including - excluding - uptake) > ROUNDED * size:
        notes.append(
            _(
                "The totals with and without biogenic uptake differ by {difference} kg, but the "
                "product's uptake is {uptake} kg.",
                difference=round(including - excluding, 6),
                uptake=uptake,
            )
        )
    carbon = CarbonFootprint(
        fossil=fossil,
        biogenic_emissions=rest,
        biogenic_uptake=min(uptake, 0.0),
        product_uptake=min(uptake, 0.0),
        stored_carbon=float(pcf.get("biogenicCarbonContent", 0.0)),
        **parts,
    )
    return ReadFootprint(
        carbon,
        str(sent["productNameCompany"]),
        str(sent["companyName"]),
        str(pcf["declaredUnitOfMeasurement"]),
        float(pcf["declaredUnitAmount"]),
        including,
        excluding,
        tuple(notes),
    )


def decimal(value: float) -> str:
    """Return a number as PACT writes it: plain decimal digits, nine significant ones.

    >>> decimal(1234567.891), decimal(1.5e-7), decimal(-0.0)
    ('1234567.89', '0.00000015', '0')
    """
    if not math.isfinite(value):
        raise InvalidValueError(
            _("{value} is not a number.", value=value),
            where="pcf",
            cure=_("Recalculate the footprint before you share it."),
        )
    rounded = Decimal(f"{value:.9g}")
    return format(rounded.normalize(), "f") if rounded else "0"


def _share(value: float | None) -> str:
    return "" if value is None else decimal(value)


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _require_valid(footprint: Mapping[str, Any]) -> None:
    faults = _faults(footprint)
    if faults:
        raise InvalidValueError(
            sentences(*(fault.message for fault in faults)),
            where=faults[0].where,
            cure=faults[0].cure,
        )


def _faults(footprint: Mapping[str, Any]) -> list[SpokenError]:
    """Return all that the schema would refuse."""
    pcf = footprint.get("pcf")
    if not isinstance(pcf, Mapping):
        return [_missing("pcf")]
    found = [_missing(key) for key in REQUIRED if not footprint.get(key)]
    found += [_missing(f"pcf.{key}") for key in REQUIRED_OF_PCF if pcf.get(key) in (None, "", [])]
    if not str(footprint.get("specVersion", "3.")).startswith("3."):
        found.append(_wrong("specVersion", footprint["specVersion"]))
    if pcf.get("declaredUnitOfMeasurement", UNITS[0]) not in UNITS:
        found.append(_wrong("pcf.declaredUnitOfMeasurement", pcf["declaredUnitOfMeasurement"]))
    for key in ("companyIds", "productIds"):
        ids = footprint.get(key) or []
        found += [_wrong(key, one) for one in ids if not URN.fullmatch(str(one))]
    for key, value in pcf.items():
        is_amount = key.startswith("pcf") or key.endswith(
            ("Amount", "Unit", "Content", "Emissions", "Uptake", "Percent", "Share", "Removals")
        )
        if is_amount and not (isinstance(value, str) and DECIMAL.fullmatch(value)):
            found.append(_wrong(f"pcf.{key}", value))
    return found


def _missing(where: str) -> SpokenError:
    return InvalidValueError(
        _("The field {field} is missing from the footprint.", field=where),
        where=where,
        cure=_("Add the data that the PACT data model requires."),
    )


def _wrong(where: str, value: object) -> SpokenError:
    return InvalidValueError(
        _(
            "The field {field} of the footprint cannot be {value}.",
            value=str(value)[:100],
            field=where,
        ),
        where=where,
        cure=_("Add the data that the PACT data model requires."),
    )
