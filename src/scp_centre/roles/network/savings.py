"""What an exchange saves: as planned, and of what was moved. Each is shown apart from the other.

saving = tonnes x amount per tonne; what is not known stays not known.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scp_centre.methods.messages import _
from scp_centre.roles.network.models import Exchange

SIDES = ("offer", "need")
Row = tuple[str, float | None, int]  # title, amount per tonne, whether it adds or takes away


@dataclass(frozen=True, slots=True)
class Line:
    """One row. planned : a year    moved : of all that was moved; None where not known"""

    title: str
    planned: float | None
    moved: float | None
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Savings:
    """planned_tonnes : a year    moved_tonnes : so far    money, co2e : rows, with their sum"""

    planned_tonnes: float
    moved_tonnes: float
    money: tuple[Line, ...]
    co2e: tuple[Line, ...]


def compute_savings(exchange: Exchange, moved: float, sides: Collection[str] = SIDES) -> Savings:
    """Return the savings of an exchange.

    moved : tonnes, by the movements that were recorded    sides : whose money is shown; what the
    other side pays today is not told, and so neither is the net saving of both
    """
    tonnes = (exchange.tonnes, moved)
    of_sides = (
        ("offer", (_("Disposal avoided"), exchange.disposal, 1)),
        ("need", (_("Purchase of virgin material avoided"), exchange.purchase, 1)),
        ("need", (_("Treatment added"), exchange.treatment, -1)),
    )
    transport = (_("Transport added"), exchange.transport, -1)
    money = _lines([*(row for side, row in of_sides if side in sides), transport], tonnes)
    co2e = _lines(
        [
            (_("Virgin material avoided"), exchange.replaced_co2e, 1),
            (_("Transport added"), exchange.transport_co2e, -1),
        ],
        tonnes,
    )
    if len(sides) == len(SIDES):
        money.append(_total(_("Net saving"), money))
    co2e.append(_total(_("Net CO₂e avoided"), co2e))
    return Savings(*tonnes, tuple(money), tuple(co2e))


def _lines(rows: Sequence[Row], tonnes: tuple[float, float]) -> list[Line]:
    """Return a line for each amount per tonne, planned and of what was moved."""
    found = []
    for title, per_tonne, sign in rows:
        planned, moved = (_amount(per_tonne, sign * one) for one in tonnes)
        found.append(Line(title, planned, moved))
    return found


def _amount(per_tonne: float | None, tonnes: float) -> float | None:
    return None if per_tonne is None else per_tonne * tonnes


def _total(title: str, lines: Sequence[Line]) -> Line:
    """Return the sum of lines, where all of them are known."""
    planned, moved = _sum([line.planned for line in lines]), _sum([line.moved for line in lines])
    return Line(title, planned, moved, is_sum=True)


def _sum(amounts: list[float | None]) -> float | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if len(known) == len(amounts) else None
