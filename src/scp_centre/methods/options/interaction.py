"""Options on the same flow: savings are applied in sequence, never added twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class FlowValue:
    """A flow that options attack.

    amount : base unit per year    what flows today
    value : currency per base unit    what one unit less is worth
    co2e_kg : kg CO2e per base unit   what one unit less avoids; 0 where nothing is known
    """

    amount: float
    value: float
    co2e_kg: float = 0.0


@dataclass(frozen=True, slots=True)
class Saving:
    """What an option saves of one flow: a share of it, or an amount in its base unit.

    A negative saving is an extra use (a heat pump saves gas and takes electricity).
    `value` overrides the flow's value per unit.
    """

    flow: str
    share: float | None = None
    amount: float | None = None
    value: float | None = None

    def share_of(self, flow_amount: float) -> float:
        """Return the saving as a share of the flow as it is today."""
        if (self.share is None) == (self.amount is None):
            raise MissingValueError(
                _(
                    "The saving on '{flow}' needs a share or an amount, one of the two.",
                    flow=self.flow,
                ),
                where=self.flow,
                cure=_("Fill in one and leave the other empty."),
            )
        if self.share is not None:
            share = self.share
        elif flow_amount == 0:
            raise InvalidValueError(
                _("The flow '{flow}' is 0, so nothing of it can be saved.", flow=self.flow),
                where=self.flow,
                cure=_("Check the flow, or the key of the flow that this option attacks."),
            )
        else:
            share = (self.amount or 0.0) / flow_amount
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
    """

    option: str
    saved: dict[str, float] = field(default_factory=dict)
    alone: dict[str, float] = field(default_factory=dict)
    money: float = 0.0
    money_alone: float = 0.0
    co2e_t: float = 0.0
    money_by_flow: dict[str, float] = field(default_factory=dict)


def apply_in_sequence(
    options: Sequence[tuple[str, Sequence[Saving]]], flows: Mapping[str, FlowValue]
) -> tuple[Effect, ...]:
    """Return what each option saves when they are carried out in the order given.

    saved_i = q s_i prod_{j < i} (1 - s_j)   on each flow q, s the share that an option saves

    >>> effects = apply_in_sequence(
    ...     [("a", [Saving("power", share=0.2)]), ("b", [Saving("power", share=0.2)])],
    ...     {"power": FlowValue(100_000, value=0.1)},
    ... )
    >>> [round(e.saved["power"]) for e in effects]
    [20000, 16000]
    """
    left = dict.fromkeys(flows, 1.0)
    effects = []
    for name, savings in options:
        saved: dict[str, float] = {}
        alone: dict[str, float] = {}
        by_flow: dict[str, float] = {}
        money = money_alone = co2e = 0.0
        for saving in savings:
            require_known(saving.flow, flows, what="flow", where=name)
            flow = flows[saving.flow]
            share = saving.share_of(flow.amount)
            full, now = share * flow.amount, share * flow.amount * left[saving.flow]
            left[saving.flow] *= 1 - share
            saved[saving.flow] = saved.get(saving.flow, 0.0) + now
            alone[saving.flow] = alone.get(saving.flow, 0.0) + full
            value = flow.value if saving.value is None else saving.value
            money, money_alone = money + now * value, money_alone + full * value
            by_flow[saving.flow] = by_flow.get(saving.flow, 0.0) + now * value
            co2e += now * flow.co2e_kg / 1000
        effects.append(Effect(name, saved, alone, money, money_alone, co2e, by_flow))
    return tuple(effects)
