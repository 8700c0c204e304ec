"""From a file to an economy: symmetric, characterised, checked."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scp_centre.centre.sheets.findings import whole_file
from scp_centre.methods.errors import InvalidValueError, MethodError
from scp_centre.methods.inputoutput import (
    Finding,
    check_table,
    symmetric_coefficients,
    to_commodities,
)
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import convert
from scp_centre.methods.scenarios import ACCOUNTING, VALUE_ADDED, Category, Economy, Indicator
from scp_centre.reference import load_table
from scp_centre.reference.factors import gwp_set
from scp_centre.roles.policy.tables.fuel_sheet import plain_unit
from scp_centre.roles.policy.tables.fuels_burnt import burn
from scp_centre.roles.policy.tables.labelled_sheets import Array
from scp_centre.roles.policy.tables.table_reader import TableFile
from scp_centre.roles.policy.tables.value_kinds import VALUE_KINDS

GHG = Indicator("ghg", "Greenhouse gases", "t CO2e")
UNITS_OF_MASS = ("t", "kg", "g")


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """An economy and what was found on the way.

    weights : indicator code -> its flows with their factor and unit, as a page explains them
    accounts : what the table says of the nation, as national_accounts gives it
    fuels : what is burnt, as fuels_burnt.burn gives it
    """

    economy: Economy
    findings: list[Finding]
    weights: dict[str, list[dict[str, Any]]]
    accounts: dict[str, float | None]
    fuels: list[dict[str, Any]]


def build(file: TableFile, gwp: str) -> Built:
    """Return the economy of a file under one set of warming potentials.

    Raises WorkbookError where the table cannot be computed with.
    """
    try:
        return _build(file, gwp)
    except MethodError as error:
        raise whole_file(error.message, error.cure) from None


def _build(file: TableFile, gwp: str) -> Built:
    Z, added, caused = _symmetric(file)
    V = _of_kind(file, added, VALUE_KINDS[0])
    indicators, F, F_Y, weights = _characterised(file, caused, V, gwp)
    stated = _gases(file, caused, gwp)
    combustion, burnt, fuels = burn(file, Z, [i.code for i in indicators], stated, gwp_set(gwp))
    codes = tuple(s[0] for s in file.sectors)
    accounting = ACCOUNTING | frozenset(file.accounting)
    findings = check_table(codes, Z, file.demand, added, F[:-1], accounting=accounting)
    wrong = [f for f in findings if f.level == "wrong"]
    if wrong:
        names = list(wrong[0].sectors)
        raise InvalidValueError(
            _("These sectors use inputs but have no output: {names}.", names=names)
            if wrong[0].code == "output_missing"
            else _("These sectors have a negative output: {names}.", names=names),
            where="Flows",
            cure=_("Correct these rows, or merge the sectors with others."),
        )
    idle = (Z.sum(axis=1) + file.demand.sum(axis=1) == 0) & (F != 0).any(axis=0)
    if idle.any():
        raise InvalidValueError(
            _(
                "These sectors cause a pressure or add value, but have no output: {join}.",
                join=[codes[i] for i in np.flatnonzero(idle)],
            ),
            where="Stressors",
            cure=_(
                "Enter the sector's output, or assign the pressure to the sector that causes it."
            ),
        )
    return Built(
        Economy(
            name=file.about["Country"],
            year=file.year,
            money=file.about["Money"],
            sectors=codes,
            titles=tuple(s[1] for s in file.sectors),
            categories=tuple(Category(*b) for b in file.buyers),  # type: ignore[arg-type]
            indicators=tuple(indicators),
            Z=Z,
            Y=file.demand,
            V=V,
            F=F,
            F_Y=F_Y,
            combustion=combustion,
            accounting=accounting & frozenset(codes),
        ),
        [*findings, *_kinds_of_rows(file), *_marked(file, accounting), *burnt],
        weights,
        national_accounts(file, Z, added),
        fuels,
    )


def _marked(file: TableFile, accounting: frozenset[str]) -> list[Finding]:
    """Return which sectors only balance the accounts."""
    names = tuple(title for code, title, _isic in file.sectors if code in accounting)
    return [Finding("accounting_sectors", "good", names, len(names))] if names else []


def _kinds_of_rows(file: TableFile) -> list[Finding]:
    """Return which rows below the flows were not taken for value added."""
    found = []
    for code, kind in zip(("imports_of_inputs", "product_taxes"), VALUE_KINDS[1:], strict=True):
        names = tuple(title for _unused, title, of in file.value_items if of == kind)
        if names:
            found.append(Finding(code, "good", names, len(names)))
    return found


def national_accounts(file: TableFile, Z: Array, added: Array) -> dict[str, float | None]:
    """Return gross domestic product as a table says it three times, in its money.

    production = output - inputs (made here, imported, taxes on them) + taxes on products
    expenditure = final demand - imported inputs, imports that compete standing in it with a minus
    income = value added + taxes on products; None where the table has no such rows

    value_added, imported_inputs, product_taxes : sums of the rows of each kind. Taxes and imports
    that final buyers pay beside the table are in none of them.
    """
    value, imports, taxes = (float(_of_kind(file, added, kind).sum()) for kind in VALUE_KINDS)
    output = Z.sum() + file.demand.sum()
    return {
        "production": float(output - Z.sum() - imports),
        "expenditure": float(file.demand.sum() - imports),
        "income": value + taxes if file.value_items else None,
        "value_added": value,
        "imported_inputs": imports,
        "product_taxes": taxes,
    }


def _symmetric(file: TableFile) -> tuple[Array, Array, Array]:
    """Return flows, value added and stressors by commodity."""
    if file.flows is not None:
        return file.flows, file.value_added, file.stressors
    assert file.make is not None and file.use is not None
    how: Any = file.about["Technology"]
    industries, products = [i[0] for i in file.industries], [s[0] for s in file.sectors]
    A, q = symmetric_coefficients(
        file.make, file.use, assumption=how, names=industries, products=products
    )
    return (
        A * q,
        to_commodities(file.make, file.value_added, industries),
        to_commodities(file.make, file.stressors, industries),
    )


def _of_kind(file: TableFile, added: Array, kind: str) -> Array:
    """Return the sum of the rows of one kind, (sector,) money, of rows by commodity."""
    chosen = [i for i, item in enumerate(file.value_items) if item[2] == kind]
    found: Array = added[chosen].sum(axis=0)
    return found


def _characterised(
    file: TableFile, caused: Array, V: Array, gwp: str
) -> tuple[list[Indicator], Array, Array, dict[str, list[dict[str, Any]]]]:
    """Return indicators with what each sector and buyer causes; value added stands last."""
    potentials = gwp_set(gwp)
    known = {row["flow"]: row for row in load_table("indicator_flows").rows}
    found: dict[str, tuple[int, Indicator]] = {}
    rows: dict[str, tuple[Array, Array]] = {}
    weights: dict[str, list[dict[str, Any]]] = {}
    for i, (code, title, unit) in enumerate(file.flow_names):
        factor, source = 1.0, ""
        if code in potentials.gwp:
            factor = potentials.gwp[code] * _to_tonnes(unit, code)
            order, indicator, source = 0, GHG, potentials.source
        elif code in known:
            row = known[code]
            same = row["unit"] == unit
            factor = 1.0 if same else convert(1.0, unit, row["unit"])
            order = row["order"]
            indicator = Indicator(row["indicator"], row["indicator_title"], row["unit"])
        else:  # what the centre counts of its own
            order, indicator = 90, Indicator(code, title, unit)
        found.setdefault(indicator.code, (order, indicator))
        sums = rows.setdefault(
            indicator.code, (np.zeros(caused.shape[1]), np.zeros(file.direct.shape[1]))
        )
        sums[0][:] += factor * caused[i]
        sums[1][:] += factor * file.direct[i]
        weights.setdefault(indicator.code, []).append(
            {"flow": code, "title": title, "unit": unit, "factor": factor, "source": source}
        )
    ranked = [i for _unused, i in sorted(found.values(), key=lambda pair: pair[0])]
    money = Indicator(VALUE_ADDED, "Value added", file.about["Money"])
    F = np.array([*(rows[i.code][0] for i in ranked), V])
    F_Y = np.array([*(rows[i.code][1] for i in ranked), np.zeros(file.direct.shape[1])])
    return [*ranked, money], F, F_Y, weights


def _gases(file: TableFile, caused: Array, gwp: str) -> dict[str, Array]:
    """Return what the table says of each greenhouse gas, (sector + buyer,) t."""
    potentials = gwp_set(gwp).gwp
    whole = np.column_stack([caused, file.direct])
    return {
        code: whole[i] * _to_tonnes(unit, code)
        for i, (code, _unused, unit) in enumerate(file.flow_names)
        if code in potentials
    }


def _to_tonnes(unit: str, code: str) -> float:
    large, small = plain_unit(unit)
    if small not in UNITS_OF_MASS:
        raise InvalidValueError(
            _(
                "The greenhouse gas {code} is given in '{unit}', which is not a unit of mass.",
                code=code,
                unit=unit,
            ),
            where="Stressors",
            cure=_("Enter greenhouse gases in Mt, kt, t or kg."),
        )
    return large * convert(1.0, small, "t")
