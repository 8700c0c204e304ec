"""Recycled content and end of life of a part: three ways of counting, and module D."""

from collections.abc import Mapping
from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnitError
from scp_centre.methods.footprints.entries import (
    BURNING,
    IMPORTED,
    OWN,
    RECYCLING,
    Design,
    Factor,
    ResolvedLine,
)
from scp_centre.methods.footprints.impacts import co2e_of
from scp_centre.methods.footprints.part_cycles import PartCycle
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.labels import require_known
from scp_centre.methods.lifecycle.end_of_life import (
    MaterialCycle,
    beyond_the_system,
    compare_ways,
)
from scp_centre.methods.messages import _, n_
from scp_centre.methods.quantity import SYMBOLS, convert

CUT_OFF = "cut-off"  # how the footprint itself counts
MOST_BURNT = 4.0  # kg CO2e / kg; a kg of carbon makes 44 / 12 kg of carbon dioxide
IF_RECYCLED = ("recycling_after", "virgin_replaced")
IF_BURNT = (
    *("energy_burden_share", "recovery"),
    *("heating_value", "heat_efficiency", "power_efficiency"),
)


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
    recovery : row of energy recovery; None where nothing is burnt
    """

    cycle: PartCycle
    line: ResolvedLine
    mass: float
    per_kg: MaterialCycle
    ways: tuple[WayResult, ...]
    beyond: float
    recovery: Factor | None

    @property
    def burnt(self) -> float:
        """Return the emissions of burning that were entered, kg CO2e per functional unit."""
        return self.mass * self.cycle.energy_after * (self.cycle.burning or 0.0)

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

    Raises MissingValueError for the rows and shares that the formula needs and nobody entered, all
    at once, InvalidValueError for a row that leaves out what the formula takes it for, UnitError
    for a row that is not counted by mass (or, of energy, by energy), and the errors of
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
    recovery = factors[cycle.recovery] if cycle.energy_after > 0 else None
    beyond = mass * beyond_the_system(per_kg)
    return CycleResult(cycle, line, mass, per_kg, ways, beyond, recovery)


def missing_inputs(cycle: PartCycle, factors: Mapping[str, Factor]) -> tuple[str, ...]:
    """Return the inputs that the formula needs and nobody entered, in the order of its terms.

    The emissions of burning are needed where the row of energy recovery leaves them out: without
    them heat and power would be credited and the carbon dioxide of the fuel would be nowhere.
    """
    needed = ["virgin"]
    if cycle.recycled_content > 0:
        needed.append("recycled")
    if cycle.recycled_content > 0 or cycle.recycled_after > 0:
        needed += IF_RECYCLED
    if cycle.recycled_after + cycle.energy_after < 1:
        needed.append("disposal")
    if cycle.energy_after > 0:
        needed += IF_BURNT
        needed += ["heat"] if cycle.heat_efficiency else []
        needed += ["power"] if cycle.power_efficiency else []
        row = factors.get(cycle.recovery)
        if row is not None and row.leaves_out == BURNING:
            needed += ["burning", "burning_source"]
    if cycle.burning is not None and "burning_source" not in needed:
        needed.append("burning_source")
    return tuple(name for name in needed if getattr(cycle, name) in ("", None))


def check_rows(cycle: PartCycle, factors: Mapping[str, Factor], part: str) -> None:
    """Raise InvalidValueError for a row that does not count what the formula takes it for.

    A row that counts delivery to the plant only is not recycling, nor disposal. Energy recovery is
    counted by a row of it, or by one of the company's own.
    """
    for name in ("recycled", "recycling_after", "disposal"):
        row = factors.get(getattr(cycle, name))
        if row is not None and row.leaves_out in (BURNING, RECYCLING):
            raise InvalidValueError(
                _(
                    "The row “{name}” covers only delivery to the plant, so it cannot be used for "
                    "the input “{input}”."
                ,
                  name=row.name, input=INPUT_TITLES[name]),
                where=name,
                cure=_("Choose a row that includes the treatment, or enter your own row."),
            )  # fmt: skip
    row = factors.get(cycle.recovery)
    counts = row is None or row.category in (OWN, IMPORTED) or row.leaves_out == BURNING
    if row is not None and cycle.energy_after > 0 and not counts:
        raise InvalidValueError(
            _("{name} is not an energy recovery row.", name=row.name),
            where="recovery",
            cure=_(
                "Choose a background row for waste burnt with energy recovery, or one of your own "
                "rows."
            ),
        )
    if cycle.burning is not None and not 0 <= cycle.burning <= MOST_BURNT:
        raise InvalidValueError(
            _("The emissions from burning {part} cannot be {value} kg CO₂e per kg.",
              part=part, value=cycle.burning),
            where="burning",
            cure=_("Enter a number from 0 to 4. Burning 1 kg of carbon produces 3.67 kg of CO₂."),
        )  # fmt: skip


def _per_kg(
    cycle: PartCycle, part: str, factors: Mapping[str, Factor], gwp: GwpSet
) -> MaterialCycle:
    """Return the inputs of the formula in kg CO2e per kg and per MJ."""
    for key in cycle.rows:
        require_known(key, factors, what="background row", where=part)
    missing = missing_inputs(cycle, factors)
    if missing:
        raise _missing(part, missing)
    check_rows(cycle, factors, part)

    def impact(name: str, unit: str = "kg") -> float:
        key = getattr(cycle, name)
        return co2e_of(factors[key], gwp) / _in_unit(factors[key], unit, part) if key else 0.0

    return MaterialCycle(
        recycled_content=cycle.recycled_content,
        recycled_after=cycle.recycled_after,
        burden_share=cycle.burden_share,
        virgin=impact("virgin"),
        recycled=impact("recycled"),
        recycling_after=impact("recycling_after"),
        virgin_replaced=impact("virgin_replaced"),
        quality_in=cycle.quality_in,
        quality_out=cycle.quality_out,
        disposal=impact("disposal"),
        energy_after=cycle.energy_after,
        energy_burden_share=cycle.energy_burden_share or 0.0,
        recovery=impact("recovery") + (cycle.burning or 0.0),
        heating_value=cycle.heating_value or 0.0,
        heat_efficiency=cycle.heat_efficiency or 0.0,
        power_efficiency=cycle.power_efficiency or 0.0,
        heat=impact("heat", "MJ"),
        power=impact("power", "MJ"),
    )


def _in_unit(factor: Factor, unit: str, part: str) -> float:
    """Return one unit of a row in kg or MJ."""
    kind = SYMBOLS[unit][0]
    if factor.unit not in SYMBOLS or SYMBOLS[factor.unit][0] != kind:
        raise UnitError(
            _("{name} is measured in {unit}, not in {other}.",
              name=factor.name, unit=factor.unit, other=unit),
            where=part,
            cure=_("Choose another background row."),
        )  # fmt: skip
    return convert(1.0, factor.unit, unit)


def _missing(part: str, names: tuple[str, ...]) -> MissingValueError:
    return MissingValueError(
        n_("{count} input of the circular footprint formula is missing for {part}: {names}.",
           "{count} inputs of the circular footprint formula are missing for {part}: {names}.",
           len(names), part=part, names=[INPUT_TITLES[name] for name in names]),
        where=names[0],
        cure=_("Enter all missing inputs. The calculation does not assume any values for them."),
    )  # fmt: skip


INPUT_TITLES = {
    "recycled_content": _("Recycled content (R1)"),
    "recycled_after": _("Recycled after use (R2)"),
    "energy_after": _("Burnt with energy recovery after use (R3)"),
    "burden_share": _("Recycling allocation factor (A)"),
    "energy_burden_share": _("Energy recovery allocation factor (B)"),
    "quality_in": _("Quality of the recycled material used (Qsin/Qp)"),
    "quality_out": _("Quality of the material recycled after use (Qsout/Qp)"),
    "virgin": _("Virgin material (Ev)"),
    "recycled": _("Recycled material used (Erec)"),
    "recycling_after": _("Recycling after use (ErecEoL)"),
    "virgin_replaced": _("Virgin material replaced (E*v)"),
    "disposal": _("Disposal (ED)"),
    "recovery": _("Energy recovery (EER)"),
    "burning": _("Combustion emissions, kg CO₂e per kg"),
    "burning_source": _("Source of the combustion emissions data"),
    "heating_value": _("Lower heating value (LHV), MJ/kg"),
    "heat_efficiency": _("Energy recovery efficiency, heat (XER,heat)"),
    "power_efficiency": _("Energy recovery efficiency, electricity (XER,elec)"),
    "heat": _("Heat replaced (ESE,heat)"),
    "power": _("Electricity replaced (ESE,elec)"),
}
