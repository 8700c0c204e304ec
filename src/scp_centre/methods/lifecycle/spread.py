"""How uncertain an amount is: distributions around it, drawn many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Message, _

Array = NDArray[np.float64]
Places = NDArray[np.intp]


class Kind(StrEnum):
    """The distributions that life-cycle data come with."""

    LOGNORMAL = "lognormal"
    NORMAL = "normal"
    TRIANGULAR = "triangular"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of one amount.

    sigma : of the logarithm (lognormal), or the standard deviation in the amount's unit (normal)
    minimum, maximum : bounds (triangular, uniform); the amount is the mode of a triangle
    keeps_mean : lognormal only: the amount is the mean, not the median
    """

    kind: Kind
    sigma: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    keeps_mean: bool = False


@dataclass(frozen=True, slots=True)
class SpreadNote:
    """An entry whose spread was read in another way than it was written."""

    entry: int
    message: Message


@dataclass(frozen=True, slots=True)
class Spreads:
    """The uncertain entries of a list of amounts.

    entry : places in the list    kind : 0 lognormal, 1 normal, 2 triangular, 3 uniform
    centre : median, mean or mode    low, high : sigma and nothing, or the two bounds
    """

    entry: Places
    kind: NDArray[np.int8]
    centre: Array
    low: Array
    high: Array

    def take(self, places: Places) -> "Spreads":
        """Return some of the entries, in another order."""
        return Spreads(
            self.entry[places],
            self.kind[places],
            self.centre[places],
            self.low[places],
            self.high[places],
        )

    def scaled(self, factor: Array) -> "Spreads":
        """Return the entries times a factor each; a negative one mirrors them."""
        bounds = self.kind >= 2
        low = np.where(bounds, self.low * factor, self.low)
        low = np.where(self.kind == 1, self.low * np.abs(factor), low)
        high = np.where(bounds, self.high * factor, self.high)
        return Spreads(self.entry, self.kind, self.centre * factor, low, high)

    def mean(self) -> Array:
        """Return the mean of each entry."""
        lognormal = self.centre * np.exp(np.where(self.kind == 0, self.low, 0.0) ** 2 / 2)
        triangular = (self.low + self.centre + self.high) / 3
        uniform = (self.low + self.high) / 2
        return np.select(
            [self.kind == 0, self.kind == 1, self.kind == 2],
            [lognormal, self.centre, triangular],
            uniform,
        )

    def deviation(self) -> Array:
        """Return the standard deviation of each entry."""
        variance = np.where(self.kind == 0, self.low, 0.0) ** 2
        lognormal = np.abs(self.centre) * np.exp(variance / 2) * np.sqrt(np.expm1(variance))
        a, b, c = self.low, self.high, self.centre
        triangular = np.sqrt(np.maximum(a * a + b * b + c * c - a * b - a * c - b * c, 0) / 18)
        uniform = np.abs(b - a) / np.sqrt(12)
        return np.select(
            [self.kind == 0, self.kind == 1, self.kind == 2], [lognormal, a, triangular], uniform
        )


def read_spreads(
    amounts: Array, spreads: Sequence[Spread | None], *, name: str
) -> tuple[Spreads, tuple[SpreadNote, ...]]:
    """Return the uncertain entries, and what was read otherwise than written.

    A spread that is 0 or missing makes the entry certain. A negative amount is drawn as the
    negative of a lognormal of its size. Bounds that stand the wrong way round are turned.

    Raises InvalidValueError for spreads that do not number the amounts, a negative or infinite
    sigma, and an amount outside of its bounds.
    """
    if len(spreads) != len(amounts):
        raise InvalidValueError(
            _(
                "The number of entries in {name} ({amounts}) does not match the number of spreads "
                "({spreads}).",
                name=name,
                amounts=len(amounts),
                spreads=len(spreads),
            ),
            where=f"uncertainty.{name}",
            cure=_("Enter a spread for each entry, or null where the amount is certain."),
        )
    rows: list[tuple[int, int, float, float, float]] = []
    notes: list[SpreadNote] = []
    for entry, spread in enumerate(spreads):
        if spread is None:
            continue
        read, note = _read(float(amounts[entry]), spread, f"uncertainty.{name}.{entry}")
        if note is not None:
            notes.append(SpreadNote(entry, note))
        if read is not None:
            rows.append((entry, list(Kind).index(spread.kind), *read))
    table = np.array(rows, float).reshape(-1, 5).T
    return (
        Spreads(table[0].astype(np.intp), table[1].astype(np.int8), table[2], table[3], table[4]),
        tuple(notes),
    )


Read = tuple[tuple[float, float, float] | None, Message | None]


def _read(amount: float, spread: Spread, where: str) -> Read:
    if spread.kind in (Kind.LOGNORMAL, Kind.NORMAL):
        return _read_sigma(amount, spread, where)
    return _read_bounds(amount, spread, where)


def _read_sigma(amount: float, spread: Spread, where: str) -> Read:
    sigma = spread.sigma
    if sigma is None:
        return None, _("No spread was entered, so the amount is treated as certain.")
    if not np.isfinite(sigma) or sigma < 0:
        raise InvalidValueError(
            _("The spread cannot be {sigma}.", sigma=sigma),
            where=where,
            cure=_(
                "Enter the standard deviation. For a lognormal amount, enter the standard "
                "deviation of its logarithm."
            ),
        )
    if sigma == 0:
        return None, _("The spread is 0, so the amount is treated as certain.")
    if spread.kind is Kind.NORMAL:
        return (amount, sigma, 0.0), None
    if amount == 0:
        return None, _("A lognormal amount cannot be 0, so this amount is treated as certain.")
    centre = amount * float(np.exp(-(sigma**2) / 2)) if spread.keeps_mean else amount
    mirrored = _("The amount is negative. Its absolute value varies, but its sign does not change.")
    return (centre, sigma, 0.0), mirrored if amount < 0 else None


