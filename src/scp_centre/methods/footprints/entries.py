"""What a footprint model says: product, lines of its stages, background rows, alternatives."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scp_centre.methods.errors import InvalidValueError, UnitError
from scp_centre.methods.footprints.cost_entries import Cost, CostBasis, CostChange
from scp_centre.methods.footprints.indicator_entries import RowImpacts, UsedMethod
from scp_centre.methods.footprints.part_cycles import PartCycle
from scp_centre.methods.footprints.stages import Stage
from scp_centre.methods.labels import require_known, require_unique
from scp_centre.methods.lifecycle.formulas import evaluate, evaluate_parameters
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS, convert, units_of

BURNING, RECYCLING = "burning", "recycling"  # what a row of waste may leave out
OWN, IMPORTED = "own", "imported"  # categories of rows that a model brings with it


@dataclass(frozen=True, slots=True)
class ImportedProcess:
    """The process of an imported database that a row was computed from, cradle to gate.

    database : its number    content_hash : SHA-256 of the imported file    process : its identifier
    """

    database: int
    database_name: str
    content_hash: str
    process: str
    process_name: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A background row: what one unit of a material, energy or service emits.

    emissions : substance -> kg / unit (see `impacts.SUBSTANCES`); "gas:R-410A" for a refrigerant
    gwp_set : by which sums that the source publishes were made; "" where each gas is known
    sigma : of the logarithm    recycled : key of the same material made of recycled material
    leaves_out : BURNING or RECYCLING where the source attributes the emissions of that treatment to
    whoever uses its yield, so that the row counts the way there only; "" otherwise
    checked : read or recalled; a recalled row is never offered
    origin : where the row was computed from a database that the centre imported
    impacts : other indicators by the methods of the model, of one unit
    """

    key: str
    name: str
    category: str
    unit: str
    emissions: Mapping[str, float]
    source: str
    year: int
    region: str
    licence: str = ""
    gwp_set: str = ""
    sigma: float = 0.0
    quality: str = ""
    covers: str = ""
    recycled: str = ""
    checked: str = "read"
    leaves_out: str = ""
    origin: ImportedProcess | None = None
    impacts: tuple[RowImpacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reviewed figure that an amount was taken from, and how it was shared out.

    figure, output_figure : numbers of figures of the ledger
    amount : of the flow in the period, in `unit`    output : product made, in functional units
    share : of the flow that this product answers for, by `rule`
    losses : share of it that the site's losses carry, by material flow cost accounting (ISO 14051);
    None where nobody asked for it    losses_figure : the reviewed figure that says so
    """

    figure: int
    flow: str
    amount: float
    unit: str
    share: float
    rule: str
    output: float
    output_figure: int
    period: str
    losses: float | None = None
    losses_figure: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One input or emission of a stage.

    amount : number or formula of parameters, in `unit`; of one item
    per_use : the amount is of one functional unit, as always in the stage of use
    spread : relative standard uncertainty of the amount, 0.1 for 10 %
    recycled : share of recycled material, where the background row has a recycled counterpart
    source : where the amount comes from
    """

    key: str
    stage: Stage
    part: str
    factor: str
    amount: float | str
    unit: str
    source: str
    spread: float = 0.0
    recycled: float = 0.0
    per_use: bool = False
    evidence: Evidence | None = None

    @property
    def of_functional_unit(self) -> bool:
        """Return whether the amount is of one functional unit, not of one item."""
        return self.per_use or self.stage is Stage.USE


@dataclass(frozen=True, slots=True)
class Change:
    """What differs of one line in an alternative; None stays as in the base product."""

    line: str
    amount: float | str | None = None
    factor: str | None = None
    recycled: float | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """A redesign, as differences from the base product.

    years : that one item is in use, for its costs; None as in the base product
    """

    key: str
    name: str
    note: str = ""
    uses: float | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    years: int | None = None
    costs: tuple[CostChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductModel:
    """The footprint model of a product or service.

    uses : functional units that one item delivers over its life
    gwp_set : IPCC set by which single gases are weighted
    factors : rows that the company or its suppliers state, each with its source
    costs : what is paid over the life, in the money of cost_basis; empty where nobody entered any
    cycles : recycled content and end of life of parts, shown beside the footprint
    methods : impact methods whose indicators are shown beside the footprint
    """

    functional_unit: str
    lines: tuple[Line, ...]
    uses: float = 1.0
    gwp_set: str = "AR6"
    parameters: Mapping[str, float | str] = field(default_factory=dict)
    factors: tuple[Factor, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    cost_basis: CostBasis | None = None
    costs: tuple[Cost, ...] = ()
    cycles: tuple[PartCycle, ...] = ()
    methods: tuple[UsedMethod, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """A line with its rows. amount : of one item or functional unit, in the row's unit"""

    line: Line
    amount: float
    factor: Factor
    recycled: Factor | None

    def mix(self) -> tuple[tuple[Factor, float], ...]:
        """Return the rows that it takes, with the share of each.

        (1 - R) primary + R recycled: recycled material comes with the burden of recycling only.
        """
        if self.recycled is None or self.line.recycled == 0:
            return ((self.factor, 1.0),)
        share = self.line.recycled
        return ((self.factor, 1.0 - share), (self.recycled, share))


@dataclass(frozen=True, slots=True)
class Design:
    """The base product or an alternative, with every amount as a number.

    uses : functional units of one item
    """

    name: str
    uses: float
    lines: tuple[ResolvedLine, ...]

    def per_functional_unit(self, line: ResolvedLine) -> float:
        """Return the amount of a line for one functional unit."""
        return line.amount if line.line.of_functional_unit else line.amount / self.uses


def convertible_units(unit: str) -> tuple[str, ...]:
    """Return the units in which an amount of a row of this unit may be entered.

    >>> convertible_units("t km")
    ('t km',)
    """
    if unit not in SYMBOLS:
        return (unit,)
    return (unit, *(one for one in units_of(SYMBOLS[unit][0]) if one != unit))


def to_unit_of(factor: Factor, amount: float, unit: str, *, where: str) -> float:
    """Return an amount in the unit of its row; raise UnitError for one of another dimension."""
    if unit not in convertible_units(factor.unit):
        raise UnitError(
            _("{name} is measured in {unit}, not in {other}.",
              name=factor.name, unit=factor.unit, other=unit),
            where=where,
            cure=_("Use one of these: {join}.", join=list(convertible_units(factor.unit))),
        )  # fmt: skip
    return amount if unit == factor.unit else convert(amount, unit, factor.unit)


def resolve(
    model: ProductModel, factors: Mapping[str, Factor], alternative: Alternative | None = None
) -> Design:
    """Return a model, or an alternative of it, with every formula evaluated.

    factors : the background rows by key; those of the model itself come on top

    Raises InvalidValueError for a formula, share or row that cannot be used, each by its line.
    """
    known = {**factors, **{one.key: one for one in model.factors}}
    uses, parameters, lines = model.uses, dict(model.parameters), model.lines
    if alternative is not None:
        uses = model.uses if alternative.uses is None else alternative.uses
        for name in alternative.parameters:
            require_known(name, parameters, what="parameter", where=alternative.name)
        parameters |= alternative.parameters
        lines = _changed(model.lines, alternative)
    if not math.isfinite(uses) or uses <= 0:
        raise InvalidValueError(
            _("One item cannot deliver {uses} functional units.", uses=uses),
            where="uses",
            cure=_("Enter a number above 0."),
        )
    require_unique([line.key for line in lines], what="line")
    values = evaluate_parameters(parameters)
    name = alternative.name if alternative else ""
    return Design(name, uses, tuple(_resolved(line, known, values) for line in lines))


def _changed(lines: Iterable[Line], alternative: Alternative) -> tuple[Line, ...]:
    by_key = {line.key: line for line in lines}
    for change in alternative.changes:
        require_known(change.line, by_key, what="line", where=alternative.name)
        line = by_key[change.line]
        if change.removed:
            del by_key[change.line]
            continue
        by_key[change.line] = Line(
            line.key,
            line.stage,
            line.part,
            change.factor or line.factor,
            line.amount if change.amount is None else change.amount,
            line.unit,
            line.source,
            line.spread,
            line.recycled if change.recycled is None else change.recycled,
            line.per_use,
            line.evidence,
        )
    return tuple(by_key.values())


def _resolved(line: Line, known: Mapping[str, Factor], values: Mapping[str, float]) -> ResolvedLine:
    require_known(line.factor, known, what="background row", where=line.part)
    factor = known[line.factor]
    amount = evaluate(line.amount, values, where=line.part)
    if not math.isfinite(amount):
        raise InvalidValueError(
            _("The amount of {part} is not a number.", part=line.part),
            where=line.part,
            cure=_("Enter a plain number."),
        )
    _require_share(line, factor)
    return ResolvedLine(
        line,
        to_unit_of(factor, amount, line.unit, where=line.part),
        factor,
        known.get(factor.recycled) if factor.recycled else None,
    )


def _require_share(line: Line, factor: Factor) -> None:
    if not 0 <= line.recycled <= 1:
        raise InvalidValueError(
            _("The recycled share of {part} cannot be {share}.",
              part=line.part, share=line.recycled),
            where=line.part,
            cure=_("Enter a share between 0 and 1."),
        )  # fmt: skip
    if line.recycled and not factor.recycled:
        raise InvalidValueError(
            _("{name} has no recycled counterpart.", name=factor.name),
            where=line.part,
            cure=_("Set the recycled share to 0, or choose another background row."),
        )
    if line.spread < 0 or not math.isfinite(line.spread):
        raise InvalidValueError(
            _("The uncertainty of {part} cannot be {spread}.",
              part=line.part, spread=line.spread),
            where=line.part,
            cure=_("Enter 0 or more."),
        )  # fmt: skip
