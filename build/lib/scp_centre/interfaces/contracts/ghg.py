"""Contract of `ghg`."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.greenhouse import (
    Activity,
    ElectricityUse,
    FuelUse,
    GasRelease,
    emissions,
)
from scp_centre.reference import fuel, gwp_set


class ActivityIn(Strict):
    """One of: fuel with energy_tj or mass_t; gas with mass_kg; electricity_mwh with its factor."""

    fuel: str | None = Field(default=None, description="key of the table fuels, e.g. natural_gas")
    energy_tj: float | None = Field(default=None, ge=0, description="TJ, net calorific value")
    mass_t: float | None = Field(default=None, ge=0, description="t of fuel")
    gas: str | None = Field(default=None, description="gas or blend, e.g. R-410A")
    mass_kg: float | None = Field(default=None, ge=0, description="kg of gas released")
    electricity_mwh: float | None = Field(default=None, ge=0, description="MWh bought")
    factor_kg_per_kwh: float | None = Field(default=None, ge=0, description="kg CO2e/kWh")
    name: str | None = None


class Input(Strict):
    gwp_set: str = Field(description="AR4, AR5 or AR6; printed on every result")
    activities: list[ActivityIn]


class ActivityOut(BaseModel):
    name: str
    scope: int
    co2_kg: float = Field(description="fossil CO2 (for electricity: CO2e)")
    ch4_kg: float
    n2o_kg: float
    biogenic_co2_kg: float
    co2e_kg: float


class Output(BaseModel):
    co2e_kg: float
    biogenic_co2_kg: float
    by_activity: list[ActivityOut]
    scope: dict[str, float] = Field(description="kg CO2e by scope")
    gwp_set: str
    factors: list[str] = Field(description="source of each factor used")


def compute(given: Input) -> dict[str, Any]:
    gwp = gwp_set(given.gwp_set)
    activities = [_activity(i, a) for i, a in enumerate(given.activities)]
    result = emissions(activities, gwp)
    fuel_sources = {a.factor.source for a in activities if isinstance(a, FuelUse)}
    return {
        "co2e_kg": result.co2e_kg,
        "biogenic_co2_kg": result.biogenic_co2_kg,
        "by_activity": [
            {name: getattr(a, name) for name in ActivityOut.model_fields}
            for a in result.by_activity
        ],
        "scope": {"1": result.scope_kg(1), "2": result.scope_kg(2)},
        "gwp_set": given.gwp_set,
        "factors": [*sorted(fuel_sources), gwp.source],
    }


def _activity(position: int, a: ActivityIn) -> Activity:
    where = f"activities.{position}"
    subjects = [s for s in (a.fuel, a.gas, a.electricity_mwh) if s is not None]
    if len(subjects) != 1:
        raise InvalidValueError(
            f"Activity {position} names {len(subjects) or 'none'} of fuel, gas, electricity_mwh.",
            where=where,
            cure="Name exactly one in each activity.",
        )
    if a.fuel is not None:
        return _fuel_use(where, a, a.fuel)
    if a.gas is not None:
        mass = _needed(where, "mass_kg", a.mass_kg)
        return GasRelease(a.gas, mass, a.name or a.gas)
    factor = _needed(where, "factor_kg_per_kwh", a.factor_kg_per_kwh)
    return ElectricityUse(a.electricity_mwh or 0.0, factor, a.name or "electricity")


def _fuel_use(where: str, a: ActivityIn, key: str) -> FuelUse:
    factor = fuel(key, where=f"{where}.fuel")
    if (a.energy_tj is None) == (a.mass_t is None):
        raise InvalidValueError(
            f"The fuel {key} needs energy_tj or mass_t, one of the two.",
            where=where,
            cure="Give the energy in TJ (net calorific value) or the mass in t.",
        )
    energy = a.energy_tj if a.energy_tj is not None else factor.energy_tj(a.mass_t or 0.0)
    return FuelUse(factor, energy, a.name or key)


def _needed(where: str, name: str, value: float | None) -> float:
    if value is None:
        raise MissingValueError(
            f"{where} has no {name}.", where=f"{where}.{name}", cure="Give it; nothing is assumed."
        )
    return value


CONTRACT = Contract(
    name="ghg",
    version="1.0",
    summary="Greenhouse gases of fuels, gases released and electricity; biogenic CO2 apart.",
    formula="CO2e = E (f_CO2 + f_CH4 GWP_CH4 + f_N2O GWP_N2O); gas: m GWP; electricity: E f",
    sources=("IPCC 2006 Guidelines, volume 2", "IPCC AR4, AR5, AR6 (GWP100)"),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
