"""Contract of `io-accounts`: production and consumption accounts of a table."""

from collections.abc import Sized
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Matrix, Names, Strict
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import (
    Flows,
    System,
    intensities,
    row_output,
    technical_coefficients,
)


class Input(Strict):
    Z: Matrix = Field(description="n x n, money; row delivers to column")
    Y: Matrix = Field(description="n x m, money; final demand, one column a buyer")
    F: Matrix = Field(description="k x n, any unit; stressors by sector")
    sectors: Names | None = Field(default=None, description="names of the n sectors")


class Output(BaseModel):
    x: list[float] = Field(description="n, money; output")
    multipliers: list[list[float]] = Field(description="k x n, stressor per money of final demand")
    footprint: list[list[float]] = Field(description="k x m, what each buyer causes")
    production: list[float] = Field(description="k, what all sectors cause")


def compute(given: Input) -> dict[str, Any]:
    Z, Y, F = (matrix(getattr(given, name), name) for name in ("Z", "Y", "F"))
    if Z.shape[0] != Z.shape[1]:
        raise InvalidValueError(
            f"Z has {Z.shape[0]} rows and {Z.shape[1]} columns: a table of flows is square.",
            where="Z",
            cure="Give one row and one column for each sector, in the same order.",
        )
    n = len(Z)
    for name, block in (("Y", Y), ("F", F.T), ("sectors", given.sectors)):
        require_as_many(block, n, name)
    x = row_output(Z, Y)
    technical_coefficients(Z, x, given.sectors)  # refuses inputs without output
    S = intensities(F, x, given.sectors)
    M = System(Flows(Z, x)).solve(S.T, transposed=True).T
    return {
        "x": x.tolist(),
        "multipliers": M.tolist(),
        "footprint": (M @ Y).tolist(),
        "production": F.sum(axis=1).tolist(),
    }


def require_as_many(block: Sized | None, n: int, name: str) -> None:
    """Raise InvalidValueError where a block that is there names another number of sectors."""
    if block is not None and len(block) != n:
        raise InvalidValueError(
            f"{name} names {len(block)} sectors, and the table has {n}.",
            where=name,
            cure="Give each block the same sectors in the same order.",
        )


def matrix(rows: list[list[float]], name: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return an array of equal rows; raise InvalidValueError where one is longer than the first."""
    if not rows or not rows[0]:
        raise InvalidValueError(f"{name} is empty.", where=name, cure="Give one row at least.")
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InvalidValueError(
                f"Row {i + 1} of {name} has {len(row)} entries, the first has {len(rows[0])}.",
                where=f"{name}.{i}",
                cure="Give every row the same number of entries.",
            )
    return np.array(rows, float)


CONTRACT = Contract(
    name="io-accounts",
    version="1.0",
    summary="Production and consumption accounts of an input-output table with stressors.",
    formula="x = Z 1 + Y 1; S = F diag(x)^-1; (I - A)^T M^T = S^T; footprint = M Y",
    sources=("Miller and Blair's textbook table; docs/methods/inputoutput.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
