"""What costs and parts at end of life may hold: every way in passes here."""

import re
from collections.abc import Container, Iterator, Mapping

from scp_centre.methods.footprints import (
    Cost,
    CostBasis,
    CostChange,
    Factor,
    ProductModel,
    Stage,
    compute_costs,
    compute_cycles,
    resolve,
)
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _
from scp_centre.reference.factors import gwp_set
from scp_centre.roles.products.content_limits import (
    LONGEST_NAME,
    LONGEST_TEXT,
    YEARS,
    require_within,
)
from scp_centre.roles.products.errors import ProductError

LONGEST_UNIT = 20


def check_costs(
    model: ProductModel, rows: Mapping[str, Factor], stages: Container[Stage] = tuple(Stage)
) -> None:
    """Raise ProductError, or the error of the method, for costs that cannot be computed with.

    stages : inside of the boundary of the footprint
    """
    if model.cost_basis is not None:
        _check_basis(model.cost_basis)
    for cost in model.costs:
        _check_cost(cost, stages)
    known = {cost.key: cost for cost in model.costs}
    for one in model.alternatives:
        changed = [change.cost for change in one.costs]
        for key in changed:
            require_known(key, known, what="cost", where=one.name)
        twice = [key for key in changed if changed.count(key) > 1]
        if twice:
            raise ProductError(
                _("{name} changes the cost {cost} twice.",
                  name=one.name, cost=known[twice[0]].name),
                where=one.name,
                cure=_("Keep one of the two changes."),
            )  # fmt: skip
        for change in one.costs:
            _check_change(change, known[change.cost])
    for design in (None, *model.alternatives):
        found = compute_costs(model, rows, design)
        for row in found.rows if found else ():
            for price in (row.cost.price, row.cost.low, row.cost.high):
                require_within(row.cost.name, price or 0.0)
            require_within(row.cost.name, row.amount)


def check_cycles(model: ProductModel, rows: Mapping[str, Factor]) -> None:
    """Raise the error of the method for a part that the three ways cannot be computed of."""
    design = resolve(model, rows)
    lines = {line.key: line.part for line in model.lines}
    for cycle in model.cycles:
        require_known(cycle.line, lines, what="line", where=cycle.key)
        part = lines[cycle.line]
        _require_text(cycle.source, part, _("{part} has no source.", part=part))
        for quality in (cycle.quality_in, cycle.quality_out):
            _require_between(quality, 0.0, 10.0, part)
        _require_between(cycle.heating_value or 0.0, 0.0, 200.0, part)
    compute_cycles(model.cycles, design, rows, gwp_set(model.gwp_set))


def texts_of_costs(model: ProductModel) -> Iterator[tuple[str, str, int]]:
    """Yield what costs and parts at end of life say in words: (what it is, text, longest)."""
    for cost in model.costs:
        yield _("Name of the cost"), cost.name, LONGEST_NAME
        yield _("Price unit"), cost.unit, LONGEST_UNIT
        yield _("Source of the price"), cost.source, LONGEST_TEXT
    for cycle in model.cycles:
        yield _("Source"), cycle.source, LONGEST_TEXT
        yield _("Source of the combustion emissions data"), cycle.burning_source, LONGEST_TEXT


def _check_basis(basis: CostBasis) -> None:
    if not re.fullmatch(r"[A-Z]{3}", basis.currency):
        raise ProductError(
            _("Unknown currency: “{currency}”.", currency=basis.currency[:20]),
            where="currency",
            cure=_("Enter three letters, for example EUR."),
        )
    if not YEARS[0] <= basis.year <= YEARS[1]:
        raise ProductError(
            _("The price year cannot be {year}.", year=str(basis.year)),
            where="year",
            cure=_("Enter a year with four digits."),
        )


def _check_cost(cost: Cost, stages: Container[Stage]) -> None:
    _require_text(cost.name, "name", _("A cost has no name."))
    _require_text(cost.source, cost.name, _("{name} has no source.", name=cost.name))
    _require_text(cost.unit, cost.name, _("The price of {name} has no unit.", name=cost.name))
    stated = {"amount": cost.amount != 0, "stage": cost.stage is not None, "per_use": cost.per_use}
    if cost.line and any(stated.values()):
        raise ProductError(
            _(
                "{name} takes its amount and stage from the line that it applies to.",
                name=cost.name,
            ),
            where=next(field for field, is_stated in stated.items() if is_stated),
            cure=_("Leave the stage and amount empty, or do not choose a line."),
        )
    if cost.stage is not None and cost.stage not in stages:
        raise ProductError(
            _("{part} lies beyond the factory gate, where this footprint ends.", part=cost.name),
            where="stage",
            cure=_("Choose another stage, or extend the footprint to the full life cycle."),
        )


def _check_change(change: CostChange, cost: Cost) -> None:
    has_range = change.low is not None or change.high is not None
    if has_range and change.price is None:
        raise ProductError(
            _("{name} has a new range, but no new price.", name=cost.name),
            where=f"price-{cost.key}",
            cure=_("Enter the new price as well, or leave the range empty."),
        )
    if cost.line and change.amount is not None:
        raise ProductError(
            _(
                "{name} takes its amount and stage from the line that it applies to.",
                name=cost.name,
            ),
            where=f"amount-{cost.key}",
            cure=_("Change the amount of the line instead."),
        )


def _require_text(text: str, where: str, message: str) -> None:
    if not text.strip():
        raise ProductError(message, where=where, cure=_("Fill in this field."))


def _require_between(value: float, low: float, high: float, part: str) -> None:
    if not low <= value <= high:
        raise ProductError(
            _("A quality or heating value of {part} cannot be {value}.", part=part, value=value),
            where=part,
            cure=_("Check the number and its unit."),
        )
