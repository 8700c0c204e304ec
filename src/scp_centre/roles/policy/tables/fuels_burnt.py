"""What burning the fuels of a table causes, held against what its rows of stressors say."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.inputoutput import Finding, to_commodities
from scp_centre.methods.scenarios import AT_HOME, Combustion
from scp_centre.reference.factors import fuels
from scp_centre.roles.policy.tables.fuel_sheet import FuelRow
from scp_centre.roles.policy.tables.labelled_sheets import NAMED, Array
from scp_centre.roles.policy.tables.table_reader import TableFile

METHANE = {True: ("CH4 non-fossil", "CH4", "CH4 fossil"), False: ("CH4 fossil", "CH4")}
OVER = 1e-6  # of what burning causes, from which a difference is told


def burn(
    file: TableFile, Z: Array, indicators: Sequence[str], stated: dict[str, Array], gwp: GwpSet
) -> tuple[Combustion | None, list[Finding], list[dict[str, Any]]]:
    """Return combustion of a table, what was found on the way, and its fuels as a page shows them.

    E = amount burnt, TJ, times the fuel's factor of each gas that the table has a row for. Where
    that exceeds the row, the row counts and the fuels of the sector are scaled to it.

    Z : (sector, sector)  money    indicators : codes; only greenhouse gases come from fuels
    stated : gas -> (sector + buyer,)  t, what the table's row says
    """
    if not file.fuels or file.burnt is None:
        return None, [], []
    if "ghg" not in indicators or not stated:
        return None, [Finding("fuels_without_gases", "attention", (), len(file.fuels))], []
    codes = [s[0] for s in file.sectors]
    places = [codes.index(row.code) for row in file.fuels]
    energy, unbought = _energy(file, Z, places)
    gases = np.array([_factors(row, list(stated)) for row in file.fuels])  # fuel, gas: t per TJ
    rows = np.array(list(stated.values()))  # gas, sector + buyer
    burnt = gases.T[:, :, None] * energy  # gas, fuel, sector + buyer
    computed = burnt.sum(axis=1)
    kept = np.clip(rows, 0.0, None) / np.where(computed == 0, 1.0, computed)
    scale = np.where(computed > rows, kept, 1.0)
    potentials = np.array([gwp.gwp[gas] for gas in stated])
    caused = np.einsum("g,gfj->fj", potentials, burnt * scale[:, None, :])
    over = potentials @ (computed * (1.0 - scale))
    n, k = len(codes), list(indicators).index("ghg")
    by_sector = np.zeros((len(indicators), len(places), n))
    by_buyer = np.zeros((len(indicators), len(places), len(file.buyers)))
    by_sector[k], by_buyer[k] = caused[:, :n], caused[:, n:]
    names = [*codes, *(b[0] for b in file.buyers)]
    whole = potentials @ rows
    findings = [
        *_told("burnt_unbought", names, unbought, energy.sum(axis=0) + unbought),
        *_told("burnt_over_stated", names, over, potentials @ computed),
        Finding(
            "fuels_known",
            "good",
            tuple(file.sectors[i][1] for i in places),
            len(places),
            float(caused.sum() / whole.sum()) if whole.sum() else None,
        ),
    ]
    shown = [
        _shown(file, row, float(energy[f].sum()), float(caused[f].sum()))
        for f, row in enumerate(file.fuels)
    ]
    return Combustion(tuple(places), by_sector, by_buyer), findings, shown


def _energy(file: TableFile, Z: Array, places: list[int]) -> tuple[Array, Array]:
    """Return the energy burnt, (fuel, sector + buyer) TJ, and what nobody buys who burns it."""
    assert file.burnt is not None
    bought = (file.use if file.use is not None else Z)[places]
    plants, n = bought.shape[1], len(file.sectors)
    demand = np.clip(file.demand[places], 0.0, None)
    at_home = [b[2] in AT_HOME for b in file.buyers]
    money = np.column_stack([bought, demand * at_home])
    per_money = np.array([[row.per_money or 0.0] for row in file.fuels])
    amounts = np.where(np.isnan(file.burnt), per_money * np.clip(money, 0.0, None), file.burnt)
    energy = amounts * np.array([[row.tj] for row in file.fuels])
    of_sectors = energy[:, :plants]
    if file.make is not None:
        of_sectors = to_commodities(file.make, of_sectors, [i[0] for i in file.industries])
    found = np.column_stack([of_sectors, energy[:, plants:] * at_home])
    buys = np.column_stack([Z[places], file.demand[places]]) > 0
    unbought = np.where(buys, 0.0, found).sum(axis=0)
    unbought[n:] += (energy[:, plants:] * ~np.array(at_home)).sum(axis=0)
    return np.where(buys, found, 0.0), unbought


def _factors(row: FuelRow, gases: list[str]) -> list[float]:
    """Return t of each gas of the table for a TJ of a fuel; CO2 of biomass does not count."""
    of = row.factor
    found = dict.fromkeys(gases, 0.0)
    methane = next((name for name in METHANE[of.biogenic] if name in found), "")
    for name, kilograms in (
        ("CO2", 0.0 if of.biogenic else of.co2_kg_per_tj),
        (methane, of.ch4_kg_per_tj),
        ("N2O", of.n2o_kg_per_tj),
    ):
        if name in found:
            found[name] = kilograms / 1000
    return list(found.values())


def _told(code: str, names: list[str], lost: Array, whole: Array) -> list[Finding]:
    """Return a finding of who loses what, the largest first; none where nothing is lost."""
    share = lost / np.where(whole == 0, 1.0, whole)
    places = [i for i in np.argsort(-lost, kind="stable").tolist() if share[i] > OVER]
    if not places:
        return []
    named = tuple(names[i] for i in places[:NAMED])
    return [Finding(code, "attention", named, len(places), float(share[places].max()))]


def _shown(file: TableFile, row: FuelRow, energy: float, caused: float) -> dict[str, Any]:
    of = row.factor
    return {
        "code": row.code,
        "title": next(s[1] for s in file.sectors if s[0] == row.code),
        "fuel": of.name,
        "factors": [of.co2_kg_per_tj, of.ch4_kg_per_tj, of.n2o_kg_per_tj],
        "own": of != fuels()[of.fuel],
        "biogenic": of.biogenic,
        "source": of.source,
        "energy": energy,
        "caused": caused,
    }
