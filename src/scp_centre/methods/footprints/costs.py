"""Life-cycle cost of a design: what one functional unit costs, discounted to the purchase."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnitError
from scp_centre.methods.footprints.cost_entries import Cost, CostBasis
from scp_centre.methods.footprints.entries import (
    Alternative,
    Design,
    Factor,
    ProductModel,
    ResolvedLine,
    convertible_units,
    resolve,
)
from scp_centre.methods.footprints.stages import Stage
from scp_centre.methods.investment import annuity_factor
from scp_centre.methods.labels import require_known
from scp_centre.methods.lifecycle.formulas import evaluate, evaluate_parameters
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import convert


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one cost adds to one functional unit.

    amount : in the unit of the price    paid : money, undiscounted    value : money, discounted
    weight : value of one unit of money in the price
    """

    cost: Cost
    stage: Stage
    amount: float
    weight: float

    @property
    def paid(self) -> float:
        return self.amount * self.cost.price

    @property
    def value(self) -> float:
        return self.weight * self.cost.price


@dataclass(frozen=True, slots=True)
class CostResult:
    """Life-cycle cost of one functional unit, in money of the basis. years : one item is in use"""

    basis: CostBasis
    design: Design
    years: int
    rows: tuple[CostRow, ...]

    @property
    def total(self) -> float:
        return math.fsum(row.value for row in self.rows)

    @property
    def undiscounted(self) -> float:
        return math.fsum(row.paid for row in self.rows)

    @property
    def stages(self) -> dict[Stage, float]:
        """Return the discounted cost of each stage that has one, in the order of the life."""
        return {
            stage: math.fsum(row.value for row in self.rows if row.stage is stage)
            for stage in Stage
            if any(row.stage is stage for row in self.rows)
        }


def compute_costs(
    model: ProductModel, factors: Mapping[str, Factor], alternative: Alternative | None = None
) -> CostResult | None:
    """Return the life-cycle cost of one functional unit; None for a model without costs.

    k = Σ p m v

    p : price    m : amount for one functional unit    v : discounting by when it is paid
    of one item, before its use     v = 1
    of one functional unit          v = 1 / (n a),  n equal payments at the end of each year
    of one item, at its end         v = (1 + r)^-n

    a = r / (1 - (1 + r)^-n), r : discount rate, n : years that one item is in use; for an item
    that is used up within a year nothing is discounted.

    Raises MissingValueError without a basis, InvalidValueError and UnitError by the cost.
    Source: ISO 15686-5:2017 for the present value; the timing is a convention of this method.
    """
    if not model.costs:
        return None
    if model.cost_basis is None:
        raise MissingValueError(
            _("The costs have no currency or price year yet."),
            where="cost_basis",
            cure=_("Enter the currency, price year, discount rate and lifetime first."),
        )
    basis, costs = model.cost_basis, {cost.key: cost for cost in model.costs}
    years, parameters = basis.years, dict(model.parameters)
    if alternative is not None:
        years = basis.years if alternative.years is None else alternative.years
        parameters |= alternative.parameters
        costs = _changed(costs, alternative)
    _require_terms(basis.rate, years)
    design = resolve(model, factors, alternative)
    lines = {line.line.key: line for line in design.lines}
    keys = {line.key for line in model.lines}
    values = evaluate_parameters(parameters)
    rows = []
    for cost in costs.values():
        if cost.line:
            require_known(cost.line, keys, what="line", where=cost.name)
        if not cost.line or cost.line in lines:  # an alternative may have removed the line
            rows.append(_row(cost, design, lines.get(cost.line), values, basis.rate, years))
    return CostResult(basis, design, years, tuple(rows))


def _changed(costs: Mapping[str, Cost], alternative: Alternative) -> dict[str, Cost]:
    changed = dict(costs)
    for change in alternative.costs:
        require_known(change.cost, changed, what="cost", where=alternative.name)
        cost = changed[change.cost]
        if change.removed:
            del changed[change.cost]
            continue
        if change.price is not None:
            cost = replace(cost, price=change.price, low=change.low, high=change.high)
        if change.amount is not None:
            cost = replace(cost, amount=change.amount)
        changed[change.cost] = cost
    return changed


def _require_terms(rate: float, years: int) -> None:
    if not 0 <= rate < 1:
        raise InvalidValueError(
            _("The discount rate cannot be {rate} %.", rate=100 * rate),
            where="rate",
            cure=_("Enter a rate from 0 to 99 % a year."),
        )
    if not 0 <= years <= 200:
        raise InvalidValueError(
            _("The number of years in use cannot be {years}.", years=years),
            where="years",
            cure=_("Enter a whole number of years from 0 to 200."),
        )


def _row(
    cost: Cost,
    design: Design,
    line: ResolvedLine | None,
    values: Mapping[str, float],
    rate: float,
    years: int,
) -> CostRow:
    _require_price(cost)
    if line is None:
        amount, stage = evaluate(cost.amount, values, where=cost.name), cost.stage
        of_unit = cost.per_use or stage is Stage.USE
    else:
        amount, stage = _amount_of(cost, line), line.line.stage
        of_unit = line.line.of_functional_unit
    if stage is None or not math.isfinite(amount):
        raise InvalidValueError(
            _("The stage or the amount is missing for the cost {name}.", name=cost.name),
            where=cost.name,
            cure=_("Choose a line from the model, or enter a stage and an amount."),
        )
    m = amount if of_unit else amount / design.uses
    return CostRow(cost, stage, m, m * _discounting(stage, of_unit, rate, years))


def _discounting(stage: Stage, of_unit: bool, rate: float, years: int) -> float:
    if years == 0:
        return 1.0
    if of_unit:
        return 1.0 / (years * annuity_factor(rate, years))
    return (1.0 + rate) ** -years if stage is Stage.END else 1.0


def _amount_of(cost: Cost, line: ResolvedLine) -> float:
    """Return the amount of a line in the unit of the price."""
    factor = line.factor
    if cost.unit not in convertible_units(factor.unit):
        raise UnitError(
            _("The price of {name} is per {unit}, but {part} is measured in {other}.",
              name=cost.name, unit=cost.unit, part=line.line.part, other=factor.unit),
            where=cost.name,
            cure=_("Use one of these: {join}.", join=list(convertible_units(factor.unit))),
        )  # fmt: skip
    return line.amount if cost.unit == factor.unit else convert(line.amount, factor.unit, cost.unit)


def _require_price(cost: Cost) -> None:
    low = cost.price if cost.low is None else cost.low
    high = cost.price if cost.high is None else cost.high
    if (cost.low is None) != (cost.high is None) or not low <= cost.price <= high:
        raise InvalidValueError(
            _("The price of {name} is outside its range.", name=cost.name),
            where=cost.name,
            cure=_("Enter a price range that includes this price, or leave both fields empty."),
        )
