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
    contributed : (category,)  what buyers pay for programmes
    charged : what producers pay for programmes, and pass on in their prices
    programmes_paid, programmes_bought : what the money of programmes pays more for what it buys,
        and what it buys at base prices

    Laws: sum of paid + programmes_paid = revenue - lowered + inputs + charged
    sum of received = returned
    """

    paid: Array
    bought: Array
    received: Array
    revenue: float
    returned: float
    lowered: float
    inputs: float
    contributed: Array
    charged: float
    programmes_paid: float
    programmes_bought: float

    @property
    def saved(self) -> Array:
        """Return (category,) what buyers have left; below 0 what they take from savings."""
        found: Array = self.received - self.paid - self.bought - self.contributed
        return found

    @property
    def cost(self) -> float:
        """Return what programmes cost, and those who run them receive."""
        return float(self.contributed.sum()) + self.charged

    @property
    def unspent(self) -> float:
        """Return what of the money of programmes buys nothing, as no goods are named."""
        return self.cost - self.programmes_paid - self.programmes_bought

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
    names = ("paid", "received", "bought", "saved", "contributed")
    columns = [getattr(balance, name) for name in names]
    rows = [
        {"code": c.code, "title": c.title, "kind": c.kind}
        | {n: float(quiet(v[k], size)) for n, v in zip(names, columns, strict=True)}
        for k, c in enumerate(economy.categories)
        if c.kind != "import"
    ]
    single: tuple[str, ...] = (
        "revenue",
        "returned",
        "lowered",
        "kept",
        "inputs",
        "charged",
        "cost",
        "unspent",
    )
    single += ("programmes_paid", "programmes_bought")
    return {"buyers": rows} | {n: float(quiet(getattr(balance, n), size)) for n in single}


def quiet(change: Any, size: Any) -> Array:
    """Return changes without those that are nothing but rounding of the figure they change."""
    small = np.abs(change) <= NOISE * np.abs(np.asarray(size, float))
    return np.where(small, 0.0, change)
