"""What a footprint model may hold of other indicators: methods and impacts within bounds."""

import math
import re
from collections.abc import Iterator

from scp_centre.methods.footprints import Factor, ProductModel, UsedMethod
from scp_centre.methods.messages import _
from scp_centre.roles.products.content_limits import LONGEST_NAME, LONGEST_TEXT
from scp_centre.roles.products.errors import ProductError

MOST_METHODS, MOST_CATEGORIES, MOST_LEFT_OUT = 5, 60, 5
LARGEST = 1e30  # of an impact of one unit of a row
HASH = re.compile(r"[0-9a-f]{64}")


def check_indicators(model: ProductModel) -> None:
    """Raise ProductError for methods or impacts that cannot be kept."""
    if len(model.methods) > MOST_METHODS:
        raise ProductError(
            _("The model has too many {parts}: {count}.",
              parts=_("impact methods"), count=len(model.methods)),
            where="methods",
            cure=_("Combine some of the small entries. The limit is {most}.", most=MOST_METHODS),
        )  # fmt: skip
    known: dict[str, set[str]] = {}
    for method in model.methods:
        _check_method(method)
        if method.key in known:
            raise _wrong(method.name)
        known[method.key] = {one.name for one in method.categories}
    for row in model.factors:
        _check_impacts(row, known)


def _check_method(method: UsedMethod) -> None:
    names = [one.name for one in method.categories]
    numbers = [*method.references.values(), *method.weights.values()]
    fits = (
        HASH.fullmatch(method.key)
        and 0 < len(names) <= MOST_CATEGORIES
        and len(set(names)) == len(names)
        and {*method.references, *method.weights} <= set(names)
        and all(math.isfinite(one) for one in numbers)
        and all(method.references.values())
    )
    if not fits:
        raise _wrong(method.name)


def _check_impacts(row: Factor, known: dict[str, set[str]]) -> None:
    methods = [one.method for one in row.impacts]
    if len(set(methods)) != len(methods):
        raise _wrong(row.name)
    for one in row.impacts:
        names = known.get(one.method)
        values = one.values.values()
        fits = (
            names is not None
            and one.values.keys() <= names
            and all(math.isfinite(value) and abs(value) <= LARGEST for value in values)
            and 0 <= one.counted <= one.flows
            and len(one.left_out) <= MOST_LEFT_OUT
        )
        if not fits:
            raise _wrong(row.name)


def _wrong(name: str) -> ProductError:
    return ProductError(
        _("The impact method results for {name} cannot be used.", name=name[:80]),
        where="methods",
        cure=_("Choose the impact methods of the model again."),
    )


def texts_of_methods(model: ProductModel) -> Iterator[tuple[str, str, int]]:
    """Yield each text of methods and impacts: what it is, text, longest."""
    for method in model.methods:
        yield _("Method name"), method.name, LONGEST_NAME
        yield _("Version"), method.version, LONGEST_NAME
        yield _("Publisher and origin"), method.source, LONGEST_TEXT
        yield _("Licence"), method.licence, LONGEST_TEXT
        yield _("Normalisation and weighting"), method.normalisation, LONGEST_NAME
        for category in method.categories:
            yield _("Category"), category.name, LONGEST_NAME
            yield _("Unit"), category.unit, LONGEST_NAME
    for row in model.factors:
        for impacts in row.impacts:
            for text in impacts.left_out:
                yield _("Flows without a factor"), text, LONGEST_NAME
