"""Emission factors as values; the rows themselves stand in scp_centre/reference."""

from dataclasses import dataclass

from scp_centre.methods.labels import require_known


@dataclass(frozen=True, slots=True)
class FuelFactor:
    """Net calorific value in TJ/Gg (= MJ/kg) and emission factors in kg/TJ of one fuel.

    net_per_gross : 1   net / gross calorific value; None where no table has it
    """

    fuel: str
    name: str
    ncv_tj_per_gg: float
    co2_kg_per_tj: float
    ch4_kg_per_tj: float
    n2o_kg_per_tj: float
    biogenic: bool
    source: str = ""
    net_per_gross: float | None = None

    def energy_tj(self, mass_t: float) -> float:
        """Return the energy of a mass of fuel:  E = m NCV / 1000."""
        return mass_t * self.ncv_tj_per_gg / 1000


@dataclass(frozen=True, slots=True)
class GwpSet:
    """Global warming potentials over 100 years, kg CO2e per kg, of one IPCC report.

    `blends` gives refrigerant mixtures as mass shares of gases.
    """

    name: str
    gwp: dict[str, float]
    blends: dict[str, dict[str, float]]
    source: str = ""

    def methane(self, *, biogenic: bool) -> float:
        return self.gwp["CH4 non-fossil" if biogenic else "CH4 fossil"]

    @property
    def nitrous_oxide(self) -> float:
        return self.gwp["N2O"]

    def of(self, gas: str) -> float:
        """Return the potential of a gas or of a blend of gases (sum of mass share x GWP)."""
        if gas in self.blends:
            return sum(share * self.of(part) for part, share in self.blends[gas].items())
        known = [*self.gwp, *self.blends]
        require_known(gas, known, what=f"gas in {self.name}", where="gas")
        return self.gwp[gas]
