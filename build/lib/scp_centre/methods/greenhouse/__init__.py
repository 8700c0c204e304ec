"""Greenhouse gases of scope 1 and 2, with biogenic carbon dioxide apart."""

from scp_centre.methods.greenhouse.emissions import (
    Activity,
    ActivityEmission,
    ElectricityUse,
    Emissions,
    FuelUse,
    GasRelease,
    emissions,
)
from scp_centre.methods.greenhouse.factors import FuelFactor, GwpSet

__all__ = [
    "Activity",
    "ActivityEmission",
    "ElectricityUse",
    "Emissions",
    "FuelFactor",
    "FuelUse",
    "GasRelease",
    "GwpSet",
    "emissions",
]
