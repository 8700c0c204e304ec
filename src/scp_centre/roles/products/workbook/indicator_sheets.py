"""Other indicators in the workbook of a model: written, and read again."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scp_centre.centre.sheets.row_reader import Row
from scp_centre.methods.footprints import Factor, IndicatorCategory, RowImpacts, UsedMethod
from scp_centre.roles.products.content import Content

METHODS, IMPACTS = SHEETS = ("methods", "impacts")
BETWEEN = "; "  # parts flows without a factor


def indicator_rows(record: str, content: Content) -> Iterator[dict[str, Any]]:
    """Yield the rows of one of these sheets."""
    if record == METHODS:
        for method in content.model.methods:
            stated = {
                name: getattr(method, name)
                for name in ("name", "version", "source", "licence", "normalisation")
            }
            stated |= {"method": method.key, "weighted_unit": method.weighted_unit}
            for category in method.categories:
                yield stated | {
                    "category": category.name,
                    "unit": category.unit,
                    "reference": method.references.get(category.name),
                    "weight": method.weights.get(category.name),
                }
    elif record == IMPACTS:
        for row in content.model.factors:
            for one in row.impacts:
                counts = {"flows": one.flows, "counted": one.counted}
                left_out = BETWEEN.join(part.replace(BETWEEN, ", ") for part in one.left_out)
                for name, value in one.values.items():
                    yield {
                        "factor": row.key,
                        "method": one.method,
                        "category": name,
                        "value": value,
                        "left_out": left_out,
                    } | counts


def read_methods(rows: list[Row]) -> tuple[UsedMethod, ...]:
    """Return the methods of the sheet; the first row of a method states it."""
    by_key: dict[str, list[dict[str, Any]]] = {}
    for _number, values in rows:
        by_key.setdefault(values["method"].strip(), []).append(values)
    return tuple(_method(key, of_method) for key, of_method in by_key.items())


def _method(key: str, rows: list[dict[str, Any]]) -> UsedMethod:
    first = rows[0]
    return UsedMethod(
        key,
        first["name"],
        first["version"],
        first.get("source") or "",
        first.get("licence") or "",
        tuple(IndicatorCategory(one["category"], one.get("unit") or "") for one in rows),
        first.get("normalisation") or "",
        {one["category"]: one["reference"] for one in rows if one.get("reference")},
        {one["category"]: one["weight"] for one in rows if one.get("weight") is not None},
        first.get("weighted_unit") or "",
    )


def read_impacts(rows: list[Row]) -> dict[str, tuple[RowImpacts, ...]]:
    """Return key of a background row -> its impacts by each method."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for _number, values in rows:
        of_row = found.setdefault(values["factor"], {})
        of_row.setdefault(values["method"].strip(), []).append(values)
    return {
        key: tuple(_impacts(method, of_method) for method, of_method in by_method.items())
        for key, by_method in found.items()
    }


def _impacts(method: str, rows: list[dict[str, Any]]) -> RowImpacts:
    first = rows[0]
    left_out = (first.get("left_out") or "").split(BETWEEN)
    return RowImpacts(
        method,
        {one["category"]: one["value"] for one in rows},
        first.get("flows") or 0,
        first.get("counted") or 0,
        tuple(part for part in left_out if part),
    )


def with_impacts(factors: tuple[Factor, ...], rows: list[Row]) -> tuple[Factor, ...]:
    """Return rows of a workbook with their impacts."""
    found = read_impacts(rows)
    return tuple(replace(one, impacts=found.get(one.key, ())) for one in factors)


def with_absent_indicators(content: Content, absent: Container[str], old: Content) -> Content:
    """Return content of a workbook without these sheets, with the indicators as they were."""
    if METHODS not in absent and IMPACTS not in absent:
        return content
    before: Mapping[str, Factor] = {row.key: row for row in old.model.factors}
    factors = tuple(
        replace(row, impacts=before[row.key].impacts)
        if row.key in before and _same(row, before[row.key])
        else row
        for row in content.model.factors
    )
    model = replace(content.model, methods=old.model.methods, factors=factors)
    return replace(content, model=model)


def _same(row: Factor, before: Factor) -> bool:
    return (row.unit, row.source) == (before.unit, before.source)
