"""What taxes take: of output by what it causes, and of fuels that buyers burn themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.scenarios.economy import Array, Economy
from scp_centre.methods.scenarios.instrument_effects import Changed, Levy
from scp_centre.methods.scenarios.instruments import Tax


@dataclass(frozen=True, slots=True, eq=False)
class Levied:
    """What a tax takes.

    burden : (sector,)  money per output    by_use : (sector, category)  money per money of a fuel
    """

    tax: Tax
    burden: Array
    by_use: Array

    def revenue(self, x: Array, Y: Array) -> float:
        """Return what it brings at an output and what buyers take."""
        return float(self.burden @ x + (self.by_use * Y).sum())


def levied(economy: Economy, state: Changed) -> list[Levied]:
    """Return what each tax takes of what is left when all instruments have acted.

    burden = rate S_k in its sectors, or rate where output is taxed
    by_use = rate G_kfc of fuels that buyers burn, where a tax names no sectors
    """
    S = state.S
    return [_levied(economy, state, levy, S) for levy in state.levies]


def _levied(economy: Economy, state: Changed, levy: Levy, S: Array) -> Levied:
    base = np.ones(len(economy.sectors)) if levy.indicator is None else S[levy.indicator]
    burden, by_use = np.zeros(len(base)), np.zeros(economy.Y.shape)
    burden[levy.sectors] = levy.rate * base[levy.sectors]
    if levy.indicator is not None and levy.tax.sectors is None:
        by_use[list(state.causes.fuels)] = levy.rate * state.burnt[levy.indicator]
    return Levied(levy.tax, burden, by_use)


def revenue_of(taxes: Sequence[Levied], x: Array, Y: Array) -> float:
    """Return what some taxes bring together, money."""
    return sum(one.revenue(x, Y) for one in taxes)
