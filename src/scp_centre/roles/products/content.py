"""The content of a footprint model as values, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scp_centre.methods.footprints import (
    TO_GATE,
    Design,
    Factor,
    Line,
    ProductModel,
    Stage,
    co2e_of,
    resolve,
)
from scp_centre.methods.greenhouse import GwpSet
from scp_centre.methods.lifecycle.formulas import evaluate_parameters
from scp_centre.methods.messages import _
from scp_centre.reference.background_rows import background_rows
from scp_centre.reference.factors import gwp_set
from scp_centre.roles.products.content_limits import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_CO2E,
    check_amounts,
    check_keys,
    check_row,
    check_sizes,
    check_texts,
    require_within,
)
from scp_centre.roles.products.cost_limits import check_costs, check_cycles, texts_of_costs
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.indicator_limits import check_indicators, texts_of_methods


class Boundary(StrEnum):
    """How far a footprint reaches."""

    GATE = "cradle-to-gate"
    GRAVE = "cradle-to-grave"


BOUNDARY_TITLES = {
    Boundary.GATE: _("From raw materials to the factory gate"),
    Boundary.GRAVE: _("Full life cycle, from raw materials to end of life"),
}


@dataclass(frozen=True, slots=True)
class About:
    """What a footprint is of.

    declared_unit, declared_amount : of the functional unit, in the words of PACT
    mass : kg of one functional unit, without packaging
    fossil_carbon, biogenic_carbon : kg C in it    exempted : per cent of emissions left out
    None : nobody has said it; it is never filled in
    """

    declared_unit: str
    declared_amount: float
    boundary: Boundary
    start: date
    end: date
    description: str = ""
    country: str = ""
    mass: float | None = None
    fossil_carbon: float | None = None
    biogenic_carbon: float | None = None
    exempted: float | None = None

    @property
    def period(self) -> str:
        """Return the period as figures name it: 2025, or its two days."""
        whole = (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31)
        if whole and self.start.year == self.end.year:
            return str(self.start.year)
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Content:
    """A footprint model: what it is of, and what it is made of."""

    about: About
    model: ProductModel

    def line(self, key: str) -> Line | None:
        """Return the line of a key; None where there is none."""
        return next((line for line in self.model.lines if line.key == key), None)


@cache
def _adapter() -> TypeAdapter[Content]:
    return TypeAdapter(Content)


def read_content(data: Any) -> Content:
    """Return the content of a model that was kept as JSON."""
    try:
        return _adapter().validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise ProductError(
            _("The file is not a valid footprint model. Check the entry {place}.",
              place=".".join(map(str, first["loc"]))),
            cure=_("Start from the template."),
        ) from None  # fmt: skip


def write_content(content: Content) -> dict[str, Any]:
    """Return the content as JSON."""
    plain: dict[str, Any] = _adapter().dump_python(content, mode="json")
    return plain


def rows_of(content: Content) -> dict[str, Factor]:
    """Return the background rows that a model may use: the published ones and its own."""
    return {**background_rows(), **{row.key: row for row in content.model.factors}}


def stages_within(boundary: Boundary) -> tuple[Stage, ...]:
    """Return the stages inside of a boundary."""
    return TO_GATE if boundary is Boundary.GATE else tuple(Stage)


def check_content(content: Content) -> None:
    """Raise ProductError, or the error of a method, for content that cannot be kept."""
    about, model = content.about, content.model
    _require_said(model.functional_unit, "functional_unit", _("The functional unit is missing."))
    if about.end < about.start:
        raise ProductError(
            _("The period ends before it begins."),
            where="end",
            cure=_("Correct one of the two dates."),
        )
    check_sizes(model)
    check_keys(model)
    check_texts(_texts_of(content))
    check_amounts(model)
    _check_numbers(about, model)
    for row in model.factors:
        check_row(row)
        _require_said(row.source, row.name, _("{name} has no source.", name=row.name))
    for line in model.lines:
        _require_said(line.source, line.part, _("{part} has no source.", part=line.part))
        if line.stage not in stages_within(about.boundary):
            raise ProductError(
                _("{part} lies beyond the factory gate, where this footprint ends.",
                  part=line.part),
                where="stage",
                cure=_("Choose another stage, or extend the footprint to the full life cycle."),
            )  # fmt: skip
    rows = rows_of(content)
    for design in (None, *model.alternatives):
        _check_design(resolve(model, rows, design), gwp_set(model.gwp_set))
    check_indicators(model)
    check_costs(model, rows, stages_within(about.boundary))
    check_cycles(model, rows)


def _check_numbers(about: About, model: ProductModel) -> None:
    stated: dict[str, float | None] = {
        _("Functional units that one item delivers over its life"): model.uses,
        _("Amount in one functional unit"): about.declared_amount,
        _("Mass, kg"): about.mass,
        _("Fossil carbon, kg C"): about.fossil_carbon,
        _("Biogenic carbon, kg C"): about.biogenic_carbon,
        _("Emissions left out, %"): about.exempted,
    }
    for name, value in stated.items():
        require_within(name, value or 0.0)
    for parameter, number in evaluate_parameters(model.parameters).items():
        require_within(parameter, number)


def _check_design(design: Design, gwp: GwpSet) -> None:
    require_within(_("Functional units that one item delivers over its life"), design.uses)
    if design.name and not design.lines:
        raise ProductError(
            _("{name} removes every line.", name=design.name),
            where=design.name,
            cure=_("Leave at least one line in each alternative."),
        )
    total = 0.0
    for line in design.lines:
        require_within(line.line.part, line.amount)
        kg = sum(share * co2e_of(row, gwp) for row, share in line.mix())
        total += abs(design.per_functional_unit(line) * kg)
    require_within(_("Product carbon footprint"), total, MOST_CO2E)


def _texts_of(content: Content) -> Iterator[tuple[str, str, int]]:
    about, model = content.about, content.model
    yield _("Functional unit"), model.functional_unit, LONGEST_NAME
    yield _("Country where the product is made"), about.country, LONGEST_NAME
    yield _("Description"), about.description, LONGEST_TEXT
    for line in model.lines:
        yield _("Part or process"), line.part, LONGEST_NAME
        yield _("Source of the amount"), line.source, LONGEST_TEXT
    for row in model.factors:
        yield _("Background data"), row.name, LONGEST_NAME
        yield _("Source"), row.source, LONGEST_TEXT
        yield _("Region"), row.region, LONGEST_NAME
    for one in model.alternatives:
        yield _("Name of the alternative"), one.name, LONGEST_NAME
        yield _("Is the alternative feasible?"), one.note, LONGEST_TEXT
    yield from texts_of_methods(model)
    yield from texts_of_costs(model)


def _require_said(text: str, where: str, message: str) -> None:
    if not text.strip():
        raise ProductError(message, where=where, cure=_("Fill in this field."))
