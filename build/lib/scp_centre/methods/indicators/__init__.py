"""RECP indicators of an enterprise: productivities, intensities, decoupling."""

from scp_centre.methods.indicators.recp import (
    INTENSITIES,
    PRODUCTIVITIES,
    Change,
    Performance,
    compare,
)

__all__ = ["INTENSITIES", "PRODUCTIVITIES", "Change", "Performance", "compare"]
