"""Who pays and who receives in a scenario, and what its effect consists of."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scp_centre.methods.scenarios.economy import Array, Economy

EFFECTS = ("structure", "substitution", "response", "rebound")
NOISE = 1e-12  # share of a figure below which its change is the machine's rounding


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Who pays and who receives in one year, in money; nothing comes from nowhere.

    paid : (category,)  what buyers pay more for what they buy, Σ own (p - 1) y
    bought : (category,)  what they buy more at base prices    received : (category,)
    revenue : rate times what is taxed    returned, lowered : what of it goes back to households,
        or into lower taxes on value added    inputs : what producers pay more for changed inputs

    Laws: sum of paid = revenue - lowered + inputs    sum of received = returned
    """

    paid: Array
    bought: Array
    received: Array
    revenue: float
    returned: float
    lowered: float
    inputs: float

    @property
    def saved(self) -> Array:
        """Return (category,) what buyers have left; below 0 what they take from savings."""
        found: Array = self.received - self.paid - self.bought
        return found

    @property
    def kept(self) -> float:
        """Return what government keeps of the revenue."""
        return self.revenue - self.returned - self.lowered


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """What the change of production consists of, (indicator,) each; the four add up to it.

    structure : recipes, intensities and shares of imports are others
    substitution : instruments move or stop purchases    response : buyers answer prices
    rebound : money that was freed or returned is spent
    """

    structure: Array
    substitution: Array
    response: Array
    rebound: Array


def plain_balance(balance: Balance, economy: Economy) -> dict[str, Any]:
    """Return who pays and who receives, in money: all rows together pay what they receive."""
    size = np.abs(economy.Y).sum()
    columns = (balance.paid, balance.received, balance.bought, balance.saved)
    names = ("paid", "received", "bought", "saved")
    rows = [
        {"code": c.code, "title": c.title, "kind": c.kind}
        | {n: float(quiet(v[k], size)) for n, v in zip(names, columns, strict=True)}
        for k, c in enumerate(economy.categories)
        if c.kind != "import"
    ]
    single = ("revenue", "returned", "lowered", "kept", "inputs")
    return {"buyers": rows} | {n: float(quiet(getattr(balance, n), size)) for n in single}


def quiet(change: Any, size: Any) -> Array:
    """Return changes without those that are nothing but rounding of the figure they change."""
    small = np.abs(change) <= NOISE * np.abs(np.asarray(size, float))
    return np.where(small, 0.0, change)
