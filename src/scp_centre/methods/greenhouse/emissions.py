"""Emissions of fuels burnt, gases released and electricity bought."""

from collections.abc import Sequence
from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.greenhouse.factors import FuelFactor, GwpSet
from scp_centre.methods.messages import Message, Number, _


@dataclass(frozen=True, slots=True)
class FuelUse:
    """Fuel burnt on site, TJ of net calorific value."""

    factor: FuelFactor
    energy_tj: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class GasRelease:
    """Gas that escapes: refrigerant, SF6, process gas; kg."""

    gas: str
    mass_kg: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class ElectricityUse:
    """Electricity (or heat) bought, with the factor of its supply, kg CO2e/kWh."""

    energy_mwh: float
    factor_kg_per_kwh: float
    name: str = ""


Activity = FuelUse | GasRelease | ElectricityUse


@dataclass(frozen=True, slots=True)
class ActivityEmission:
    """Emission of one activity, kg of each gas; co2_kg is fossil only."""

    name: str
    scope: int
    co2_kg: float
    ch4_kg: float
    n2o_kg: float
    biogenic_co2_kg: float
    co2e_kg: float


@dataclass(frozen=True, slots=True)
class Emissions:
    """Emissions of all activities with one set of warming potentials."""

    gwp_set: str
    by_activity: tuple[ActivityEmission, ...]

    @property
    def co2e_kg(self) -> float:
        return sum(a.co2e_kg for a in self.by_activity)

    @property
    def biogenic_co2_kg(self) -> float:
        return sum(a.biogenic_co2_kg for a in self.by_activity)

    def scope_kg(self, scope: int) -> float:
        return sum(a.co2e_kg for a in self.by_activity if a.scope == scope)


def emissions(activities: Sequence[Activity], gwp: GwpSet) -> Emissions:
    """Return the emissions of scope 1 (fuels, gases) and scope 2 (electricity).

    fuel: CO2e = E (f_CO2 + f_CH4 GWP_CH4 + f_N2O GWP_N2O), f in kg/TJ, E in TJ
    The CO2 of biogenic fuels is reported apart; their CH4 and N2O count.
    gas: CO2e = m GWP        electricity: CO2e = E f
    Source: IPCC 2006 Guidelines, volume 2, chapter 2; GHG Protocol, scopes 1 and 2.
    """
    return Emissions(gwp.name, tuple(_emission(a, gwp) for a in activities))


def _emission(activity: Activity, gwp: GwpSet) -> ActivityEmission:
    match activity:
        case FuelUse():
            return _fuel(activity, gwp)
        case GasRelease():
            _require_positive(activity.mass_kg, _("Mass of {name}", name=activity.gas))
            co2e = activity.mass_kg * gwp.of(activity.gas)
            return ActivityEmission(activity.name or activity.gas, 1, 0.0, 0.0, 0.0, 0.0, co2e)
        case ElectricityUse():
            _require_positive(activity.energy_mwh, _("Electricity"))
            _require_positive(activity.factor_kg_per_kwh, _("Electricity emission factor"))
            co2e = activity.energy_mwh * 1000 * activity.factor_kg_per_kwh
            name = activity.name or "electricity"
            return ActivityEmission(name, 2, co2e, 0.0, 0.0, 0.0, co2e)


def _fuel(use: FuelUse, gwp: GwpSet) -> ActivityEmission:
    _require_positive(use.energy_tj, _("Energy of {name}", name=use.factor.fuel))
    f, energy = use.factor, use.energy_tj
    co2, ch4, n2o = (energy * x for x in (f.co2_kg_per_tj, f.ch4_kg_per_tj, f.n2o_kg_per_tj))
    fossil = 0.0 if f.biogenic else co2
    co2e = fossil + ch4 * gwp.methane(biogenic=f.biogenic) + n2o * gwp.nitrous_oxide
    return ActivityEmission(
        use.name or f.fuel, 1, fossil, ch4, n2o, co2 if f.biogenic else 0.0, co2e
    )


def _require_positive(value: float, what: Message) -> None:
    if value < 0:
        raise InvalidValueError(
            _(
                "{what} cannot be negative, but the value is {value}.",
                what=what,
                value=Number(value, "g"),
            ),
            where=what,
            cure=_("Enter an amount of 0 or more."),
        )
