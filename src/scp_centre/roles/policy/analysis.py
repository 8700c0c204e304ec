"""What a table says: profile, hot spots, both sides of the economy, chains, change over years."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from scp_centre.methods.inputoutput import (
    Decomposition,
    SupplyChains,
    decompose_account,
    extract_sectors,
    find_paths,
    intensities,
    technical_coefficients,
)
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import (
    AT_HOME,
    VALUE_ADDED,
    Economy,
    Indicator,
    made_at_home,
    perspectives,
)
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables import table_store
from scp_centre.roles.policy.tables.labelled_sheets import Array

SIDES = ("production", "consumption")
HOT = 10  # rows of a list of hot spots
SMALLER_IS_BETTER = {"jobs": False, VALUE_ADDED: False}


@dataclass(frozen=True, slots=True)
class Row:
    """A sector or product of a list: its figure and its share of the whole."""

    code: str
    title: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Balance:
    """One indicator from both sides of an economy.

    production, consumption : with what final demand causes itself (direct)
    imports : None where the table says their price only; consumption is then without them
    """

    indicator: Indicator
    production: float
    consumption: float
    exports: float
    imports: float | None
    direct: float
    per_head: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A table made ready to be looked at: everything by its place in arrays.

    sides : "production", "consumption", "exports", "imports" -> (indicator, sector or good)
    """

    table: Table
    economy: Economy
    M: Array
    sides: dict[str, Array] = field(repr=False)

    @property
    def gdp(self) -> float:
        return float(self.economy.V.sum())

    def place(self, code: str) -> int:
        """Return the place of an indicator; raise UnknownLabelError."""
        return self.economy.indicator_place(code, where="indicator")

    def balance(self, k: int) -> Balance:
        """Return one indicator from both sides."""
        totals = {name: float(part[k].sum()) for name, part in self.sides.items()}
        direct = float(self.economy.F_Y[k].sum())
        people = self.table.inhabitants
        used = totals["consumption"] + direct
        return Balance(
            indicator=self.economy.indicators[k],
            production=totals["production"] + direct,
            consumption=used,
            exports=totals["exports"],
            imports=None if self.table.accounts.get("imported_inputs") else totals["imports"],
            direct=direct,
            per_head=used / people if people else None,
        )

    def rows(self, k: int, side: str, most: int | None = HOT) -> list[Row]:
        """Return sectors, or products for consumption, by what they cause, the largest first."""
        own = self.sides[side][k]
        total = own.sum()
        ranked = np.argsort(-own, kind="stable")[:most]
        return [
            Row(
                self.economy.sectors[i],
                self.economy.titles[i],
                float(own[i]),
                float(own[i] / total) if total else 0.0,
            )
            for i in ranked.tolist()
        ]

    @property
    def bought(self) -> Array:
        """Return what is bought at home for final use, money by product."""
        found: Array = self.economy.Y[:, self.economy.columns(AT_HOME)].sum(axis=1)
        return found

    def chains(self, k: int, top: int = 20, good: int | None = None) -> SupplyChains:
        """Return the largest supply chains of consumption, of one product or of all."""
        y = self.bought
        if good is not None:
            y = np.where(np.arange(len(y)) == good, y, 0.0)
        return find_paths(self.coefficients, self.intensity(k), y, top=top)

    def intensity(self, k: int) -> Array:
        """Return what each sector causes per money of output, 0 without output."""
        found: Array = intensities(self.economy.F[k : k + 1], self.economy.x, self.economy.sectors)[
            0
        ]
        return found

    @property
    def coefficients(self) -> Array:
        """Return A."""
        return technical_coefficients(self.economy.Z, self.economy.x)

    def embodied(self, k: int) -> tuple[Array, Array]:
        """Return what each sector causes for each product, and the share bought at home.

        S L_d diag(y_d), (sector, product), with the domestic part of every use: imports are taken
        to be spread over all uses of a product alike. Rows sum to what the sectors cause.
        """
        own, fixed = made_at_home(self.economy)
        at_home = own * self.bought
        abroad = self.economy.Y[:, self.economy.columns(("export",))].sum(axis=1)
        both = at_home + abroad + fixed
        L = np.linalg.solve(np.eye(len(both)) - own[:, None] * self.coefficients, np.diag(both))
        share = np.where(both == 0, 0.0, at_home / np.where(both == 0, 1.0, both))
        return self.intensity(k)[:, None] * L, share

    def matrix(self, side: str) -> Array:
        """Return the share of each sector or product in each indicator, (indicator, sector)."""
        own = self.sides[side]
        total = own.sum(axis=1, keepdims=True)
        found: Array = own / np.where(total == 0, 1.0, total)
        return found

    def hot_spots(self, side: str, most: int = 3) -> list[tuple[int, float]]:
        """Return the sectors that weigh most over all pressures, and their mean share.

        The mean is over indicators that are better when smaller; jobs and value added are not.
        """
        pressures = [
            k for k, i in enumerate(self.economy.indicators) if SMALLER_IS_BETTER.get(i.code, True)
        ]
        mean = self.matrix(side)[pressures].mean(axis=0)
        return [(int(i), float(mean[i])) for i in np.argsort(-mean, kind="stable")[:most]]

    def depends(self, k: int, sector: int) -> float:
        """Return the share of an indicator that would go with a sector and its trade."""
        y = self.economy.Y.sum(axis=1)
        lost = extract_sectors(self.coefficients, y, [sector])
        total = float(self.economy.F[k].sum())
        return float(self.intensity(k) @ lost) / total if total else 0.0


