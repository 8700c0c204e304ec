"""Make whole what an archive holds in part, and say what does not hold together.

Publishers give flows, or coefficients with output, or coefficients with final demand; stressors as
sums or per output. Each of these says the whole; what does not is refused by name.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import Message, _
from scp_centre.methods.quantity import kind_of
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.tables.labelled_sheets import Array

NAMED = 5  # labels that a sentence lists


def complete(world: Any) -> Any:
    """Give a parsed table its flows, output and sums of stressors, computed where they are missing.

    Z = A diag(x)    x = (I - A)^-1 Y 1, where it is not given    F = S diag(x)

    world : as pymrio reads it; changed in place

    Raises PolicyError where neither flows nor coefficients are there, or what is there holds NaN.
    """
    if world.Z is None:
        _require(world.A is not None, _("The archive contains neither flows nor coefficients."))
        _require_numbers(world.A, "A")
        world.Z = world.A * _output(world)
    _require(world.Y is not None, _("The archive does not contain final demand."))
    for name in ("Z", "Y"):
        _require_numbers(getattr(world, name), name)
    for extension in extensions(world):
        if extension.F is None:
            output = world.Z.sum(axis=1) + world.Y.sum(axis=1)
            extension.F = extension.S * output.to_numpy()
        for name in ("F", "F_Y"):
            if getattr(extension, name) is not None:
                _require_numbers(getattr(extension, name), f"{extension.name}: {name}")
    return world


def extensions(world: Any) -> Iterator[Any]:
    """Yield the extensions that say what sectors cause; raise PolicyError for one that does not."""
    for extension in world.get_extensions(data=True):
        known = (
            getattr(extension, "F", None) is not None or getattr(extension, "S", None) is not None
        )
        _require(
            known,
            _(
                "The extension {name} has no data on the pressures that sectors cause.",
                name=extension.name,
            ),
        )
        yield extension


def dropped(world: Any, regions: Sequence[Any], order: Any) -> list[tuple[str, list[str]]]:
    """Return what has no place among regions and sectors of the flows: where, and which labels."""
    buyers = [
        str(r) for r in dict.fromkeys(world.Y.columns.get_level_values(0)) if r not in regions
    ]
    goods = _joined(world.Y.index.difference(order))
    found = [("Y", buyers), ("Y", goods)]
    for extension in extensions(world):
        found.append((extension.name, _joined(extension.F.columns.difference(order))))
        if extension.F_Y is not None:
            own = dict.fromkeys(extension.F_Y.columns.get_level_values(0))
            found.append((extension.name, [str(r) for r in own if r not in regions]))
    return [(where, labels) for where, labels in found if labels]


def require_one_dimension(indicator: str, units: Sequence[str]) -> None:
    """Raise PolicyError where stressors of one indicator measure different things."""
    known: dict[str, str] = {}
    for unit in units:
        known.setdefault(dimension(unit), unit)
    if len(known) > 1:
        raise PolicyError(
            _(
                "The indicator {indicator} would add up quantities in incompatible units: {units}.",
                indicator=indicator,
                units=list(known.values()),
            ),
            where=indicator,
            cure=_("Use separate indicators for quantities in incompatible units."),
        )


def dimension(unit: str) -> str:
    """Return what a unit measures; a unit that is not known measures itself.

    >>> dimension("kg"), dimension("Gg"), dimension("kg CO2-eq"), dimension("M EUR")
    ('mass', 'mass', 'mass', 'M EUR')
    """
    first = unit.strip().split(" ")[0]
    if first in ("Gg", "Mg", "Mt", "kt"):
        return "mass"
    rest = unit.strip()[len(first) :].lower()
    try:
        return kind_of(first if "eq" in rest or not rest else unit.strip())
    except MethodError:
        return unit.strip()


def tell_dropped(
    world: Any, regions: Sequence[Any], order: Any, year: int, say: Callable[[str], None]
) -> None:
    """Say of every label that has no place among the flows that it is left out."""
    for where, labels in dropped(world, regions, order):
        say(
            _(
                "{year}: {where} has labels that are not in the flows. These labels were left "
                "out: {labels}",
                year=year,
                where=where,
                labels=labels[:NAMED],
            )
            if len(labels) <= NAMED
            else _(
                "{year}: {where} has labels that are not in the flows. These labels were left "
                "out: {labels} and {more} more",
                year=year,
                where=where,
                labels=labels[:NAMED],
                more=len(labels) - NAMED,
            )
        )


def _output(world: Any) -> Array:
    if world.x is not None:
        _require_numbers(world.x, "x")
        found: Array = world.x.to_numpy(float).ravel()
        return found
    _require(world.Y is not None, _("The archive contains neither output nor final demand."))
    _require_numbers(world.Y, "Y")
    A = world.A.to_numpy(float)
    demand = world.Y.sum(axis=1).to_numpy(float)
    return np.asarray(np.linalg.solve(np.eye(len(A)) - A, demand), float)


def _joined(labels: Any) -> list[str]:
    return [" / ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in labels]


def _require_numbers(table: Any, name: str) -> None:
    """Raise PolicyError with the first place that is no number."""
    values = table.to_numpy()
    wrong = ~np.isfinite(values.astype(float, copy=False))
    if wrong.any():
        row, column = (int(i[0]) for i in np.nonzero(wrong.reshape(len(values), -1)))
        place = [_joined([table.index[row]])[0], _joined([table.columns[column]])[0]]
        raise PolicyError(
            _("{name} does not contain a number at {place}.", name=name, place=" × ".join(place)),
            where=name,
            cure=_("Download the archive again, or enter the number in the file."),
        )


def _require(fine: bool, message: Message) -> None:
    if not fine:
        raise PolicyError(
            message,
            cure=_(
                "Check that this archive is for that source and year, and that it has not "
                "changed since you downloaded it."
            ),
        )
