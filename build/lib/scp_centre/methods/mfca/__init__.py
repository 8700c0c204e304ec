"""Material flow cost accounting (ISO 14051): what each loss truly costs."""

from scp_centre.methods.mfca.allocation import allocate_costs
from scp_centre.methods.mfca.model import (
    CATEGORIES,
    CentreCosts,
    CostCentre,
    CostFlow,
    Costs,
    MfcaResult,
)

__all__ = [
    "CATEGORIES",
    "CentreCosts",
    "CostCentre",
    "CostFlow",
    "Costs",
    "MfcaResult",
    "allocate_costs",
]
