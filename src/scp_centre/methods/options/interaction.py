"""Options on the same flow: savings are applied in sequence, never added twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _

MOST_SHOWN = 100.0  # share of a flow that is still said in per cent


@dataclass(frozen=True, slots=True)
class FlowValue:
    """A flow that options attack.

    amount : base unit per year    what flows today
    value : currency per base unit    what one unit less is worth
    co2e_kg : kg CO2e per base unit   what one unit less avoids; 0 where nothing is known
    full_value : currency per base unit   the same with fixed costs in it; None: as `value`
    material_value : currency per base unit   the part of a loss's value that is material bought
    """

    amount: float
    value: float
    co2e_kg: float = 0.0
    full_value: float | None = None
    material_value: float = 0.0


@dataclass(frozen=True, slots=True)
class Saving:
    """What an option saves of one flow: a share of it, or an amount in its base unit.

    A negative saving is an extra use (a heat pump saves gas and takes electricity).
    value : overrides the flow's value per unit
    interacts : the saving is a share of what the options before it left; otherwise it is
    independent of them and added
    """

    flow: str
    share: float | None = None
    amount: float | None = None
    value: float | None = None
    interacts: bool = True

    def share_of(self, flow_amount: float) -> float:
        """Return the saving as a share of the flow as it is today."""
        if (self.share is None) == (self.amount is None):
            raise MissingValueError(
                _(
                    "The saving on '{flow}' requires either a share or an amount, but not both.",
                    flow=self.flow,
                ),
                where=self.flow,
                cure=_("Fill in one field and leave the other empty."),
            )
        if self.share is not None:
            share = self.share
        elif flow_amount == 0:
            raise InvalidValueError(
                _("The flow '{flow}' is 0, so nothing can be saved.", flow=self.flow),
                where=self.flow,
                cure=_("Check the flow, or the key of the flow that this option reduces."),
            )
        else:
            share = (self.amount or 0.0) / flow_amount
        if not share <= MOST_SHOWN:
            raise InvalidValueError(
                _("The saving on '{flow}' is many times larger than the flow.", flow=self.flow),
                where=self.flow,
                cure=_(
                    "A measure cannot save more than the site uses. Check the amount and the unit."
                ),
            )
        if share > 1 + 1e-9:
            raise InvalidValueError(
                _(
                    "The saving on '{flow}' is {share} of the flow.",
                    flow=self.flow,
                    share=Number(share, ".0%"),
                ),
                where=self.flow,
                cure=_(
                    "A measure cannot save more than the site uses. Check the amount and the unit."
                ),
            )
        return min(share, 1.0)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one option saves after all options before it.

    saved : base unit per year by flow      alone : the same if it were the only option
    money, money_alone : currency/year, money_by_flow its parts      co2e_t : t/year
    money_full : currency/year at full cost, fixed costs in it
    limited : flows of which less was left than the option saves
    """

    option: str
    saved: dict[str, float] = field(default_factory=dict)
    alone: dict[str, float] = field(default_factory=dict)
    money: float = 0.0
    money_alone: float = 0.0
    co2e_t: float = 0.0
    money_by_flow: dict[str, float] = field(default_factory=dict)
    money_full: float = 0.0
    limited: tuple[str, ...] = ()


def apply_in_sequence(
    options: Sequence[tuple[str, Sequence[Saving]]], flows: Mapping[str, FlowValue]
) -> tuple[Effect, ...]:
    """Return what each option saves when they are carried out in the order given.

    interacting:  saved_i = s_i x what the options before it left of the flow
    independent:  saved_i = s_i q, at most what is left    s the share of the flow q of today

    >>> effects = apply_in_sequence(
    ...     [("a", [Saving("power", share=0.2)]), ("b", [Saving("power", share=0.2)])],
    ...     {"power": FlowValue(100_000, value=0.1)},
    ... )
    >>> [round(e.saved["power"]) for e in effects]
    [20000, 16000]
    """
    left = {key: flow.amount for key, flow in flows.items()}
    return tuple(_effect(name, savings, flows, left) for name, savings in options)


def _effect(
    name: str, savings: Sequence[Saving], flows: Mapping[str, FlowValue], left: dict[str, float]
) -> Effect:
    """Return the effect of one option, and take what it saves from what is left."""
    saved: dict[str, float] = {}
    alone: dict[str, float] = {}
    by_flow: dict[str, float] = {}
    money_alone = money_full = co2e = 0.0
    limited = []
    for saving in savings:
        require_known(saving.flow, flows, what="flow", where=name)
        key, flow = saving.flow, flows[saving.flow]
        share = saving.share_of(flow.amount)
        full = share * flow.amount
        now = share * left[key] if saving.interacts else min(full, left[key])
        if not saving.interacts and full > left[key] * (1 + 1e-9):
            limited.append(key)
        left[key] -= now
        value = flow.value if saving.value is None else saving.value
        at_full_cost = value if saving.value is not None else flow.full_value
        saved[key] = saved.get(key, 0.0) + now
        alone[key] = alone.get(key, 0.0) + full
        by_flow[key] = by_flow.get(key, 0.0) + now * value
        money_alone += full * value
        money_full += now * (value if at_full_cost is None else at_full_cost)
        co2e += now * flow.co2e_kg / 1000
    return Effect(
        option=name,
        saved=saved,
        alone=alone,
        money=sum(by_flow.values()),
        money_alone=money_alone,
        co2e_t=co2e,
        money_by_flow=by_flow,
        money_full=money_full,
        limited=tuple(limited),
    )
