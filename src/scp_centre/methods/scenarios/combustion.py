"""What burning fuels causes: it follows the fuel that is bought, the rest follows output."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
OVER = 1e-9  # of what a sector causes, by which fuels may exceed it: rounding of sums


@dataclass(frozen=True, slots=True, eq=False)
class Combustion:
    """Which products are fuels, and what burning them causes.

    fuels : (fuel,)  places of products among the sectors
    by_sector : (indicator, fuel, sector)    by_buyer : (indicator, fuel, category)
        each in the unit of its indicator, part of what the sector or buyer causes in all
    """

    fuels: tuple[int, ...]
    by_sector: Array
    by_buyer: Array

    def require_within(self, Z: Array, Y: Array, F: Array, F_Y: Array) -> None:
        """Raise LabelMismatchError where a block does not fit the table, InvalidValueError where
        fuels cause more than the whole, or something is burnt that nobody buys.
        """
        f, places = len(self.fuels), list(self.fuels)
        blocks = ((self.by_sector, Z, F), (self.by_buyer, Y, F_Y))
        for block, bought, whole in blocks:
            if block.shape != (len(F), f, bought.shape[1]):
                raise LabelMismatchError(
                    _(
                        "Combustion has the shape {shape}, but the names require {wanted}.",
                        shape=block.shape,
                        wanted=(len(F), f, bought.shape[1]),
                    ),
                    where="combustion",
                    cure=_(
                        "Provide one entry for each indicator, each fuel, and each sector or buyer."
                    ),
                )
            # What the table says may be below 0, as of removals, where nothing is burnt.
            burnt, room = block.sum(axis=1), OVER * np.abs(whole).max(initial=0)
            if ((burnt > 0) & (burnt > np.maximum(whole, 0) * (1 + OVER) + room)).any():
                raise InvalidValueError(
                    _("The pressure from fuel combustion exceeds the total in the table."),
                    where="combustion",
                    cure=_(
                        "Reduce the combustion, or correct the pressure that the sectors cause."
                    ),
                )
            if ((block != 0).any(axis=0) & (bought[places] <= 0)).any():
                raise InvalidValueError(
                    _("A sector or buyer burns a fuel that it does not buy."),
                    where="combustion",
                    cure=_(
                        "Enter the amount of the fuel that the sector or buyer buys, or omit the "
                        "combustion."
                    ),
                )


@dataclass(slots=True, eq=False)
class Causes:
    """What a unit of output causes while instruments act: process emissions and fuels burnt.

    S = P + Σ_f G_f A_f

    P : (indicator, sector)  per output    G : (indicator, fuel, sector)  per money of the fuel
    mean : (indicator, fuel)  the same, of all sectors that burn the fuel together
    """

    fuels: tuple[int, ...]
    P: Array
    G: Array
    mean: Array

    def copy(self) -> "Causes":
        """Return causes that instruments may change."""
        return Causes(self.fuels, self.P.copy(), self.G.copy(), self.mean)

    def intensities(self, inputs: Array) -> Array:
        """Return S, (indicator, sector), with the inputs of fuels per output, (fuel, sector) 1."""
        found: Array = self.P + np.einsum("kfj,fj->kj", self.G, inputs)
        return found

    def scale(self, k: int, sectors: list[int], factor: Array | float) -> None:
        """Change what an indicator is per output, whatever causes it, by one factor a sector."""
        self.P[k, sectors] *= factor
        self.G[k][:, sectors] *= factor

    def scaled_by(self, factors: Array) -> "Causes":
        """Return causes by (indicator, sector) factors, whatever causes it."""
        return Causes(self.fuels, self.P * factors, self.G * factors[:, None, :], self.mean)

    def burn_instead(self, j: int, other: int, replaced: list[int], old: float, new: float) -> None:
        """Say what sector j burns of a fuel that it takes in the place of other inputs.

        A sector that burns the fuel already burns the new part in the same way; one that does not
        burns it as all sectors together do, unless it only replaces fuels that it does not burn.

        old, new : 1, input of the fuel per output before, and what is added
        """
        if other not in self.fuels or new <= 0 or old + new <= 0:
            return
        f = self.fuels.index(other)
        gone = [self.fuels.index(i) for i in replaced if i in self.fuels]
        feedstock = len(gone) == len(replaced) and not self.G[:, gone, j].any()
        if self.G[:, f, j].any() or feedstock:
            return
        self.G[:, f, j] = self.mean[:, f] * new / (old + new)


def causes_of(combustion: Combustion | None, Z: Array, Y: Array, S: Array, x: Array) -> Causes:
    """Return what a unit of output causes in the base year, fuels apart.

    G_kfj = by_sector_kfj / Z_fj    P = S - Σ_f by_sector_f / x
    mean_kf = Σ_j by_sector_kfj / Σ_j Z_fj over the sectors j that burn f, else of buyers
    """
    if combustion is None:
        none = np.zeros((len(S), 0, S.shape[1]))
        return Causes((), S.copy(), none, np.zeros((len(S), 0)))
    burnt, bought = combustion.by_sector, Z[list(combustion.fuels)]
    G = per_money(burnt, bought)
    P = S - burnt.sum(axis=1) / np.where(x == 0, 1.0, x)
    P[np.abs(P) <= OVER * np.abs(S)] = 0.0
    usual = mean_of(burnt, bought)
    of_buyers = mean_of(combustion.by_buyer, Y[list(combustion.fuels)])
    return Causes(combustion.fuels, P, G, np.where(usual == 0, of_buyers, usual))


def per_money(burnt: Array, bought: Array) -> Array:
    """Return what burning causes per money of the fuel bought; 0 where none is bought."""
    found: Array = burnt / np.where(bought == 0, 1.0, bought)
    return found


def mean_of(burnt: Array, bought: Array) -> Array:
    """Return what a unit of money of each fuel causes with all who burn it, (indicator, fuel)."""
    money = np.where((burnt != 0).any(axis=0), bought, 0.0).sum(axis=1)
    found: Array = burnt.sum(axis=2) / np.where(money == 0, 1.0, money)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class DirectCauses:
    """What final demand causes itself: fuels that it burns, and the rest.

    rest : (indicator, category)  follows all that a group of buyers spends
    G : (indicator, fuel, category)  per money of the fuel
    spent : (category,)  money, what each group spends in the base year
    """

    fuels: tuple[int, ...]
    rest: Array
    G: Array
    spent: Array

    def of_fuels(self, Y: Array) -> Array:
        """Return what burning each fuel causes, (indicator, fuel), at what is bought."""
        found: Array = np.einsum("kfc,fc->kf", self.G, Y[list(self.fuels)])
        return found

    def total(self, Y: Array) -> Array:
        """Return what final demand causes itself, (indicator,), at what is bought."""
        before = self.spent
        ratio = np.where(before == 0, 1.0, Y.sum(axis=0) / np.where(before == 0, 1.0, before))
        found: Array = self.rest @ ratio + self.of_fuels(Y).sum(axis=1)
        return found


def direct_causes(
    combustion: Combustion | None, Y: Array, F_Y: Array, burners: list[int], mean: Array
) -> DirectCauses:
    """Return what final demand causes itself.

    burners : categories that burn what they buy of a fuel for the first time, as the others do
    mean : (indicator, fuel)  of sectors, where no buyer burns the fuel yet
    """
    spent = Y.sum(axis=0)
    if combustion is None:
        return DirectCauses((), F_Y, np.zeros((len(F_Y), 0, Y.shape[1])), spent)
    burnt, bought = combustion.by_buyer, Y[list(combustion.fuels)]
    G = per_money(burnt, bought)
    usual = mean_of(burnt, bought)
    usual = np.where(usual == 0, mean, usual)
    for c in burners:
        new = bought[:, c] == 0
        G[:, new, c] = usual[:, new]
    return DirectCauses(combustion.fuels, F_Y - burnt.sum(axis=1), G, spent)
