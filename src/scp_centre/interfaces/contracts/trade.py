"""Contract of `trade`: what countries specialise in, how complex that is, and what lies ahead."""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Matrix, Names, Strict
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.labels import require_unique
from scp_centre.methods.messages import Number, _, n_
from scp_centre.methods.trade import (
    DEFINITIONS,
    Complexity,
    ProductSpace,
    build_product_space,
    measure_complexity,
    measure_fitness,
)

MOST_PRODUCTS = 10_000  # whose proximities fill 800 MB
MOST_VALUES = 5_000_000
SHOWN_PRODUCTS = 1_000  # whose proximities an answer can hold
TINY = 1e-4  # of world exports, below which a country's complexity says little
HIGH = 0.1  # of countries: the most complex, among which tiny ones are looked for

Known = float | None
Numbers = list[Known]


class Input(Strict):
    exports: Matrix = Field(
        description="countries x products, money of one currency and period, 0 or more"
    )
    countries: Names | None = Field(default=None, description="names for the warnings")
    products: Names | None = Field(default=None, description="names for the warnings")
    definition: Literal["growth-lab", "ecomplexity"] = Field(
        default="growth-lab",
        description="growth-lab: as the Stata package; ecomplexity: as the Python package 0.5.3",
    )
    diagonal: Literal[0, 1] | None = Field(
        default=None, description="proximity of a product to itself; null: as the definition says"
    )
    threshold: Annotated[float, Field(gt=0, le=1_000)] = Field(
        default=1.0, description="RCA from which a country counts as having a product"
    )
    filter: Annotated[float, Field(ge=0, lt=1)] = Field(
        default=0.0,
        description="least share of all exports that a country must have; others are left out",
    )


class Output(BaseModel):
    rca: list[Numbers] = Field(description="countries x products")
    proximity: list[Numbers] | None = Field(
        description="products x products; null for more than 1,000 products"
    )
    density: list[Numbers] = Field(description="countries x products")
    eci: Numbers = Field(description="by country, in standard deviations around the mean")
    pci: Numbers = Field(description="by product, on the scale of eci")
    coi: Numbers = Field(description="complexity outlook index by country")
    cog: list[Numbers] = Field(description="complexity outlook gain, 0 for what a country has")
    fitness: Numbers = Field(description="by country, mean 1, after 19 updates")
    diversity: list[int | None] = Field(description="products of a country")
    ubiquity: list[int] = Field(description="countries of a product")
    order: list[int] = Field(
        description="countries from the most complex, counted from 0; those without one last"
    )
    warnings: list[str]


def compute(given: Input) -> dict[str, Any]:
    exports = _table(given)
    names = given.countries or [str(number + 1) for number in range(len(exports))]
    kept = _kept(exports, given.filter)
    definition = DEFINITIONS[given.definition]
    diagonal = definition.diagonal if given.diagonal is None else float(given.diagonal)
    space = build_product_space(exports[kept], threshold=given.threshold, diagonal=diagonal)
    found = measure_complexity(space, definition)
    fitness = measure_fitness(space).country
    size = (len(exports), exports.shape[1])
    eci = _place(found.eci, kept, size[0])
    shown = size[1] <= SHOWN_PRODUCTS
    return {
        "rca": _plain(_place(space.rca, kept, size[0])),
        "proximity": _plain(space.proximity) if shown else None,
        "density": _plain(_place(space.density, kept, size[0])),
        "eci": _plain(eci),
        "pci": _plain(found.pci),
        "coi": _plain(_place(found.coi, kept, size[0])),
        "cog": _plain(_place(found.cog, kept, size[0])),
        "fitness": _plain(_place(fitness, kept, size[0])),
        "diversity": [
            int(n) if n == n else None for n in _place(space.diversity, kept, size[0]).tolist()
        ],
        "ubiquity": [int(n) for n in space.ubiquity],
        "order": np.lexsort((np.arange(size[0]), -np.nan_to_num(eci, nan=-np.inf))).tolist(),
        "warnings": [
            str(one)
            for one in (
                *_of_data(exports, kept, names, given),
                *_of_results(space, found, exports[kept], eci, names, given),
            )
        ],
    }


def _table(given: Input) -> Any:
    rows = given.exports
    if len({len(row) for row in rows}) > 1:
        raise InvalidValueError(
            _("The countries do not all have the same number of products."),
            where="exports",
            cure=_("Give each country one value for each product, 0 if it exports none."),
        )
    width = len(rows[0]) if rows else 0
    if width > MOST_PRODUCTS or width * len(rows) > MOST_VALUES:
        raise InvalidValueError(
            _("The export table is too large."),
            where="exports",
            cure=_(
                "Send a smaller table. The limits are {products} for products and {values} for "
                "values.",
                products=Number(MOST_PRODUCTS),
                values=Number(MOST_VALUES),
            ),
        )
    for where, names, count in (
        ("countries", given.countries, len(rows)),
        ("products", given.products, width),
    ):
        if names is None:
            continue
        require_unique(names, what=where)
        if len(names) != count:
            raise InvalidValueError(
                _(
                    "The number of names ({names}) differs from the number in the export table "
                    "({count}).",
                    names=len(names),
                    count=count,
                ),
                where=where,
                cure=_("Name each country and each product once, in the order of the table."),
            )
    exports = np.array(rows, dtype=float).reshape(len(rows), width)
    _refuse_below_zero(exports, given)  # before anything is summed
    return exports


