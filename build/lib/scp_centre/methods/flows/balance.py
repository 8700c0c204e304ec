"""The balance of each quantity centre, and how far it is from closing."""

from dataclasses import dataclass

from scp_centre.methods.flows.model import BASE_UNIT, FlowSystem


@dataclass(frozen=True, slots=True)
class CentreBalance:
    """Inputs, outputs and closing error of one quantity centre in one balance.

    closing_error = inputs - outputs - stock_change, in the balance's base unit;
    closing_percent is relative to inputs, and None when nothing comes in.
    state: "closed", "open" or "one-sided" (only inputs, or only outputs, were recorded,
    so nothing can be said; typical of energy, whose losses nobody measures).
    """

    centre: str
    balance: str
    inputs: float
    outputs: float
    stock_change: float
    tolerance: float

    @property
    def unit(self) -> str:
        return BASE_UNIT[self.balance]

    @property
    def closing_error(self) -> float:
        return self.inputs - self.outputs - self.stock_change

    @property
    def closing_percent(self) -> float | None:
        return 100 * self.closing_error / self.inputs if self.inputs else None

    @property
    def state(self) -> str:
        if not self.inputs or not self.outputs:
            return "one-sided"
        within = abs(self.closing_error) <= self.tolerance * self.inputs
        return "closed" if within else "open"


def balance_centres(
    system: FlowSystem, balance: str, *, tolerance: float = 0.05
) -> tuple[CentreBalance, ...]:
    """Return the balance of each centre that has a flow in it, in the order of the centres.

    sum of inputs = sum of outputs + stock change

    tolerance : 1   share of inputs within which a balance counts as closed
    Source: ISO 14051:2011, 5.3 (material balance of a quantity centre).
    """
    inputs = dict.fromkeys((c.id for c in system.centres), 0.0)
    outputs = dict(inputs)
    touched = set()
    for flow in system.of_balance(balance):
        if flow.target is not None:
            inputs[flow.target] += flow.amount
            touched.add(flow.target)
        if flow.source is not None:
            outputs[flow.source] += flow.amount
            touched.add(flow.source)
    return tuple(
        CentreBalance(
            centre=c.id,
            balance=balance,
            inputs=inputs[c.id],
            outputs=outputs[c.id],
            stock_change=system.stock_changes.get((c.id, balance), 0.0),
            tolerance=tolerance,
        )
        for c in system.centres
        if c.id in touched
    )
