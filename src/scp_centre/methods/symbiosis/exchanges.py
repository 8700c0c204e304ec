"""Which offer can serve which need, and what a tonne of each exchange is worth: sparse."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import DuplicateLabelError, InvalidValueError, LabelMismatchError
from scp_centre.methods.messages import Number, _, as_written

Array = NDArray[np.float64]
Places = NDArray[np.int64]
SMALLEST = 1e-200  # tonnes; less is nothing, as no float holds a part of it
LARGEST = 1e12  # tonnes, or money per tonne; far above any trade, far below where floats fail


@dataclass(frozen=True, slots=True)
class Exchanges:
    """supply : (offer,) tonnes    demand : (need,) tonnes

    offer, need : (exchange,) places of the two    gain : (exchange,) money per tonne, after
    transport and treatment; an exchange that is not listed is not possible
    """

    supply: Array
    demand: Array
    offer: Places
    need: Places
    gain: Array

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.supply), len(self.demand)


def read_exchanges(
    supply: ArrayLike,
    demand: ArrayLike,
    offer: ArrayLike,
    need: ArrayLike,
    gain: ArrayLike,
    route: ArrayLike = 0,
) -> Exchanges:
    """Return checked exchanges.

    route : (exchange,) number that tells exchanges of the same two apart, such as of the plant

    Raises InvalidValueError for a quantity below 0, an amount that is no number, and a place that
    is not there; LabelMismatchError for lists of different lengths; DuplicateLabelError for an
    exchange that is listed twice.
    """
    quantities = [_quantities(supply, "supply"), _quantities(demand, "demand")]
    places = [np.asarray(place, np.int64).reshape(-1) for place in (offer, need)]
    value = np.asarray(gain, float).reshape(-1)
    if not len(places[0]) == len(places[1]) == len(value):
        raise LabelMismatchError(
            _("The lists of offers, needs and gains have different lengths."),
            where="gain",
            cure=_("Provide one offer, one need and one gain for each exchange."),
        )
    for place, quantity, where in zip(places, quantities, ("offer", "need"), strict=True):
        if len(place) and not (place.min() >= 0 and place.max() < len(quantity)):
            raise InvalidValueError(
                _("An exchange refers to a partner that does not exist."),
                where=where,
                cure=_("Number offers and needs from 0."),
            )
    if len(value) and not np.abs(value).max() <= LARGEST:
        raise InvalidValueError(
            _("The gain of an exchange is not a number or is too large."),
            where="gain",
            cure=_("Check the value, transport and treatment costs per tonne."),
        )
    key = places[0] * max(len(quantities[1]), 1) + places[1]
    both = np.stack(np.broadcast_arrays(key, np.asarray(route, np.int64)))
    if _has_twice(both):
        raise DuplicateLabelError(
            _("An exchange is listed twice."),
            where="offer",
            cure=_("List each pair of offer and need once."),
        )
    return Exchanges(quantities[0], quantities[1], places[0], places[1], value)


def read_table(supply: ArrayLike, demand: ArrayLike, gain: ArrayLike) -> Exchanges:
    """Return the exchanges of a full table; NaN marks a pair that is not possible.

    gain : (offer, need) money per tonne
    """
    table = np.asarray(gain, float)
    offer, need = np.nonzero(~np.isnan(table))
    return read_exchanges(supply, demand, offer, need, table[offer, need])


def per_exchange(value: Any, exchanges: Exchanges, where: str) -> Array:
    """Return a term of each exchange: one number for all, or a table by offer and need.

    Raises LabelMismatchError for a table of another shape, InvalidValueError below 0.
    """
    given = np.asarray(value, float)
    if given.ndim and given.shape != exchanges.shape:
        rows, columns = exchanges.shape
        raise LabelMismatchError(
            _(
                "{where} does not match the offers and needs. Offers: {rows}. Needs: {columns}.",
                where=where,
                rows=Number(rows),
                columns=Number(columns),
            ),
            where=where,
            cure=_("Enter one number, or one list for each offer with one number for each need."),
        )
    terms: Array = np.broadcast_to(given, exchanges.shape)[exchanges.offer, exchanges.need]
    if len(terms) and not (terms.min() >= 0 and terms.max() <= LARGEST):
        raise InvalidValueError(
            _("{where} must be 0 or more.", where=where),
            where=where,
            cure=_("Check the number and its sign."),
        )
    return terms


def canonical_order(exchanges: Exchanges) -> tuple[Places, Places]:
    """Return orders of offers and of needs that do not depend on how the input is ordered.

    Each side gets a code from its quantity and, in three rounds, from the gains and codes of its
    partners (colour refinement). Among several best plans the same one is then found.
    """
    codes = [_mix(_bits(quantity)) for quantity in (exchanges.supply, exchanges.demand)]
    places = exchanges.offer, exchanges.need
    gain = _mix(_bits(exchanges.gain))
    for _round in range(3):
        told = [_mix(gain ^ codes[1 - side][places[1 - side]]) for side in (0, 1)]
        codes = [
            _mix(codes[side] + _sums(told[side], places[side], len(codes[side]))) for side in (0, 1)
        ]
    return np.argsort(codes[0], kind="stable"), np.argsort(codes[1], kind="stable")


def _quantities(values: ArrayLike, where: str) -> Array:
    """Return tonnes as an array."""
    quantity = np.asarray(values, float).reshape(-1)
    for place in np.flatnonzero(~((quantity >= 0) & (quantity <= LARGEST)))[:1]:
        raise InvalidValueError(
            _("A quantity must be 0 or more, not {value}.", value=str(float(quantity[place]))),
            where=f"{as_written(where)}[{place}]",
            cure=_("Enter the quantity in tonnes as a number of 0 or more."),
        )
    return np.where(quantity < SMALLEST, 0.0, quantity)


def _has_twice(keys: NDArray[np.int64]) -> bool:
    """Return whether two columns are alike."""
    ordered = keys[:, np.lexsort(keys)]
    return bool((ordered[:, 1:] == ordered[:, :-1]).all(axis=0).any())


def _bits(values: Array) -> NDArray[np.uint64]:
    return np.ascontiguousarray(values + 0.0).view(np.uint64)  # + 0.0: one zero, not two


def _mix(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return scrambled codes (the finaliser of splitmix64; Steele, Lea and Flood, 2014)."""
    mixed = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    scrambled: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return scrambled


def _sums(codes: NDArray[np.uint64], places: Places, count: int) -> NDArray[np.uint64]:
    """Return the sum of codes at each place, modulo 2^64: the order of addition is all one."""
    sums = np.zeros(count, np.uint64)
    order = np.argsort(places, kind="stable")
    held = places[order]
    starts = np.flatnonzero(np.r_[True, held[1:] != held[:-1]]) if len(held) else held
    if len(held):
        sums[held[starts]] = np.add.reduceat(codes[order], starts)
    return sums
