"""Units as people print them, m³/h and kg CO₂e, and the plain signs that programs keep.

What is stored, computed with and sent from machine to machine has the plain signs: m3/h, kg CO2e.
"""

import re

_RAISED = str.maketrans("23", "²³")
_LOWERED = str.maketrans("23456", "₂₃₄₅₆")
_PLAIN = str.maketrans("²³₂₃₄₅₆", "2323456")
# Metres and feet with a power, of a gas too; then the greenhouse gases, with e for equivalents.
_POWER = re.compile(r"(?<![A-Za-z0-9_])[NSkcdm]?(?:m|ft)[23](?![A-Za-z0-9_])")
_GAS = re.compile(r"(?<![A-Za-z0-9_])(?:CO2|CH4|N2O|SF6|NF3)(?=(?:eq?)?(?![A-Za-z0-9_]))")


def write_unit(unit: str) -> str:
    """Return a unit, or a text that holds units, with powers raised and formulas lowered.

    >>> write_unit("kWh/m2"), write_unit("kg CO2e/Nm3"), write_unit("W/(m2 K)")
    ('kWh/m²', 'kg CO₂e/Nm³', 'W/(m² K)')
    """
    raised = _POWER.sub(lambda found: found[0].translate(_RAISED), unit)
    return _GAS.sub(lambda found: found[0].translate(_LOWERED), raised)


def plain_unit(written: str) -> str:
    """Return a unit in plain signs, as it is stored: the inverse of `write_unit`.

    >>> plain_unit("m³/h"), plain_unit("t CO₂e"), plain_unit("m3")
    ('m3/h', 't CO2e', 'm3')
    """
    return written.translate(_PLAIN)