def _refuse_below_zero(exports: Any, given: Input) -> None:
    places = np.argwhere(exports < 0.0)
    if len(places):
        row, column = (int(place) for place in places[0])
        raise InvalidValueError(
            _(
                "Exports of product {product} from {country} are below zero.",
                country=given.countries[row] if given.countries else str(row + 1),
                product=given.products[column] if given.products else str(column + 1),
            ),
            where=f"exports.{row}.{column}",
            cure=_(
                "Correct the value. If a region was subtracted from its country, use only one of "
                "them."
            ),
        )


def _kept(exports: Any, least: float) -> Any:
    total = exports.sum()
    if least == 0.0 or total == 0.0:
        return np.ones(len(exports), dtype=bool)
    kept = exports.sum(axis=1) >= least * total
    if not kept.any():
        raise InvalidValueError(
            _("No country reaches this share of total exports."),
            where="filter",
            cure=_("Enter a smaller share."),
        )
    return kept


def _place(values: Any, kept: Any, count: int) -> Any:
    """Return values of the countries that were kept, among all; NaN for those left out."""
    found = np.full((count, *values.shape[1:]), np.nan)
    found[kept] = values
    return found


def _plain(values: Any) -> Any:
    """Return nested lists with None for NaN."""
    if values.ndim == 1:
        return [None if one != one else one for one in values.tolist()]
    return [_plain(row) for row in values]


def _of_data(exports: Any, kept: Any, names: list[str], given: Input) -> Any:
    if not kept.all():
        out = [name for name, stays in zip(names, kept, strict=True) if not stays]
        yield n_(
            "{count} country with less than {share} of total exports was left out: {names}.",
            "{count} countries with less than {share} of total exports were left out: {names}.",
            len(out),
            share=f"{100 * given.filter:g} %",
            names=out,
        )
    if silent := [names[i] for i in np.flatnonzero(kept & (exports.sum(axis=1) == 0.0))]:
        yield n_(
            "{count} country exports nothing and has no figures: {names}.",
            "{count} countries export nothing and have no figures: {names}.",
            len(silent),
            names=silent,
        )
    if nobody := int((exports[kept].sum(axis=0) == 0.0).sum()):
        yield n_(
            "{count} product is not exported by any country and has no figures.",
            "{count} products are not exported by any country and have no figures.",
            nobody,
        )


def _of_results(
    space: ProductSpace, found: Complexity, exports: Any, eci: Any, names: list[str], given: Input
) -> Any:
    if exports.shape[1] > SHOWN_PRODUCTS:
        yield _("The proximities are left out because there are more than 1,000 products.")
    if found.is_split:
        yield _(
            "The countries form groups that have no product in common, so they cannot all be "
            "ranked together by complexity."
        )
    elif np.isnan(eci).all():
        yield _("Complexity cannot be measured because all countries have the same products.")
    if found.is_close:
        yield _(
            "The complexity ranking is not certain. A small change in the data could reverse it."
        )
    if found.has_no_sign:
        yield _(
            "Complexity does not rise with the number of products, so it is not known which end "
            "of the ranking is the more complex one."
        )
    share = exports.sum(axis=1) / exports.sum()
    of_kept = eci[~np.isnan(eci)] if given.filter == 0.0 else np.array([])
    if len(of_kept):
        high = np.sort(of_kept)[::-1][: max(int(HIGH * len(of_kept)), 1)].min()
        tiny = [n for n, e, s in zip(names, eci, share, strict=True) if e >= high and s < TINY]
        if tiny:
            yield n_(
                "{count} country among the most complex has less than 0.01 % of total exports: "
                "{names}. Use the filter.",
                "{count} countries among the most complex have less than 0.01 % of total exports: "
                "{names}. Use the filter.",
                len(tiny),
                names=tiny,
            )


CONTRACT = Contract(
    name="trade",
    version="1.0",
    summary="What countries specialise in, how near products are, complexity, outlook and fitness.",
    formula="RCA = (X_cp / X_c) / (X_p / X); proximity = countries with both / the larger count; "
    "ECI = second eigenvector of the countries that share products, PCI likewise",
    sources=(
        "B. Balassa, The Manchester School 33 (1965)",
        "C. A. Hidalgo and R. Hausmann, PNAS 106 (2009) 10570-10575",
        "A. Tacchella and others, Scientific Reports 2 (2012) 723",
        "docs/methods/trade.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
