"""Production and consumption accounts: what sectors cause, and what those who buy cause.

One rule for a nation and for the world: a table of one region is a table of many with R = 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.inputoutput.leontief import require_square
from scp_centre.methods.inputoutput.solvers import Array, Flows, System
from scp_centre.methods.labels import label_at
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True, eq=False)
class Accounts:
    """What an economy causes, seen from those who make and from those who buy.

    x : (sector,)  money    output
    S : (stressor, sector)  stressor / money    direct intensity, F diag(x)^-1
    M : (stressor, sector)  stressor / money    multiplier, S L
    production : (stressor, sector)    where it is caused (D_pba)
    consumption : (stressor, region, good)    by who buys which good, wherever made (D_cba)
    embodied : (stressor, region of origin, region of use)    the trade in it
    exported : (stressor, sector)    caused here for final demand of other regions (D_exp)
    direct : (stressor, region)    caused by final demand itself, without any sector

    Law: production and consumption are the same in sum, for every stressor.
    """

    x: Array
    S: Array
    M: Array
    production: Array
    consumption: Array
    embodied: Array
    exported: Array
    direct: Array

    @property
    def production_total(self) -> Array:
        """Return (stressor, region): caused within each region, with what its households cause."""
        found: Array = self.embodied.sum(axis=2) + self.direct
        return found

    @property
    def consumption_total(self) -> Array:
        """Return (stressor, region): caused anywhere for each region's final demand."""
        found: Array = self.embodied.sum(axis=1) + self.direct
        return found

    @property
    def imported(self) -> Array:
        """Return (stressor, region): caused elsewhere for each region's final demand (D_imp)."""
        own = np.einsum("krr->kr", self.embodied)
        found: Array = self.embodied.sum(axis=1) - own
        return found


def calculate_accounts(
    Z: NDArray[np.floating],
    Y: ArrayLike,
    F: ArrayLike,
    *,
    regions: int = 1,
    x: ArrayLike | None = None,
    F_Y: ArrayLike | None = None,
    system: System | None = None,
) -> Accounts:
    """Return the accounts of a table with its stressors.

    x = Z 1 + Y 1    S = F diag(x)^-1    (I - A)^T M^T = S^T    (I - A) x_r = y_r

    Z : (sector, sector)  money  row delivers to column; regions one after another, each with the
        same sectors in the same order; single or double precision, may be memory-mapped
    Y : (sector, region)  money    F : (stressor, sector)    F_Y : (stressor, region)
    x : (sector,)  money, when it is known and not the row sums

    No inverse is formed: k + R systems are solved together. A sector without output has the
    intensity 0; it may not have inputs or stressors.

    Raises LabelMismatchError for shapes that do not belong together, InvalidValueError for
    stressors of a sector without output.
    """
    demand, stressors = np.atleast_2d(np.asarray(Y, float)), np.atleast_2d(np.asarray(F, float))
    n = len(Z)
    require_square(Z, "Z", n)
    _require_fit(n, demand, stressors, regions)
    output = row_output(Z, demand) if x is None else np.asarray(x, float)
    flows = Flows(Z, output)
    solved = system or System(flows)
    S = intensities(stressors, output)
    M = solved.solve(S.T, transposed=True).T
    k, goods = len(stressors), n // regions
    bought = demand.reshape(regions, goods, regions)
    consumption = np.einsum("kog,ogr->krg", M.reshape(k, regions, goods), bought)
    embodied, exported = _trade(solved, S, demand, regions, stressors)
    direct = np.zeros((k, regions)) if F_Y is None else np.asarray(F_Y, float)
    return Accounts(output, S, M, stressors, consumption, embodied, exported, direct)


def row_output(Z: NDArray[np.floating], Y: Array) -> Array:
    """Return x = Z 1 + Y 1, in double precision."""
    found: Array = Z.sum(axis=1, dtype=float) + Y.sum(axis=1)
    return found


def intensities(F: Array, x: Array, names: Sequence[str] | None = None) -> Array:
    """Return S = F diag(x)^-1; raise InvalidValueError for stressors without output.

    F : (stressor, sector)    x : (sector,)  money    → : as F, per money
    names : of the sectors, for what an error says
    """
    idle = x == 0
    if np.any(F[:, idle] != 0):
        place = int(np.flatnonzero(idle & (F != 0).any(axis=0))[0])
        raise InvalidValueError(
            _("Sector {place} has a pressure but no output.", place=label_at(place, names)),
            where="F",
            cure=_(
                "Enter the sector's output, or assign the pressure to the sector that causes it."
            ),
        )
    found: Array = F / np.where(idle, 1.0, x)
    return found


def _trade(solved: System, S: Array, Y: Array, regions: int, F: Array) -> tuple[Array, Array]:
    """Return what is embodied in trade, by origin and use, and by the sector that exports it."""
    k, n = S.shape
    if regions == 1:
        return F.sum(axis=1).reshape(k, 1, 1), np.zeros((k, n))
    needed = solved.solve(Y)
    goods = n // regions
    by_origin = np.einsum(
        "kog,ogr->kor", S.reshape(k, regions, goods), needed.reshape(regions, goods, regions)
    )
    home = np.einsum("rgr->rg", needed.reshape(regions, goods, regions)).reshape(n)
    return by_origin, S * (needed.sum(axis=1) - home)


def _require_fit(n: int, Y: Array, F: Array, regions: int) -> None:
    if regions < 1 or n % regions:
        raise LabelMismatchError(
            _(
                "The number of sectors ({n}) is not a multiple of the number of regions "
                "({regions}).",
                n=n,
                regions=regions,
            ),
            where="regions",
            cure=_("List every sector for every region, with zeros where a region has no output."),
        )
    if Y.shape != (n, regions):
        raise LabelMismatchError(
            _(
                "The shape of final demand ({shape}) does not match the numbers of sectors ({n}) "
                "and regions ({regions}).",
                shape=Y.shape,
                n=n,
                regions=regions,
            ),
            where="Y",
            cure=_("Provide one row for each sector and one column for each region."),
        )
    if F.shape[1] != n:
        raise LabelMismatchError(
            _(
                "The stressors cover the wrong number of sectors: {shape} instead of {n}.",
                shape=F.shape[1],
                n=n,
            ),
            where="F",
            cure=_("Provide one column for each sector."),
        )
