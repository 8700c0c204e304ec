"""Recycled content and end of life: three ways side by side, and the modules of EN 15804."""

from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class MaterialCycle:
    """What the circular footprint formula needs about a material: all of it is entered.

    recycled_content R1, recycled_after R2, energy_after R3 : shares of the mass
    burden_share A, energy_burden_share B : to whoever uses recycled material, or recovers energy
    quality_in Qsin/Qp, quality_out Qsout/Qp
    virgin Ev, recycled Erec, recycling_after ErecEoL, virgin_replaced E*v : impact / kg
    recovery EER : impact / kg    heating_value LHV : MJ / kg
    heat_efficiency, power_efficiency X : shares    heat, power ESE : impact / MJ replaced
    disposal ED : impact / kg
    """

    recycled_content: float
    recycled_after: float
    burden_share: float
    virgin: float
    recycled: float
    recycling_after: float
    virgin_replaced: float
    quality_in: float
    quality_out: float
    disposal: float
    energy_after: float = 0.0
    energy_burden_share: float = 0.0
    recovery: float = 0.0
    heating_value: float = 0.0
    heat_efficiency: float = 0.0
    power_efficiency: float = 0.0
    heat: float = 0.0
    power: float = 0.0


@dataclass(frozen=True, slots=True)
class CycleFootprint:
    """Impact of one kg of a material over its life, by one way of counting."""

    way: str
    material: float
    energy: float
    disposal: float

    @property
    def total(self) -> float:
        return self.material + self.energy + self.disposal


def circular_footprint(cycle: MaterialCycle) -> CycleFootprint:
    """Return the impact per kg by the circular footprint formula.

    material (1-R1)Ev + R1(A Erec + (1-A) Ev Qsin/Qp) + (1-A) R2 (ErecEoL - E*v Qsout/Qp)
    energy   (1-B) R3 (EER - LHV XERheat ESEheat - LHV XERelec ESEelec)
    disposal (1-R2-R3) ED

    Raises InvalidValueError for a share outside of 0 to 1, and when R2 + R3 is more than 1.
    Source: European Commission recommendation 2021/2279.
    """
    _require_shares(cycle)
    r1, r2, a = cycle.recycled_content, cycle.recycled_after, cycle.burden_share
    of_recycled = a * cycle.recycled + (1 - a) * cycle.virgin * cycle.quality_in
    after = cycle.recycling_after - cycle.virgin_replaced * cycle.quality_out
    material = (1 - r1) * cycle.virgin + r1 * of_recycled + (1 - a) * r2 * after
    energy = (1 - cycle.energy_burden_share) * cycle.energy_after * _recovery(cycle)
    return CycleFootprint("circular footprint formula", material, energy, _disposal(cycle))


def cut_off_footprint(cycle: MaterialCycle) -> CycleFootprint:
    """Return the impact per kg when recycled material comes with the impact of recycling only.

    material (1-R1)Ev + R1 Erec    energy R3 EER    disposal (1-R2-R3) ED

    What is recycled afterwards is neither burden nor credit of this product.
    """
    _require_shares(cycle)
    r1 = cycle.recycled_content
    material = (1 - r1) * cycle.virgin + r1 * cycle.recycled
    return CycleFootprint(
        "cut-off", material, cycle.energy_after * cycle.recovery, _disposal(cycle)
    )


def substitution_footprint(cycle: MaterialCycle) -> CycleFootprint:
    """Return the impact per kg when what is recycled afterwards replaces virgin material.

    material Ev + R2 (ErecEoL - E*v Qsout/Qp)
    energy R3 (EER - LHV XERheat ESEheat - LHV XERelec ESEelec)    disposal (1-R2-R3) ED

    Recycled content counts as virgin, since its credit belongs to whoever recycled it.
    """
    _require_shares(cycle)
    after = cycle.recycling_after - cycle.virgin_replaced * cycle.quality_out
    material = cycle.virgin + cycle.recycled_after * after
    return CycleFootprint(
        "substitution", material, cycle.energy_after * _recovery(cycle), _disposal(cycle)
    )


