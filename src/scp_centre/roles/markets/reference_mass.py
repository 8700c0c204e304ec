"""The mass that a footprint is of, where its functional unit is a mass.

A footprint is of one functional unit, such as a bracket used for ten years. What a market asks per
tonne can be told only of one that is of a mass.
"""

import re

from scp_centre.methods.entries import MACHINE, read_number
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.quantity import convert

MASSES = {"kg": "kg", "kilogram": "kg", "t": "t", "tonne": "t", "g": "g", "gram": "g"}
# What follows the unit shows that it ends there: 1 t km, or 1 kg/h, is no mass.
_MASS = re.compile(
    r"\s*(?P<number>[0-9]+(?:\.[0-9]{1,2})?|0\.[0-9]+)\s*(?P<unit>kilograms?|tonnes?|grams?|kg|t|g)"
    r"(?=\s*$|\s*,|\s+(?:of|de|du|des|من)\s|\s+d[’'])",
    re.IGNORECASE,
)


def reference_mass(functional_unit: str) -> float | None:
    """Return the tonnes that a functional unit is, or None where it is no mass.

    >>> reference_mass("500 kg of cotton fabric"), reference_mass("One anchor bolt")
    (0.5, None)
    """
    found = _MASS.match(functional_unit)
    if found is None:
        return None
    unit = MASSES[found["unit"].lower().rstrip("s")]
    try:
        number = read_number(found["number"], MACHINE)
    except InvalidValueError:
        return None
    return convert(number, unit, "t") if number > 0 else None
