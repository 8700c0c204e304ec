"""Contract of `disclosure`: which cells may be published."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import MOST_ROWS, Contract, Name, Names, Strict, Whole
from scp_centre.methods.disclosure import (
    Rules,
    build_table,
    reasons_against,
    sum_by_holder,
    suppress,
)
from scp_centre.methods.errors import DuplicateLabelError, MissingValueError


class Contribution(Strict):
    holder: Name = Field(
        description="company, or the holding that owns several; case, accents, punctuation and "
        "legal forms (Ltd, S.A., GmbH) do not make another one"
    )
    value: float


class Cell(Strict):
    id: Name
    contributions: list[float | Contribution] = Field(
        max_length=MOST_ROWS, description="same unit throughout"
    )
    place: Names | None = Field(
        default=None, description="where the cell stands in the table: one label a dimension"
    )


class Dominance(Strict):
    n: Whole = Field(default=2, ge=1, le=MOST_ROWS, description="largest contributors")
    percent: float = Field(default=85.0, description="share of the cell above which it fails, %")


class Input(Strict):
    cells: list[Cell] = Field(max_length=20_000)
    minimum_contributors: Whole = Field(default=5, ge=1, le=MOST_ROWS, description="holders")
    dominance: Dominance = Dominance()
    p_percent: float = Field(default=10.0, description="%")


class CellStatus(BaseModel):
    id: str
    status: str = Field(description="safe or suppressed")
    reasons: list[str] = Field(
        description="minimum_contributors, dominance, p_percent; complementary in a table"
    )
    contributors: int


class Output(BaseModel):
    cells: list[CellStatus]
    totals: list[dict[str, Any]] = Field(
        description="of a table: place with 'total' where summed, status, value when published"
    )
    optimal: bool | None = Field(description="least loss proved; null without a table")


def compute(given: Input) -> dict[str, Any]:
    rules = Rules(
        given.minimum_contributors, given.dominance.n, given.dominance.percent, given.p_percent
    )
    seen: set[str] = set()
    rows: list[dict[str, Any]] = []
    for cell in given.cells:
        if cell.id in seen:
            raise DuplicateLabelError(
                f"The cell {cell.id!r} stands twice.", where=cell.id, cure="Give each cell once."
            )
        seen.add(cell.id)
        held = sum_by_holder(_pairs(cell))
        reasons = reasons_against(held, rules)
        rows.append(
            {
                "id": cell.id,
                "status": "suppressed" if reasons else "safe",
                "reasons": reasons,
                "contributors": len(held),
            }
        )
    placed = [cell for cell in given.cells if cell.place is not None]
    if not placed:
        return {"cells": rows, "totals": [], "optimal": None}
    return _in_table(given.cells, rows, rules)


def _pairs(cell: Cell, number: int = 0) -> list[tuple[str, float]]:
    """A bare number is a holder of its own, and none that has a name."""
    return [
        (f"unnamed {number}x{i} of a cell", c) if isinstance(c, float) else (c.holder, c.value)
        for i, c in enumerate(cell.contributions)
    ]


def _in_table(cells: list[Cell], rows: list[dict[str, Any]], rules: Rules) -> dict[str, Any]:
    if any(cell.place is None for cell in cells):
        missing = next(cell.id for cell in cells if cell.place is None)
        raise MissingValueError(
            f"The cell {missing!r} has no place while others have.",
            where=missing,
            cure="Give every cell its place, or none.",
        )
    width = {len(cell.place or []) for cell in cells}
    dimensions: list[list[str]] = []
    for i in range(max(width)):
        labels = (cell.place[i] for cell in cells if cell.place and len(cell.place) > i)
        dimensions.append(list(dict.fromkeys(labels)))  # each once, in their order
    given = [
        (tuple(cell.place or ()), holder, value)
        for number, cell in enumerate(cells)
        for holder, value in _pairs(cell, number)
    ]
    done = suppress(build_table(dimensions, given, rules), rules)
    status = {done.table.name(i): i for i in range(len(done.hidden))}
    for cell, row in zip(cells, rows, strict=True):
        i = status[tuple(cell.place or ())]
        if done.status(i) == "complementary":
            row |= {"status": "suppressed", "reasons": ["complementary"]}
    totals = [
        {
            "place": list(name),
            "status": "suppressed" if done.hidden[i] else "safe",
            "value": None if done.hidden[i] else float(done.table.values[i]),
        }
        for name, i in status.items()
        if "total" in name
    ]
    return {"cells": rows, "totals": totals, "optimal": done.optimal}


CONTRACT = Contract(
    name="disclosure",
    version="1.0",
    summary="Disclosure control: contributors, dominance, p %, complementary suppression.",
    formula="safe when holders >= minimum, largest n <= share, rest >= p % of the largest",
    sources=("docs/methods/disclosure.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
