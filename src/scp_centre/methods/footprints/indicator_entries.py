"""Other indicators in a model: which impact methods it uses, and what its rows cause by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class IndicatorCategory:
    """A category of a method.   unit : of its impact, such as mol H+ eq"""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class UsedMethod:
    """An impact method by which a model shows other indicators, as its importer stated it.

    key : SHA-256 of the imported file
    normalisation : name of the set that somebody asked for; "" where nobody did
    references, weights : of that set, by the name of the category
    weighted_unit : of weighted results
    """

    key: str
    name: str
    version: str
    source: str
    licence: str
    categories: tuple[IndicatorCategory, ...]
    normalisation: str = ""
    references: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    weighted_unit: str = ""


@dataclass(frozen=True, slots=True)
class RowImpacts:
    """What one unit of a background row causes by a method.

    method : key of the UsedMethod    values : name of the category -> impact
    flows : elementary flows of the row's inventory    counted : of them, with a factor
    left_out : the largest flows without a factor, each with amount and unit
    """

    method: str
    values: Mapping[str, float]
    flows: int = 0
    counted: int = 0
    left_out: tuple[str, ...] = ()
