"""Contract of `export-potential`: what each exporter could sell where, beside what it sells."""

from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import MOST_ROWS, Contract, Matrix, Strict
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.trade import export_potential

MOST_VALUES = 5_000_000
Cube = Annotated[list[Matrix], Field(max_length=MOST_ROWS)]
Factor = Annotated[float, Field(gt=0, le=1e6)] | Cube
OF = "exporters x products x markets"
FACTOR = f"a number, or {OF} with one entry along an axis on which it does not depend"


class Input(Strict):
    flows: Cube = Field(description=f"{OF}, money of one currency and period, 0 or more")
    growth: Factor = Field(default=1.0, description=f"expected growth of demand; {FACTOR}")
    tariff: Factor = Field(default=1.0, description=f"effect of tariffs on demand; {FACTOR}")
    distance: Factor = Field(default=1.0, description=f"effect of distance; {FACTOR}")


class Output(BaseModel):
    potential: list[list[list[float | None]]] = Field(
        description=f"{OF}; null for a product that the exporter sells nowhere, and for a market "
        "that buys nothing the exporter sells"
    )
    ease: list[list[float | None]] = Field(description="exporters x markets")
    actual: list[list[list[float]]] = Field(description=f"{OF}, as given")
    untapped: list[list[list[float | None]]] = Field(description=OF)
    warnings: list[str]


def compute(given: Input) -> dict[str, Any]:
    flows = _cube(given.flows, "flows")
    factors = {
        name: value if isinstance(value, float) else _cube(value, name)
        for name, value in (
            ("growth", given.growth),
            ("tariff", given.tariff),
            ("distance", given.distance),
        )
    }
    found = export_potential(flows, **factors)
    warnings = []
    if (found.supply == 0.0).any():
        warnings.append(
            _("No monetary value can be given for products that an exporter does not sell yet.")
        )
    return {
        "potential": _plain(found.potential),
        "ease": _plain(found.ease),
        "actual": found.actual.tolist(),
        "untapped": _plain(found.untapped),
        "warnings": [str(one) for one in warnings],
    }


def _cube(values: Any, where: str) -> Any:
    if len({len(of) for of in values}) > 1 or len({len(row) for of in values for row in of}) > 1:
        raise InvalidValueError(
            _("The lists are not all the same length."),
            where=where,
            cure=_("Give every exporter the same products, and every product the same markets."),
        )
    if sum(len(row) for of in values for row in of) > MOST_VALUES:
        raise InvalidValueError(
            _("There are too many values."),
            where=where,
            cure=_("Send fewer values. The limit is {values}.", values=Number(MOST_VALUES)),
        )
    return np.array(values, dtype=float)


def _plain(values: Any) -> Any:
    if values.ndim == 1:
        return [None if one != one else one for one in values.tolist()]
    return [_plain(row) for row in values]


CONTRACT = Contract(
    name="export-potential",
    version="1.0",
    summary="What each exporter could sell in each market, beside what it sells there.",
    formula="potential = X_ik / X_k · M_jk · ease_ij · growth · tariff · distance; ease = Σ_k "
    "X_ijk / Σ_k (X_ik / X_k) M_jk; untapped = max(0, potential - actual)",
    sources=(
        "Y. Decreux and J. Spies, Export potential assessments, International Trade Centre 2016",
        "docs/methods/trade.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
