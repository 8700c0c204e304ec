"""What turns an amount of a flow into its base unit: the one place where units meet.

A flow of energy may be entered, saved and metered in three ways: as energy, as a volume of fuel
and as a mass of fuel. They agree through the energy content of the flow and its calorific value.
"""

from dataclasses import dataclass

from scp_centre.methods.errors import UnitError
from scp_centre.methods.flows.model import BASE_UNIT
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import convert, kind_of

BALANCE_OF_KIND = {"mass": "material", "volume": "water", "energy": "energy"}
BALANCE_NAMES = {"material": _("material"), "energy": _("energy"), "water": _("water")}


@dataclass(frozen=True, slots=True)
class Carrier:
    """How amounts of one flow are converted to kg, MJ (net) or m3.

    content : MJ per content_unit   energy content of a fuel, as its supplier states it
    ncv : MJ/kg                     net calorific value of the fuel, where a table has it
    net_share : 1                   net / gross calorific value for a fuel bought by gross, else 1;
                                    it turns amounts of energy and `content` into net energy
    """

    flow: str
    balance: str
    content: float | None = None
    content_unit: str = ""
    ncv: float | None = None
    net_share: float = 1.0

    def to_base(self, amount: float, unit: str) -> float:
        """Return an amount of this flow in the base unit of its balance.

        energy: E = amount x net share;  E = volume x content x net share;  E = m NCV

        >>> gas = Carrier("gas", "energy", content=35.0, content_unit="m3")
        >>> gas.to_base(2.0, "m3"), gas.to_base(0.07, "GJ")
        (70.0, 70.0)

        Raises UnitError when nothing says how the unit becomes one of the balance.
        """
        kind = kind_of(unit)
        if BALANCE_OF_KIND.get(kind) == self.balance:
            net = self.net_share if self.balance == "energy" else 1.0
            return convert(amount, unit, BASE_UNIT[self.balance]) * net
        if self.balance == "energy":
            if self.content and kind == kind_of(self.content_unit):
                return convert(amount, unit, self.content_unit) * self.content * self.net_share
            if kind == "mass" and self.ncv:
                return convert(amount, unit, "kg") * self.ncv
        raise self._misfit(unit)

    def from_base(self, amount: float, unit: str) -> float:
        """Return an amount in the base unit as an amount in `unit`."""
        return amount / self.to_base(1.0, unit)

    def _misfit(self, unit: str) -> UnitError:
        return UnitError(
            _(
                "The unit {unit} cannot be used for the flow “{flow}” ({balance}).",
                unit=unit,
                flow=self.flow,
                balance=BALANCE_NAMES[self.balance],
            ),
            where=self.flow,
            cure=_(
                "Choose an energy unit, or enter the flow's energy content in MJ per {unit}.",
                unit=unit,
            )
            if self.balance == "energy"
            else _("Choose another unit, for example {unit}.", unit=BASE_UNIT[self.balance]),
        )