def compare_ways(cycle: MaterialCycle) -> tuple[CycleFootprint, ...]:
    """Return the three ways side by side; which one is chosen is named beside a figure."""
    return (circular_footprint(cycle), cut_off_footprint(cycle), substitution_footprint(cycle))


def beyond_the_system(cycle: MaterialCycle) -> float:
    """Return module D of EN 15804, the loads and benefits beyond the system, impact / kg.

    (R2 - R1) (ErecEoL - E*v Qsout/Qp) - R3 LHV (XERheat ESEheat + XERelec ESEelec)

    The net flow counts: recycled material that came in is taken off what goes out, so more in than
    out makes a load. The emissions of burning stay in module C.

    Source: EN 15804:2012+A2:2019, annex D; the net flow as PCR 2019:14 of EPD International has it.
    """
    _require_shares(cycle)
    net = cycle.recycled_after - cycle.recycled_content
    after = cycle.recycling_after - cycle.virgin_replaced * cycle.quality_out
    replaced = cycle.recovery - _recovery(cycle)
    return net * after - cycle.energy_after * replaced


def _recovery(cycle: MaterialCycle) -> float:
    heat = cycle.heating_value * cycle.heat_efficiency * cycle.heat
    power = cycle.heating_value * cycle.power_efficiency * cycle.power
    return cycle.recovery - heat - power


def _disposal(cycle: MaterialCycle) -> float:
    return (1 - cycle.recycled_after - cycle.energy_after) * cycle.disposal


SHARES = (
    "recycled_content",
    "recycled_after",
    "energy_after",
    "burden_share",
    "energy_burden_share",
    "heat_efficiency",
    "power_efficiency",
)


def _require_shares(cycle: MaterialCycle) -> None:
    for name in SHARES:
        if not 0 <= getattr(cycle, name) <= 1:
            raise InvalidValueError(
                _("A share cannot be {value}.", value=getattr(cycle, name)),
                where=name,
                cure=_("Enter a share between 0 and 1."),
            )
    if cycle.recycled_after + cycle.energy_after > 1 + 1e-9:
        raise InvalidValueError(
            _("The shares recycled and burnt after use add up to more than 1."),
            where="recycled_after",
            cure=_("Enter shares that add up to 1 or less."),
        )


STAGES = ("A1-A3", "A4", "A5", "B", "C1", "C2", "C3", "C4", "C1-C4")
END = "C1-C4"  # in one sum; never beside one of its parts
BEYOND = "D"


@dataclass(frozen=True, slots=True)
class ModuleResults:
    """Impact by module of EN 15804; module D stands beside the total and is never in it.

    declared : module -> impact, in the order of the standard; what is absent was not declared
    beyond : module D, None where it was not declared
    """

    declared: Mapping[str, float]
    beyond: float | None

    @property
    def total(self) -> float:
        """Return the sum of the modules A to C that were declared."""
        return sum(self.declared.values())


def sort_modules(impacts: Mapping[str, float]) -> ModuleResults:
    """Return impacts by module, with the loads and benefits beyond the system apart.

    Raises UnknownLabelError for a module that EN 15804 does not know, InvalidValueError for one of
    C1 to C4 beside their sum.

    >>> sort_modules({"D": -2.0, "A1-A3": 5.0}).total
    5.0
    """
    for module in impacts:
        require_known(module, (*STAGES, BEYOND), what="module", where=module)
    parts = [module for module in impacts if module.startswith("C") and module != END]
    if END in impacts and parts:
        raise InvalidValueError(
            _("Module {module} is already included in {whole}.", module=parts[0], whole=END),
            where=parts[0],
            cure=_("Enter either the sum or its parts."),
        )
    declared = {module: impacts[module] for module in STAGES if module in impacts}
    return ModuleResults(declared, impacts.get(BEYOND))
