"""A model whose entries are uncertain, seen from one or more demands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.lifecycle.inventory import Inventory, Model, build_model, solve_model
from scp_centre.methods.lifecycle.matrices import Entries
from scp_centre.methods.lifecycle.spread import Spreads

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class UncertainModel:
    """Entries of technosphere and biosphere with their spreads.

    Each entry is drawn by itself, also where several stand at one place and add up.
    """

    technosphere: Entries
    biosphere: Entries
    technosphere_spreads: Spreads
    biosphere_spreads: Spreads
    model: Model

    @classmethod
    def of(
        cls,
        technosphere: Entries,
        biosphere: Entries,
        factors: Array,
        technosphere_spreads: Spreads,
        biosphere_spreads: Spreads,
    ) -> "UncertainModel":
        """Return the model; raises InvalidValueError as `build_model` does."""
        model = build_model(technosphere.matrix(), biosphere.matrix(), factors)
        return cls(technosphere, biosphere, technosphere_spreads, biosphere_spreads, model)

    def at_base(self, demands: Sequence[Array]) -> tuple[Inventory, ...]:
        """Return what each demand causes when every entry has its base value."""
        return tuple(solve_model(self.model, demand) for demand in demands)


@dataclass(frozen=True, slots=True)
class Links:
    """The uncertain entries, each per unit of its process's product (deviations scale so).

    supplier, consumer : process; equal where the output itself is uncertain
    flow, process : of each uncertain biosphere entry
    technosphere, biosphere : their spreads; a link is minus the entry over the process's output
    """

    supplier: Places
    consumer: Places
    technosphere: Spreads
    flow: Places
    process: Places
    biosphere: Spreads

    @classmethod
    def of(cls, uncertain: UncertainModel) -> "Links":
        """Return the uncertain entries of a model in the terms of its system."""
        system = uncertain.model.system
        of_technosphere = uncertain.technosphere_spreads
        of_biosphere = uncertain.biosphere_spreads
        supplier = system.process_of[uncertain.technosphere.row[of_technosphere.entry]]
        consumer = uncertain.technosphere.col[of_technosphere.entry]
        process = uncertain.biosphere.col[of_biosphere.entry]
        sign = np.where(supplier == consumer, 1.0, -1.0)
        return cls(
            supplier,
            consumer,
            of_technosphere.scaled(sign / system.made[consumer]),
            uncertain.biosphere.row[of_biosphere.entry],
            process,
            of_biosphere.scaled(1.0 / system.made[process]),
        )

    def base_technosphere(self, uncertain: UncertainModel) -> Array:
        """Return the base value of each uncertain technosphere entry, scaled as its spread."""
        entry = self.technosphere.entry
        sign = np.where(self.supplier == self.consumer, 1.0, -1.0)
        value: Array = uncertain.technosphere.value[entry] * sign
        return value / uncertain.model.system.made[self.consumer]

    def base_biosphere(self, uncertain: UncertainModel) -> Array:
        """Return the base value of each uncertain biosphere entry, scaled as its spread."""
        value: Array = uncertain.biosphere.value[self.biosphere.entry]
        return value / uncertain.model.system.made[self.process]

    def derivatives(
        self, uncertain: UncertainModel, base: Inventory, category: int
    ) -> tuple[Array, Array]:
        """Return how an impact moves with each entry as scaled here: links, then flows.

        dh/dlink_ij = price_i x_j    dh/doutput_jj = -price_j x_j    dh/dflow_kj = c_k x_j
        """
        system = uncertain.model.system
        made = base.supply * system.made
        prices = base.prices[category][system.product_of]
        sign = np.where(self.supplier == self.consumer, -1.0, 1.0)
        by_link = sign * prices[self.supplier] * made[self.consumer]
        by_flow = uncertain.model.C[category][self.flow] * made[self.process]
        return by_link, by_flow


def score_scale(base: Inventory, category: int) -> float:
    """Return what an error of a score is measured by: the score, or what cancels out in it."""
    score = abs(float(base.impacts[category]))
    size = float(np.abs(base.direct[category]).sum())
    return score if score > 1e-9 * size else max(size, 1e-300)
