"""The instruments of policy, each a typed change with its start, its pace and its range."""

from collections import Counter
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _, n_


class Strict(BaseModel):
    """A part of a scenario: no unknown fields, no NaN."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class Range(Strict):
    """A number that is not known exactly: least, likely, most."""

    low: float
    likely: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError(_("enter low, likely and high in this order"))
        return self


def _each_once(names: list[str]) -> list[str]:
    """Refuse a list of nothing, which would change nothing in silence, and a name that is twice."""
    if not names:
        raise ValueError(_("specify at least one item, or omit the entry"))
    if repeated := [name for name, n in Counter(names).items() if n > 1]:
        raise ValueError(_("{names}: listed twice", names=repeated))
    return names


# Far above what a nation's table and a policy need, so that nothing is computed for years.
Name = Annotated[str, Field(max_length=1_000)]
Names = Annotated[list[Name], Field(max_length=100_000), AfterValidator(_each_once)]
Kinds = Annotated[
    list[Literal["household", "government", "investment", "export"]],
    Field(max_length=4),
    AfterValidator(_each_once),
]
Amount = float | Range
Bearer = Literal["producers", "households", "government"]


def likely(amount: Amount) -> float:
    """Return the number itself, or the likely one of a range."""
    return amount.likely if isinstance(amount, Range) else amount


class Cost(Strict):
    """What an instrument costs each year at full strength, and who pays it."""

    per_year: Amount = Field(
        description="money of the table, 0 or more; all programmes of a year together at most a "
        "fifth of gross domestic product"
    )
    bearer: Bearer = Field(
        description="households or government: they buy less of everything; producers: the "
        "sectors that the instrument names pass it on in their prices"
    )
    goods: Names | None = Field(
        default=None, description="what the money buys; none: it is not spent in this economy"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.per_year, 0, np.inf, _("the cost"))
        return self


class Instrument(Strict):
    """What all instruments have."""

    title: str = Field(min_length=1, max_length=200)
    basis: str = Field(
        min_length=1,
        max_length=10_000,
        description="where its figures come from, or that they are assumed",
    )
    start: int = Field(ge=1900, le=2200, description="year in which it begins")
    full: Annotated[int, Field(ge=1900, le=2200)] | None = Field(
        default=None, description="year of full strength; the start if absent"
    )
    cost: Cost | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.full is not None and self.full < self.start:
            raise ValueError(
                _(
                    "the year of full strength ({full}) is before the start year ({start})",
                    full=self.full,
                    start=self.start,
                )
            )
        return self

    def strength(self, year: int) -> float:
        """Return the share that is in force in a year: 0 before the start, then in even steps."""
        last = self.full or self.start
        return min(max((year - self.start + 1) / (last - self.start + 1), 0.0), 1.0)


def _within(amount: Amount, low: float, high: float, what: str) -> None:
    ends = (amount.low, amount.high) if isinstance(amount, Range) else (amount, amount)
    if ends[0] < low and high == np.inf:
        raise ValueError(_("{what} must not be below {low}", what=what, low=Number(low, "g")))
    if ends[0] < low or ends[1] > high:
        raise ValueError(
            _(
                "{what} must be between {low} and {high}",
                what=what,
                low=Number(low, "g"),
                high=Number(high, "g"),
            )
        )


def _refuse_itself(replaced_by: str | None, replaced: list[str]) -> None:
    if replaced_by in replaced:
        raise ValueError(_("{name} cannot be replaced by itself", name=replaced_by))


class Demand(Instrument):
    """A change of what is bought: a campaign, a shift of consumption."""

    type: Literal["demand"]
    goods: Names
    kinds: Kinds = ["household"]
    change: Amount = Field(description="1, share of what is bought: -0.3 for 30 % less")
    towards: Names | None = Field(default=None, description="goods that the money goes to")
    freed: Literal["saved", "spent"] = Field(
        default="spent", description="what becomes of money that is freed and goes nowhere else"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.change, -1, 10, _("the change"))
        return self


class Coefficient(Instrument):
    """A change of recipe: less of an input, another in its place, recycled content."""

    type: Literal["coefficient"]
    inputs: Names
    sectors: Names
    change: Amount = Field(description="1, share of the input per unit of output")
    replaced_by: Name | None = Field(default=None, description="sector that delivers instead")
    ratio: Amount = Field(default=1.0, description="money for the new per money of the old input")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.change, -1, 10, _("the change"))
        _within(self.ratio, 0, 100, _("the ratio"))
        _refuse_itself(self.replaced_by, self.inputs)
        return self


class Intensity(Instrument):
    """A technology programme: less of an indicator per unit of output."""

    type: Literal["intensity"]
    indicators: Names
    sectors: Names | None = Field(default=None, description="all when left out")
    change: Amount = Field(description="1, share of the intensity: -0.2 for 20 % less")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.change, -1, 10, _("the change"))
        return self


class Standard(Instrument):
    """A limit of an indicator per unit of output, for those above it."""

    type: Literal["standard"]
    indicator: Name | None = Field(default=None, description="what is limited; or else `input`")
    input: Name | None = Field(
        default=None, description="product of which sectors may use only so much, such as a fuel"
    )
    sectors: Names
    limit: Amount = Field(
        description="indicator, or money of the input, per money of output; what an input costs "
        "less lowers prices"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if (self.indicator is None) == (self.input is None):
            raise ValueError(_("specify either a pressure or an input to limit"))
        _within(self.limit, 0, np.inf, _("the limit"))
        return self


class Tax(Instrument):
    """A price on an indicator, or on output; below 0 a subsidy. Passed on by the price model."""

    type: Literal["tax"]
    indicator: Name | None = Field(default=None, description="what is taxed; output when left out")
    sectors: Names | None = Field(default=None, description="all when left out")
    rate: Amount = Field(description="money of the table per unit of the indicator, or of output")
    elasticity: Amount | None = Field(
        default=None, description="1, own-price elasticity of final demand at home; none: no answer"
    )
    fuel_elasticity: Amount | None = Field(
        default=None,
        description="1, own-price elasticity of each fuel that sectors burn, which a tax on an "
        "indicator makes dearer by its own emissions; capital and labour replace it; "
        "none: no answer",
    )
    revenue: Literal["kept", "returned", "lower_tax"] = Field(
        default="kept",
        description="kept by government, returned to households and spent, or used to lower taxes "
        "on value added by one rate in all sectors",
    )
    buyers: Literal["spend_less", "save_less"] = Field(
        default="spend_less",
        description="what buyers do who pay more: keep to their budget, or draw on their savings",
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.elasticity is not None:
            _within(self.elasticity, -10, 0, _("the elasticity"))
        if self.fuel_elasticity is not None:
            _within(self.fuel_elasticity, -10, 0, _("the elasticity"))
            if self.indicator is None:
                raise ValueError(
                    _("choose an emission to tax: a tax on output raises all fuel prices equally")
                )
        return self


class Ban(Instrument):
    """Goods that may no longer be bought, and what is bought instead."""

    type: Literal["ban"]
    goods: Names
    sectors: Names | None = Field(default=None, description="that may not use them; all if absent")
    replaced_by: Name | None = None
    ratio: Amount = Field(default=1.0, description="money for the new per money of the banned good")
    share: Amount = Field(default=1.0, description="1, of the good that falls under the ban")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.share, 0, 1, _("the share"))
        _within(self.ratio, 0, 100, _("the ratio"))
        _refuse_itself(self.replaced_by, self.goods)
        return self


class Cap(Instrument):
    """A ceiling on an indicator of some sectors, kept by a lower intensity."""

    type: Literal["cap"]
    indicator: Name
    sectors: Names
    limit: Amount = Field(description="of the indicator, a year, of these sectors together")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.limit, 0, np.inf, _("the limit"))
        return self


class Procurement(Instrument):
    """Public buyers move a share of what they spend from goods to others."""

    type: Literal["procurement"]
    goods: Names
    towards: Names
    share: Amount = Field(description="1, of public spending on the goods")
    premium: Amount = Field(default=0.0, description="1, what the others cost more")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.share, 0, 1, _("the share"))
        _within(self.premium, -1, 10, _("the premium"))
        return self


class ImportSubstitution(Instrument):
    """A share of imports that is made at home instead."""

    type: Literal["import_substitution"]
    goods: Names
    share: Amount = Field(description="1, of the imports of these goods")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _within(self.share, 0, 1, _("the share"))
        return self


AnyInstrument = Annotated[
    Demand
    | Coefficient
    | Intensity
    | Standard
    | Tax
    | Ban
    | Cap
    | Procurement
    | ImportSubstitution,
    Field(discriminator="type"),
]


TYPES: tuple[str, ...] = ("demand", "coefficient", "intensity", "standard", "tax", "ban", "cap")
TYPES += ("procurement", "import_substitution")


class Scenario(Strict):
    """A list of instruments over a span of years, compared with the table's own year unchanged.

    growth : 1 a year, of all final demand, in the baseline and the scenario alike; 0: none
    """

    format: Literal["scp-centre scenario 1"] = "scp-centre scenario 1"
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(default="", max_length=10_000)
    first: int = Field(ge=1900, le=2200)
    last: int = Field(ge=1900, le=2200)
    growth: float = Field(default=0.0, ge=-0.5, le=0.5)
    instruments: list[AnyInstrument] = Field(min_length=1, max_length=1_000)

    @model_validator(mode="after")
    def _span(self) -> Self:
        if not 0 <= self.last - self.first <= 100:
            raise ValueError(
                _("the last year must be after the first, and no more than a hundred years later")
            )
        return self


def require_each_once(scenario: Scenario) -> None:
    """Raise InvalidValueError where two instruments are the same in every entry.

    The same law twice would act twice, which no list of laws means.
    """
    counted = Counter(one.model_dump_json() for one in scenario.instruments)
    text, count = max(counted.items(), key=lambda pair: pair[1])
    if count > 1:
        same = next(one for one in scenario.instruments if one.model_dump_json() == text)
        raise InvalidValueError(
            n_(
                "The instrument “{title}” appears {count} time with the same entries.",
                "The instrument “{title}” appears {count} times with the same entries.",
                count,
                title=same.title,
            ),
            where="instruments",
            cure=_("Keep only one of them, or correct the entries that should differ."),
        )


def combine(scenarios: list[Scenario], title: str) -> Scenario:
    """Return one scenario with the instruments of several, over all their years.

    An instrument that several of them hold with the same entries acts once.
    Raises ValueError where their growth differs: two baselines cannot be one.
    """
    if len({s.growth for s in scenarios}) > 1:
        raise ValueError(
            _("these scenarios assume different growth, so they do not share a baseline")
        )
    once = {one.model_dump_json(): one for s in scenarios for one in s.instruments}
    return Scenario(
        title=title,
        first=min(s.first for s in scenarios),
        last=max(s.last for s in scenarios),
        growth=scenarios[0].growth,
        instruments=list(once.values()),
    )


def difference(old: Scenario, new: Scenario) -> list[tuple[str, Any, Any]]:
    """Return what differs between two scenarios: place, before, after; None where it is absent."""
    before, after = _flat(old.model_dump(mode="json")), _flat(new.model_dump(mode="json"))
    places = [*before, *(p for p in after if p not in before)]
    return [(p, before.get(p), after.get(p)) for p in places if before.get(p) != after.get(p)]


def _flat(value: Any, place: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        parts = enumerate(value, start=1)  # type: ignore[assignment]
    else:
        return {place: value}
    found: dict[str, Any] = {}
    for key, part in parts:
        found |= _flat(part, f"{place}.{key}".lstrip("."))
    return found
