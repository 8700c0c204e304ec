"""Spreads from data quality scores, and from the fields of other programs' formats."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _


class SpreadField(StrEnum):
    """How a format writes the spread of a lognormal amount."""

    GSD = "geometric standard deviation"  # olca-schema, geomSd
    GSD_SQUARED = "squared geometric standard deviation"  # EcoSpold 1, SimaPro CSV, ILCD
    LOG_VARIANCE = "variance of the logarithm"  # EcoSpold 2, varianceWithPedigreeUncertainty


def lowest_of(field: SpreadField) -> float:
    """Return the value of an amount without any spread; below it there is none."""
    return 0.0 if field is SpreadField.LOG_VARIANCE else 1.0


def read_sigma(value: float, field: SpreadField) -> float:
    """Return sigma, the standard deviation of the logarithm.

    ln GSD    ln sqrt(GSD²)    sqrt(variance of the logarithm)

    Raises InvalidValueError for a GSD below 1 and for a negative variance.

    >>> round(read_sigma(1.44, SpreadField.GSD_SQUARED), 4)
    0.1823
    """
    lowest = lowest_of(field)
    if not math.isfinite(value) or value < lowest:
        raise InvalidValueError(
            _(
                "The spread cannot be {value}. It must be at least {lowest}.",
                value=value,
                lowest=lowest,
            ),
            where="spread",
            cure=_("Check which measure of spread the file uses."),
        )
    match field:
        case SpreadField.GSD:
            return math.log(value)
        case SpreadField.GSD_SQUARED:
            return math.log(value) / 2
    return math.sqrt(value)


def read_simapro_normal(value: float) -> float:
    """Return the standard deviation that SimaPro CSV writes doubled for a normal amount.

    The peers disagree: some take the square root. Half of it is taken here.
    """
    return value / 2


def pedigree_sigma(
    scores: Sequence[int], factors: Mapping[str, Sequence[float]], basic: float
) -> float:
    """Return sigma of the logarithm from five data quality scores and a basic factor.

    sigma = sqrt(sum ln² U) / 2

    scores : 1 to 5 for each indicator, in the order of `factors`
    factors : squared geometric standard deviation by indicator and score
    basic : of the kind of exchange, such as 1.05 for materials and energy

    Raises InvalidValueError for a score outside of 1 to 5, too few scores, a basic factor below 1.
    """
    if len(scores) != len(factors):
        raise InvalidValueError(
            _(
                "The number of scores entered ({given}) does not match the number of indicators "
                "({wanted})."
            ,
              given=len(scores), wanted=len(factors)),
            where="scores",
            cure=_("Enter one score from 1 to 5 for each indicator."),
        )  # fmt: skip
    total = read_sigma(basic, SpreadField.GSD) ** 2
    for (indicator, row), score in zip(factors.items(), scores, strict=True):
        if not 1 <= score <= len(row):
            raise InvalidValueError(
                _("The score of {indicator} cannot be {score}.", indicator=indicator, score=score),
                where=f"scores.{indicator}",
                cure=_("Enter one score from 1 to 5 for each indicator."),
            )
        total += math.log(row[score - 1]) ** 2
    return math.sqrt(total) / 2