@lru_cache(maxsize=6)
def _study(key: str, digest: str) -> tuple[Economy, Array, dict[str, Array]]:
    economy, M = table_store.load(key)
    return economy, M, perspectives(economy, M)


def study(table: Table) -> Study:
    """Return a table made ready; the last few are kept in memory."""
    economy, M, sides = _study(str(table.key), table.digest)
    return Study(table, economy, M, sides)


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator of one country over the years that are loaded.

    years, gdp, production, consumption : one entry a year; money in the prices of one year
    parts : what changed production between the first and the last year
    """

    indicator: Indicator
    years: tuple[int, ...]
    gdp: tuple[float, ...]
    production: tuple[float, ...]
    consumption: tuple[float, ...]
    parts: Decomposition | None
    same_prices: bool

    def index(self, values: Sequence[float]) -> list[float]:
        """Return values against the first year, 100."""
        return [100 * v / values[0] if values[0] else 0.0 for v in values]

    @property
    def verdict(self) -> str:
        """Return what became of pressure and output: the words that the field uses.

        "absolute" when the pressure fell while GDP grew, "relative" when it grew more slowly,
        "none" when it grew as fast or faster, "shrinking" when GDP fell.
        """
        grown = self.gdp[-1] / self.gdp[0] - 1
        more = self.production[-1] / self.production[0] - 1 if self.production[0] else 0.0
        if grown <= 0:
            return _("shrinking")
        if more < 0:
            return _("absolute")
        return _("relative") if more < grown else _("none")


def trend(tables: Sequence[Table], code: str) -> Trend | None:
    """Return an indicator over the tables of one country; None for fewer than two years with it."""
    studies = [study(t) for t in sorted(tables, key=lambda t: t.year)]
    studies = [s for s in studies if any(i.code == code for i in s.economy.indicators)]
    # Money of another unit or currency cannot stand in one series: the newest table decides.
    studies = [s for s in studies if s.economy.money == studies[-1].economy.money]
    # So does it for greenhouse gases that were weighted by another report.
    if code == "ghg":
        studies = [s for s in studies if s.table.gwp_set == studies[-1].table.gwp_set]
    if len(studies) < 2:
        return None
    balances = [s.balance(s.place(code)) for s in studies]
    first, last = studies[0], studies[-1]
    prices = {s.table.prices_of for s in studies}
    same = len(prices) == 1 and None not in prices
    alike = first.economy.sectors == last.economy.sectors
    return Trend(
        indicator=last.economy.indicators[last.place(code)],
        years=tuple(s.table.year for s in studies),
        gdp=tuple(s.gdp for s in studies),
        production=tuple(b.production for b in balances),
        consumption=tuple(b.consumption for b in balances),
        parts=_parts(first, last, code) if same and alike else None,
        same_prices=same,
    )


def _parts(first: Study, last: Study, code: str) -> Decomposition:
    years = []
    for one in (first, last):
        demand = one.economy.Y.sum(axis=1)
        years.append((one.intensity(one.place(code)), one.coefficients, demand))
    return decompose_account(*years)


def sdg_indicators(one: Study) -> list[tuple[str, str, float, str]]:
    """Return the SDG indicators that the table gives: number, what, value, unit.

    12.2.1 material footprint, in all, per head and per GDP; 9.4.1 CO2 per value added (greenhouse
    gases here where the table knows no other); 12.4.2 hazardous waste per head.
    """
    codes = [i.code for i in one.economy.indicators]
    money, people = one.economy.money, one.table.inhabitants
    found: list[tuple[str, str, float, str]] = []
    if "materials" in codes:
        footprint = one.balance(codes.index("materials")).consumption
        found.append(("12.2.1", _("Material footprint"), footprint, "t"))
        if people:
            found.append(("12.2.1", _("Material footprint per head"), footprint / people, "t"))
        found.append(
            ("12.2.1", _("Material footprint per unit of GDP"), footprint / one.gdp, f"t / {money}")
        )
    if "hazardous" in codes and people:
        waste = one.balance(codes.index("hazardous")).production
        found.append(("12.4.2", _("Hazardous waste per head"), 1000 * waste / people, "kg"))
    if "ghg" in codes:
        emitted = one.balance(codes.index("ghg")).production
        found.append(
            (
                "9.4.1",
                _("Greenhouse gases per unit of value added (indicator 9.4.1 counts CO₂ only)"),
                emitted / one.gdp,
                f"t CO2e / {money}",
            )
        )
    return found
