"""Processes with several products, turned into a square technosphere; the rule is kept.

Each product of a process becomes a process of its own, which bears a share of all inputs and
emissions (allocation), or the process keeps its reference product alone and its other products are
credited (substitution) or left out (cut-off).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.matrices import Entries
from scp_centre.methods.messages import _

WHOLE = 1e-6  # how far factors may miss 1


class Rule(StrEnum):
    """How a process with several products is made one process a product."""

    PHYSICAL = "physical allocation"
    ECONOMIC = "economic allocation"
    CAUSAL = "causal allocation"
    SUBSTITUTION = "substitution"
    CUT_OFF = "cut-off"
    NONE = "one product"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a process takes or gives, as one positive amount.

    item : name of a product, a waste or an elementary flow
    is_input : taken by the process; a waste that it treats is an input, too
    is_avoided : an input that stands for a product which is not made elsewhere
    causal : share of each product in this exchange, for causal allocation
    """

    item: str
    amount: float
    is_input: bool = False
    is_avoided: bool = False
    causal: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A unit process as it was measured.

    reference : name of the product it is run for, or of the waste that it treats
    products : its outputs with a value, the reference among them; a treatment has its waste
    technical : inputs and wastes out    elementary : to and from nature
    factors : share of each product, for physical and economic allocation
    """

    name: str
    reference: str
    products: Mapping[str, float]
    technical: tuple[Exchange, ...] = ()
    elementary: tuple[Exchange, ...] = ()
    rule: Rule = Rule.NONE
    factors: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class SingleProcess:
    """One process of the square system: which one it came from, for which product, by which rule.

    credits : products that are credited, by substitution, in the unit of each
    left_out : products that nothing is given for, by cut-off
    """

    name: str
    product: str
    rule: Rule
    share: float
    credits: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SquareSystem:
    """processes : one a product, in the order of the products    flows : rows of the biosphere

    without_producer : products that processes take and nobody makes, cut off: (process, product)
    """

    products: tuple[str, ...]
    flows: tuple[str, ...]
    processes: tuple[SingleProcess, ...]
    technosphere: Entries
    biosphere: Entries
    without_producer: tuple[tuple[str, str], ...]


def square_system(processes: Sequence[Process]) -> SquareSystem:
    """Return the square system of processes with one product or several.

    An input and a waste are allocated alike; an avoided input is allocated like other inputs, with
    its sign turned. A treatment is written so that the waste it takes in is its positive product
    and whoever delivers that waste takes the treatment as an input.

    Raises InvalidValueError for factors that do not sum to 1, a process without output or with
    several and no rule, and two processes of one product.
    """
    singles: list[tuple[SingleProcess, Process, str]] = []
    for process in processes:
        singles += [(single, process, single.product) for single in _split(process)]
    products = [product for _single, _process, product in singles]
    row_of = {product: row for row, product in enumerate(products)}
    if len(row_of) < len(products):
        repeated = next(p for p in products if products.count(p) > 1)
        makers = [single.name for single, _p, product in singles if product == repeated]
        raise InvalidValueError(
            _("Several processes make {product}: {makers}.", product=repeated, makers=makers),
            where=repeated,
            cure=_("Choose one of these processes, or combine them in a market process."),
        )
    flow_row: dict[str, int] = {}
    technical: list[tuple[int, int, float]] = []
    elementary: list[tuple[int, int, float]] = []
    missing: dict[tuple[str, str], None] = {}
    for column, (single, process, product) in enumerate(singles):
        technical.append((column, column, process.products[product]))
        for exchange, share in _shares(process, single):
            row = row_of.get(exchange.item)
            if row is None:
                missing[single.name, exchange.item] = None
                continue
            technical.append((row, column, _signed(exchange) * share))
        for credited in single.credits:
            if credited in row_of:
                technical.append((row_of[credited], column, process.products[credited]))
            else:
                missing[single.name, credited] = None
        for exchange in process.elementary:
            row = flow_row.setdefault(exchange.item, len(flow_row))
            share = _share(process, single, exchange)
            amount = -exchange.amount if exchange.is_input else exchange.amount
            elementary.append((row, column, amount * share))
    n = len(products)
    return SquareSystem(
        tuple(products),
        tuple(flow_row),
        tuple(single for single, _process, _product in singles),
        _entries(technical, (n, n)),
        _entries(elementary, (len(flow_row), n)),
        tuple(missing),
    )


def _split(process: Process) -> list[SingleProcess]:
    """Return the processes of one product that a process becomes."""
    if process.reference not in process.products or not process.products[process.reference]:
        raise InvalidValueError(
            _("The process {name} has no output.", name=process.name),
            where=process.name,
            cure=_("Enter the product that the process makes, or the waste that it treats."),
        )
    others = tuple(p for p in process.products if p != process.reference)
    if not others:
        return [SingleProcess(process.name, process.reference, Rule.NONE, 1.0)]
    match process.rule:
        case Rule.SUBSTITUTION:
            return [SingleProcess(process.name, process.reference, process.rule, 1.0, others)]
        case Rule.CUT_OFF:
            return [SingleProcess(process.name, process.reference, process.rule, 1.0, (), others)]
        case Rule.NONE:
            raise InvalidValueError(
                _(
                    "The process {name} makes several products: {products}.",
                    name=process.name,
                    products=list(process.products),
                ),
                where=process.name,
                cure=_("Choose allocation, substitution or cut-off for this process."),
            )
        case Rule.CAUSAL:
            for exchange in (*process.technical, *process.elementary):
                _require_whole(exchange.causal or {}, process, exchange.item)
            return [SingleProcess(process.name, p, process.rule, np.nan) for p in process.products]
    factors = process.factors or {}
    _require_whole(factors, process, "")
    return [
        SingleProcess(process.name, product, process.rule, factors.get(product, 0.0))
        for product in process.products
    ]


def _require_whole(factors: Mapping[str, float], process: Process, exchange: str) -> None:
    """Raise InvalidValueError unless the factors name products of the process and sum to 1."""
    unknown = [product for product in factors if product not in process.products]
    if unknown:
        raise InvalidValueError(
            _(
                "The allocation for {name} includes {unknown}, which the process does not make.",
                name=process.name,
                unknown=unknown,
            ),
            where=process.name,
            cure=_("Enter one factor for each product of the process."),
        )
    total = sum(factors.values())
    if abs(total - 1) <= WHOLE and min(factors.values()) >= 0:
        return
    name = f"{process.name}, {exchange}" if exchange else process.name
    for product, factor in factors.items():
        if factor < 0:
            raise InvalidValueError(
                _(
                    "The allocation factor of {product} cannot be {factor}.",
                    product=product,
                    factor=factor,
                ),
                where=process.name,
                cure=_("Enter factors of 0 or more that add up to 1."),
            )
    raise InvalidValueError(
        _(
            "The allocation factors of {name} add up to {total} instead of 1.",
            name=name,
            total=total,
        ),
        where=process.name,
        cure=_("Enter factors of 0 or more that add up to 1."),
    )


def _share(process: Process, single: SingleProcess, exchange: Exchange) -> float:
    """Return which part of an exchange a single process bears."""
    if process.rule is Rule.CAUSAL and len(process.products) > 1:
        return (exchange.causal or {}).get(single.product, 0.0)
    return single.share


def _shares(process: Process, single: SingleProcess) -> list[tuple[Exchange, float]]:
    return [(exchange, _share(process, single, exchange)) for exchange in process.technical]


def _signed(exchange: Exchange) -> float:
    """Return the entry of a product taken, a product avoided, or a waste that is delivered.

    Treating a waste is a service that whoever has the waste takes, so both are negative.
    """
    return exchange.amount if exchange.is_avoided else -exchange.amount


def _entries(rows: list[tuple[int, int, float]], shape: tuple[int, int]) -> Entries:
    table = np.array(rows, float).reshape(-1, 3)
    return Entries(
        shape, table[:, 0].astype(np.intp), table[:, 1].astype(np.intp), table[:, 2].copy()
    )


def physical_factors(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each product by a physical amount in one unit, such as mass or energy.

    >>> physical_factors({"milk": 9.0, "cream": 1.0})
    {'milk': 0.9, 'cream': 0.1}
    """
    return _proportions(amounts)


def economic_factors(amounts: Mapping[str, float], prices: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each product in the revenue.

    amounts : product units    prices : one currency and year / product unit

    Raises InvalidValueError for a product without a price and where all revenue is 0.
    """
    missing = [product for product in amounts if product not in prices]
    if missing:
        raise InvalidValueError(
            _("{missing} has no price.", missing=missing),
            where="prices",
            cure=_("Enter the price of each product, or 0 for a product that is given away."),
        )
    return _proportions({product: amount * prices[product] for product, amount in amounts.items()})


def _proportions(amounts: Mapping[str, float]) -> dict[str, float]:
    total = sum(amounts.values())
    if total <= 0 or min(amounts.values()) < 0:
        raise InvalidValueError(
            _("None of the products {names} has an amount above 0.", names=list(amounts)),
            where="products",
            cure=_("Enter amounts of 0 or more, and at least one above 0."),
        )
    return {product: amount / total for product, amount in amounts.items()}
