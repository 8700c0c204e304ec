"""Ecodesign proposals: the strategies of the life-cycle design wheel, each with its condition.

The eight strategies: Brezet and van Hemel (1997), Ecodesign: a promising approach to sustainable
production and consumption, UNEP. The proposals, thresholds and effects are this project's own;
effects are computed with the model that they stand beside.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from scp_centre.methods.footprints import (
    AIRCRAFT,
    Alternative,
    Change,
    Factor,
    FootprintResult,
    RowResult,
    Stage,
)
from scp_centre.methods.messages import Number, _
from scp_centre.roles.products.content import Content, rows_of
from scp_centre.roles.products.footprint_computation import compute_alternative

WHEEL_SOURCE = "Brezet and van Hemel (1997), Ecodesign: a promising approach, UNEP"
# Glass Technology Services, GlassRite Beer, Cider and Spirits, funded by WRAP, 2007 to 2008
LIGHTER_EXAMPLE = _(
    "The GlassRite project in the United Kingdom (2007–2008) made bottles of beer, cider and "
    "spirits lighter and saved about 32,000 t of glass a year."
)
LIGHTER_SOURCE = "Glass Technology Services, GlassRite: glass-ts.com"


class Strategy(StrEnum):
    """The strategies of the wheel."""

    CONCEPT = "new concept"
    MATERIALS = "low-impact materials"
    LESS = "less material"
    PRODUCTION = "better production"
    DISTRIBUTION = "better distribution"
    USE = "lower impact during use"
    LIFETIME = "longer life"
    END = "better end of life"


STRATEGY_TITLES = {
    Strategy.CONCEPT: _("New concept"),
    Strategy.MATERIALS: _("Low-impact materials"),
    Strategy.LESS: _("Less material"),
    Strategy.PRODUCTION: _("Better production"),
    Strategy.DISTRIBUTION: _("Better distribution"),
    Strategy.USE: _("Lower impact during use"),
    Strategy.LIFETIME: _("Longer life"),
    Strategy.END: _("Better end of life"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal for one result.

    because : what in the result asks for it    effect : kg CO2e per functional unit, computed
    alternative : the change that was computed, which a model can keep
    """

    strategy: Strategy
    title: str
    because: str
    alternative: Alternative | None = None
    effect: float | None = None
    example: str = ""
    example_source: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a strategy is proposed, as data.

    of : share of the result that counts    above : from which share on
    make : the proposals, from the result and that share
    """

    strategy: Strategy
    of: Callable[[FootprintResult], float]
    above: float
    make: Callable[["Case", float], Iterator[Proposal]]


@dataclass(frozen=True, slots=True)
class Case:
    """A model with its result. rows : background rows by key"""

    content: Content
    result: FootprintResult
    rows: Mapping[str, Factor]

    def effect(self, alternative: Alternative) -> float:
        """Return how an alternative changes the footprint, kg CO2e."""
        return compute_alternative(self.content, alternative).total - self.result.total


def propose(content: Content, result: FootprintResult) -> list[Proposal]:
    """Return the proposals whose condition the result meets, the largest computed saving first."""
    case = Case(content, result, rows_of(content))
    found = [
        proposal
        for rule in RULES
        if (share := rule.of(result)) > rule.above
        for proposal in rule.make(case, share)
    ]
    return sorted(found, key=lambda one: one.effect if one.effect is not None else 0.0)


def _percent(share: float) -> Number:
    return Number(round(100 * share), ",")


def _stage_share(*stages: Stage) -> Callable[[FootprintResult], float]:
    return lambda result: result.share(sum(result.stages.get(one, 0.0) for one in stages))


def _per_item_share(*stages: Stage) -> Callable[[FootprintResult], float]:
    """Return the share of what is counted once an item: what a longer life spreads thinner."""

    def share(result: FootprintResult) -> float:
        rows = (row for row in result.rows if row.line.line.stage in stages)
        return result.share(sum(r.value for r in rows if not r.line.line.of_functional_unit))

    return share


def _largest(case: Case, *stages: Stage) -> RowResult | None:
    rows = [row for row in case.result.rows if row.line.line.stage in stages and row.value > 0]
    return rows[0] if rows else None


def _lighter(case: Case, share: float) -> Iterator[Proposal]:
    """Propose 10 % less of the material that weighs most in the result."""
    row = _largest(case, Stage.MATERIALS, Stage.PACKAGING)
    if row is None:
        return
    line, amount = row.line.line, row.line.line.amount
    if isinstance(amount, str):
        return
    change = Change(line.key, amount=round(0.9 * amount, 12))
    alternative = Alternative("", line.part, changes=(change,))
    yield Proposal(
        Strategy.LESS,
        _("Use 10 % less {part}", part=line.part),
        _(
            "{part} causes {share} % of the footprint.",
            part=line.part,
            share=_percent(case.result.share(row.value)),
        ),
        alternative,
        case.effect(alternative),
        LIGHTER_EXAMPLE,
        LIGHTER_SOURCE,
    )


def _recycled(case: Case, share: float) -> Iterator[Proposal]:
    """Propose recycled material where the background data know it and it is lower."""
    for row in case.result.rows:
        line, factor = row.line.line, row.line.factor
        if row.line.recycled is None or line.recycled >= 1 or case.result.share(row.value) < 0.05:
            continue
        share_now = max(line.recycled, 0.0)
        aim = 0.5 if share_now < 0.5 else 1.0
        change = Change(line.key, recycled=aim)
        alternative = Alternative("", line.part, changes=(change,))
        effect = case.effect(alternative)
        if effect < 0:
            yield Proposal(
                Strategy.MATERIALS,
                _("Make {part} from {aim} % recycled material", part=line.part, aim=_percent(aim)),
                _(
                    "The background data include a recycled version of {name}. The recycled share "
                    "is now {now} %.",
                    name=factor.name,
                    now=_percent(share_now),
                ),
                alternative,
                effect,
            )


def _longer(case: Case, share: float) -> Iterator[Proposal]:
    uses = case.result.design.uses
    alternative = Alternative("", "", uses=1.5 * uses)
    yield Proposal(
        Strategy.LIFETIME,
        _("Make each item last 50 % longer"),
        _(
            "If an item lasts longer, {share} % of the footprint decreases. The other {rest} % "
            "stays the same. Functional units that one item delivers now: {uses}.",
            share=_percent(share),
            rest=_percent(1.0 - share),
            uses=Number(uses, ",g"),
        ),
        alternative,
        case.effect(alternative),
    )


def _surface(case: Case, share: float) -> Iterator[Proposal]:
    """Propose a slower carrier for what flies."""
    for row in case.result.rows:
        line = row.line.line
        if "published_aircraft" not in row.line.factor.emissions or line.unit != "t km":
            continue
        ship = "transport_ship_container_ship_average"
        alternative = Alternative("", line.part, changes=(Change(line.key, factor=ship),))
        yield Proposal(
            Strategy.DISTRIBUTION,
            _("Send {part} by ship instead of by air", part=line.part),
            _(
                "Air transport causes {share} % of the footprint. The same distance is assumed.",
                share=_percent(share),
            ),
            alternative,
            case.effect(alternative),
        )


def _fuller(case: Case, share: float) -> Iterator[Proposal]:
    """Propose fully laden lorries where the model counts half empty ones."""
    for row in case.result.rows:
        key = row.line.line.factor
        full = key.replace("_average_load", "_fully_laden").replace("_half_laden", "_fully_laden")
        if full == key or full not in case.rows:
            continue
        line = row.line.line
        alternative = Alternative("", line.part, changes=(Change(line.key, factor=full),))
        yield Proposal(
            Strategy.DISTRIBUTION,
            _("Transport {part} in full lorries", part=line.part),
            _("Distribution causes {share} % of the footprint.", share=_percent(share)),
            alternative,
            case.effect(alternative),
        )


def _use(case: Case, share: float) -> Iterator[Proposal]:
    row = _largest(case, Stage.USE)
    if row is None:
        return
    line, amount = row.line.line, row.line.line.amount
    if isinstance(amount, str):
        return
    change = Change(line.key, amount=round(0.8 * amount, 12))
    alternative = Alternative("", line.part, changes=(change,))
    yield Proposal(
        Strategy.USE,
        _("Reduce {part} per use by 20 %", part=line.part),
        _("The use stage causes {share} % of the footprint.", share=_percent(share)),
        alternative,
        case.effect(alternative),
    )


def _production(case: Case, share: float) -> Iterator[Proposal]:
    row = _largest(case, Stage.PRODUCTION)
    if row is None:
        return
    yield Proposal(
        Strategy.PRODUCTION,
        _("Look for savings in {part} through an assessment", part=row.line.line.part),
        _("Production causes {share} % of the footprint.", share=_percent(share)),
    )


def _landfill(case: Case, share: float) -> Iterator[Proposal]:
    for row in case.result.rows:
        line = row.line.line
        if not line.factor.endswith("_landfill"):
            continue
        stem = line.factor.removesuffix("_landfill")
        better = [f"{stem}_{way}" for way in ("closed", "digestion", "composting", "open")]
        chosen = next((key for key in better if key in case.rows), "")
        if not chosen:
            continue
        alternative = Alternative("", line.part, changes=(Change(line.key, factor=chosen),))
        words = {"share": _percent(share), "name": case.rows[chosen].name}
        yield Proposal(
            Strategy.END,
            _("Keep {part} out of landfill", part=line.part),
            _(
                "End of life causes {share} % of the footprint. It is modelled as {name}, which "
                "includes only delivery to the plant.",
                **words,
            )
            if case.rows[chosen].leaves_out
            else _(
                "End of life causes {share} % of the footprint. It is modelled as {name}.",
                **words,
            ),
            alternative,
            case.effect(alternative),
        )


def _concept(case: Case, share: float) -> Iterator[Proposal]:
    yield Proposal(
        Strategy.CONCEPT,
        _("Ask whether a service can meet the same need"),
        _(
            "The item's materials and packaging cause {share} % of the footprint. Sharing, "
            "leasing or refilling spreads them over more uses.",
            share=_percent(share),
        ),
    )


MAKING = _stage_share(Stage.MATERIALS, Stage.PACKAGING)
RULES = (
    Rule(Strategy.LESS, MAKING, 0.2, _lighter),
    Rule(Strategy.MATERIALS, MAKING, 0.2, _recycled),
    Rule(Strategy.PRODUCTION, _stage_share(Stage.PRODUCTION), 0.2, _production),
    Rule(Strategy.DISTRIBUTION, lambda r: r.share(r.kinds[AIRCRAFT]), 0.05, _surface),
    Rule(Strategy.DISTRIBUTION, _stage_share(Stage.DISTRIBUTION), 0.1, _fuller),
    Rule(Strategy.USE, _stage_share(Stage.USE), 0.3, _use),
    Rule(
        Strategy.LIFETIME,
        lambda r: 0.0 if r.design.uses <= 1 else _per_item_share(*Stage)(r),
        0.1,
        _longer,
    ),
    Rule(Strategy.END, _stage_share(Stage.END), 0.05, _landfill),
    Rule(Strategy.CONCEPT, _per_item_share(Stage.MATERIALS, Stage.PACKAGING), 0.6, _concept),
)


def kept_as(proposal: Proposal, key: str, name: str) -> Alternative | None:
    """Return the change of a proposal as an alternative to keep, under a key and a name."""
    if proposal.alternative is None:
        return None
    return replace(proposal.alternative, key=key, name=name)
