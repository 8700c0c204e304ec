"""How a site compares with published specific consumptions of its sector."""

from dataclasses import dataclass

from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.results import AssessmentResult

# unit of a published range -> for each unit of output, what turns MJ or m3 per output into it
UNITS = {
    "MJ/kg": {"t": 1e-3, "kg": 1.0},
    "l/kg": {"t": 1.0, "kg": 1e3},
    "l/m2": {"m2": 1e3},
    "MJ/l": {"m3": 1e-3, "l": 1.0},
    "l/l": {"m3": 1.0, "l": 1e3},
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One specific consumption of the site beside the range that a source prints."""

    pressure: str
    value: float
    low: float
    high: float
    unit: str
    of: str
    source: str
    address: str

    @property
    def inside(self) -> bool:
        return self.low <= self.value <= self.high


def compare_with_sector(result: AssessmentResult) -> tuple[Comparison, ...]:
    """Return the ranges published for the ISIC class and product of a site, with its own values.

    value = pressure / product output, in the unit of the range
    Empty where nothing is published for the class, or its unit of output does not fit. A range of
    a part of the site (a furnace, a line) is not set beside the whole of it.
    """
    factory, performance = result.file.factory, result.assessed.performance
    found = []
    for row in load_table("specific_consumption").rows:
        fits = row["isic"] == factory.isic and (row["product"] or "") in factory.product.lower()
        factor = UNITS.get(row["unit"], {}).get(performance.output_unit)
        pressure = getattr(performance, row["pressure"])
        if fits and row["boundary"] == "site" and factor is not None and pressure is not None:
            found.append(
                Comparison(
                    pressure=row["pressure"],
                    value=pressure / performance.output * factor,
                    low=row["low"],
                    high=row["high"],
                    unit=row["unit"],
                    of=row["of"],
                    source=row["source"],
                    address=row["address"],
                )
            )
    return tuple(found)
