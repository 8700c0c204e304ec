"""Recycled content and end of life of a part: three ways of counting, and module D."""

from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.errors import MissingValueError, UnitError
from scp_centre.methods.footprints.entries import Design, Factor, ResolvedLine
from scp_centre.methods.footprints.impacts import co2e_of
from scp_centre.methods.footprints.part_cycles import PartCycle
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.labels import require_known
from scp_centre.methods.lifecycle.end_of_life import (
    MaterialCycle,
    beyond_the_system,
    compare_ways,
)
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS, convert

CUT_OFF = "cut-off"  # how the footprint itself counts


@dataclass(frozen=True, slots=True)
class WayResult:
    """A part by one way of counting, kg CO2e per functional unit."""

    way: str
    material: float
    energy: float
    disposal: float

    @property
    def total(self) -> float:
        return self.material + self.energy + self.disposal


@dataclass(frozen=True, slots=True)
class CycleResult:
    """A part by all ways.

    mass : kg per functional unit    per_kg : what the formula was computed with
    beyond : module D, kg CO2e per functional unit; in no way and in no total
    """

    cycle: PartCycle
    line: ResolvedLine
    mass: float
    per_kg: MaterialCycle
    ways: tuple[WayResult, ...]
    beyond: float

    def way(self, name: str) -> WayResult:
        """Return one way by its name."""
        return next(one for one in self.ways if one.way == name)

    @property
    def agrees(self) -> bool:
        """Return whether the line counts the same recycled content as the formula."""
        has_share = self.line.recycled is not None
        return not has_share or abs(self.line.line.recycled - self.cycle.recycled_content) < 1e-9


def compute_cycles(
    cycles: tuple[PartCycle, ...], design: Design, factors: Mapping[str, Factor], gwp: GwpSet
) -> tuple[CycleResult, ...]:
    """Return each part by the three ways, for one functional unit of a design.

    Raises MissingValueError for a row or share that the formula needs and nobody entered,
    UnitError for a row that is not counted by mass (or, of energy, by energy), and the errors of
    `end_of_life` for shares.
    """
    lines = {line.line.key: line for line in design.lines}
    return tuple(_result(one, lines, design, factors, gwp) for one in cycles if one.line in lines)


def _result(
    cycle: PartCycle,
    lines: Mapping[str, ResolvedLine],
    design: Design,
    factors: Mapping[str, Factor],
    gwp: GwpSet,
) -> CycleResult:
    line = lines[cycle.line]
    mass = design.per_functional_unit(line) * _in_unit(line.factor, "kg", line.line.part)
    per_kg = _per_kg(cycle, line.line.part, factors, gwp)
    ways = tuple(
        WayResult(one.way, mass * one.material, mass * one.energy, mass * one.disposal)
        for one in compare_ways(per_kg)
    )
    return CycleResult(cycle, line, mass, per_kg, ways, mass * beyond_the_system(per_kg))


def _per_kg(
    cycle: PartCycle, part: str, factors: Mapping[str, Factor], gwp: GwpSet
) -> MaterialCycle:
    """Return the inputs of the formula in kg CO2e per kg and per MJ."""
    recycles = cycle.recycled_content > 0 or cycle.recycled_after > 0
    burns = cycle.energy_after > 0
    is_disposed = cycle.recycled_after + cycle.energy_after < 1

    def impact(name: str, needed: bool, unit: str = "kg") -> float:
        key = getattr(cycle, name)
        if not key:
            if needed:
                raise _missing(part, name)
            return 0.0
        require_known(key, factors, what="background row", where=part)
        return co2e_of(factors[key], gwp) / _in_unit(factors[key], unit, part)

    def number(name: str) -> float:
        value: float | None = getattr(cycle, name)
        if value is None and burns:
            raise _missing(part, name)
        return value or 0.0

    return MaterialCycle(
        recycled_content=cycle.recycled_content,
        recycled_after=cycle.recycled_after,
        burden_share=cycle.burden_share,
        virgin=impact("virgin", True),
        recycled=impact("recycled", cycle.recycled_content > 0),
        recycling_after=impact("recycling_after", recycles),
        virgin_replaced=impact("virgin_replaced", recycles),
        quality_in=cycle.quality_in,
        quality_out=cycle.quality_out,
        disposal=impact("disposal", is_disposed),
        energy_after=cycle.energy_after,
        energy_burden_share=number("energy_burden_share"),
        recovery=impact("recovery", burns),
        heating_value=number("heating_value"),
        heat_efficiency=number("heat_efficiency"),
        power_efficiency=number("power_efficiency"),
        heat=impact("heat", burns and bool(cycle.heat_efficiency), "MJ"),
        power=impact("power", burns and bool(cycle.power_efficiency), "MJ"),
    )


def _in_unit(factor: Factor, unit: str, part: str) -> float:
    """Return one unit of a row in kg or MJ."""
    kind = SYMBOLS[unit][0]
    if factor.unit not in SYMBOLS or SYMBOLS[factor.unit][0] != kind:
        raise UnitError(
            _("{name} is counted in {unit}, not in {other}.",
              name=factor.name, unit=factor.unit, other=unit),
            where=part,
            cure=_("Choose another background row."),
        )  # fmt: skip
    return convert(1.0, factor.unit, unit)


def _missing(part: str, name: str) -> MissingValueError:
    return MissingValueError(
        _("An input of the circular footprint formula is missing for {part}: {name}.",
          part=part, name=INPUT_TITLES[name]),
        where=name,
        cure=_("Enter it; no value is assumed."),
    )  # fmt: skip


INPUT_TITLES = {
    "recycled_content": _("Recycled content (R1)"),
    "recycled_after": _("Recycled after use (R2)"),
    "energy_after": _("Burnt with energy recovery after use (R3)"),
    "burden_share": _("Allocation factor of recycling (A)"),
    "energy_burden_share": _("Allocation factor of energy recovery (B)"),
    "quality_in": _("Quality of the recycled material used (Qsin/Qp)"),
    "quality_out": _("Quality of the material recycled after use (Qsout/Qp)"),
    "virgin": _("Virgin material (Ev)"),
    "recycled": _("Recycled material used (Erec)"),
    "recycling_after": _("Recycling after use (ErecEoL)"),
    "virgin_replaced": _("Virgin material replaced (E*v)"),
    "disposal": _("Disposal (ED)"),
    "recovery": _("Energy recovery (EER)"),
    "heating_value": _("Lower heating value (LHV), MJ/kg"),
    "heat_efficiency": _("Efficiency for heat (XER,heat)"),
    "power_efficiency": _("Efficiency for electricity (XER,elec)"),
    "heat": _("Heat replaced (ESE,heat)"),
    "power": _("Electricity replaced (ESE,elec)"),
}