def _read_bounds(amount: float, spread: Spread, where: str) -> Read:
    low, high = spread.minimum, spread.maximum
    if low is None or high is None:
        return None, _("A bound is missing, so the amount is treated as certain.")
    if not (np.isfinite(low) and np.isfinite(high)):
        raise _outside_bounds(amount, low, high, where)
    note = None
    if low > high:
        low, high = high, low
        note = _("The lower bound was above the upper bound, so the bounds were swapped.")
    if amount < 0 < low and -high <= amount <= -low:
        low, high = -high, -low
        note = _(
            "The amount is negative but its bounds were not, so the bounds were made negative."
        )
    if low == high:
        return None, _("The spread is 0, so the amount is treated as certain.")
    if spread.kind is Kind.TRIANGULAR and not low <= amount <= high:
        raise _outside_bounds(amount, low, high, where)
    return (amount, low, high), note


def _outside_bounds(amount: float, low: float, high: float, where: str) -> InvalidValueError:
    return InvalidValueError(
        _(
            "The amount {amount} is not between its bounds, {low} and {high}.",
            amount=amount,
            low=low,
            high=high,
        ),
        where=where,
        cure=_("Correct the bounds or the amount."),
    )


TABLE_FROM = 20_000  # uncertain entries of a model whose normals come from a table
_BITS = 16


@cache
def _normal_table() -> NDArray[np.float32]:
    """Return the normal at the middle of 65,536 equal steps of probability, with variance 1.

    The largest is 4.3, so that the mean of a lognormal with sigma 1 comes out 0.05 % too low.
    """
    from scipy.special import ndtri  # only large models need it, and it takes a while to load

    table = ndtri((np.arange(2**_BITS) + 0.5) / 2**_BITS)
    normals: NDArray[np.float32] = (table / table.std()).astype(np.float32)
    return normals


class Sampler:
    """Draws the deviations of uncertain entries from their base values.

    Draws are made in single precision on amounts of size 1: twice as fast, and the seventh digit of
    a random number says nothing. They are scaled in double precision.
    """

    def __init__(self, spreads: Spreads, base: Array, *, from_table: bool = False) -> None:
        size = np.abs(spreads.centre)
        bounds = np.maximum(np.abs(spreads.low), np.abs(spreads.high))
        size = np.where(spreads.kind >= 2, np.maximum(size, bounds), size)
        # A normal around 0 is measured by its own spread.
        self._size = np.where(size > 0, size, np.where(spreads.kind == 1, spreads.low, 1.0))
        relative = np.where(spreads.kind == 0, spreads.low, spreads.low / self._size)
        self._base = (base / self._size).astype(np.float32)
        self._centre = (spreads.centre / self._size).astype(np.float32)
        self._low = relative.astype(np.float32)
        self._high = (spreads.high / self._size).astype(np.float32)
        self._places = [np.flatnonzero(spreads.kind == kind) for kind in range(4)]
        self.count = len(spreads.entry)
        self._table = _normal_table() if from_table else None

    def draw(self, generator: np.random.Generator, runs: int) -> Array:
        """Return (run, entry) deviations."""
        drawn = self._relative(generator, runs)
        drawn -= self._base
        deviations: Array = np.multiply(drawn, self._size, dtype=float)
        return deviations

    def _relative(self, generator: np.random.Generator, runs: int) -> NDArray[np.float32]:
        """Return (run, entry) amounts as multiples of their size."""
        if len(self._places[0]) == self.count:
            normals = self._normals(generator, (runs, self.count))
            normals *= self._low
            with np.errstate(over="ignore"):  # the runs refuse what is not finite
                np.exp(normals, out=normals)
                normals *= self._centre
            return normals
        drawn = np.empty((runs, self.count), np.float32)
        for kind, places in enumerate(self._places):
            if places.size:
                drawn[:, places] = self._draw_kind(generator, kind, places, runs)
        return drawn

    def _draw_kind(
        self, generator: np.random.Generator, kind: int, places: Places, runs: int
    ) -> NDArray[np.float32]:
        centre, low, high = self._centre[places], self._low[places], self._high[places]
        shape = (runs, len(places))
        if kind == 0:
            grown: NDArray[np.float32] = centre * np.exp(low * self._normals(generator, shape))
            return grown
        if kind == 1:
            return centre + low * self._normals(generator, shape)
        u = generator.random(shape, dtype=np.float32)
        if kind == 3:
            return low + (high - low) * u
        width = high - low
        up = low + np.sqrt(u * width * (centre - low))
        down = high - np.sqrt((1 - u) * width * (high - centre))
        triangle: NDArray[np.float32] = np.where(u * width < centre - low, up, down)
        return triangle

    def _normals(
        self, generator: np.random.Generator, shape: tuple[int, int]
    ) -> NDArray[np.float32]:
        if self._table is None:
            return generator.standard_normal(shape, dtype=np.float32)
        steps = np.frombuffer(generator.bytes(2 * shape[0] * shape[1]), np.uint16)
        normals: NDArray[np.float32] = self._table.take(steps).reshape(shape)
        return normals
