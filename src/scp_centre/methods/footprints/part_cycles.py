"""What the circular footprint formula needs of a part: all of it is entered, nothing assumed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartCycle:
    """Recycled content and end of life of one part.

    line : key of the line whose mass it is
    recycled_content R1, recycled_after R2, energy_after R3 : shares of the mass
    burden_share A, energy_burden_share B    quality_in Qsin/Qp, quality_out Qsout/Qp
    virgin Ev, recycled Erec, recycling_after ErecEoL, virgin_replaced E*v, disposal ED,
    recovery EER, heat ESEheat, power ESEelec : keys of background rows; "" where not needed
    burning : kg CO2e / kg, emissions of burning that the row of EER leaves out; with its own source
    heating_value LHV : MJ / kg    heat_efficiency, power_efficiency X : shares
    source : of the shares and qualities
    """

    key: str
    line: str
    recycled_content: float
    recycled_after: float
    energy_after: float
    burden_share: float
    quality_in: float
    quality_out: float
    virgin: str
    source: str
    recycled: str = ""
    recycling_after: str = ""
    virgin_replaced: str = ""
    disposal: str = ""
    energy_burden_share: float | None = None
    recovery: str = ""
    heating_value: float | None = None
    heat_efficiency: float | None = None
    power_efficiency: float | None = None
    heat: str = ""
    power: str = ""
    burning: float | None = None
    burning_source: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """Return the keys of the background rows that were chosen."""
        materials = (self.virgin, self.recycled, self.recycling_after, self.virgin_replaced)
        others = (self.disposal, self.recovery, self.heat, self.power)
        return tuple(key for key in (*materials, *others) if key)
