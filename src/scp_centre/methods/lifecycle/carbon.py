"""The carbon footprint of a product, with what standards want to see apart."""

from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class CarbonFootprint:
    """Greenhouse gases of one declared unit, kg CO2e; each kind apart.

    fossil : with the methane that is fossil
    biogenic_emissions : CO2 that leaves as emission (+1) and the methane that is biogenic
    biogenic_uptake : CO2 that biomass took from the air, 0 or below (-1)
    product_uptake : the part of the uptake that leaves the gate in the product, 0 or below
    land_use_change, aircraft : 0 or more
    stored_carbon : kg C in the product, told apart and in no total
    """

    fossil: float
    biogenic_emissions: float = 0.0
    biogenic_uptake: float = 0.0
    product_uptake: float = 0.0
    land_use_change: float = 0.0
    aircraft: float = 0.0
    stored_carbon: float = 0.0

    def __post_init__(self) -> None:
        """Raise InvalidValueError for an uptake above 0, and one of the product above all."""
        for name in ("biogenic_uptake", "product_uptake"):
            if getattr(self, name) > 0:
                raise InvalidValueError(
                    _(
                        "The uptake cannot be {value} kg. It must not be above 0.",
                        value=getattr(self, name),
                    ),
                    where=name,
                    cure=_("Enter the uptake as a negative number."),
                )
        if self.product_uptake < self.biogenic_uptake - 1e-9 * abs(self.biogenic_uptake):
            raise InvalidValueError(
                _("The product contains more biogenic carbon than its biomass took up."),
                where="product_uptake",
                cure=_("Correct the uptake, or the carbon content of the product."),
            )

    @property
    def total_excluding_uptake(self) -> float:
        """Return the total without the uptake that leaves the gate in the product.

        fossil + biogenic emissions + (uptake - uptake in product) + land use + aircraft
        """
        return self.total_including_uptake - self.product_uptake

    @property
    def total_including_uptake(self) -> float:
        """Return the total with all uptake; it differs by the uptake in the product only."""
        return (
            self.fossil
            + self.biogenic_emissions
            + self.biogenic_uptake
            + self.land_use_change
            + self.aircraft
        )
