"""Resource productivity and pollution intensity, and how they change between two periods."""

from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _

PRODUCTIVITIES = ("energy", "materials", "water")
INTENSITIES = ("carbon", "wastewater", "waste")
UNITS = {
    "energy": "MJ",
    "materials": "t",
    "water": "m3",
    "carbon": "t CO2e",
    "wastewater": "m3",
    "waste": "t",
}


@dataclass(frozen=True, slots=True)
class Performance:
    """Absolute figures of one period. None where nothing was recorded (absent is not zero).

    output : in `output_unit`; energy MJ; materials t; water m3; carbon t CO2e; wastewater m3;
    waste t
    """

    period: str
    output: float
    output_unit: str = "t"
    energy: float | None = None
    materials: float | None = None
    water: float | None = None
    carbon: float | None = None
    wastewater: float | None = None
    waste: float | None = None

    def __post_init__(self) -> None:
        if self.output <= 0:
            raise InvalidValueError(
                _(
                    "The product output for '{period}' is {output} {output_unit}.",
                    period=self.period,
                    output=Number(self.output, "g"),
                    output_unit=self.output_unit,
                ),
                where=self.period,
                cure=_(
                    "Enter the product output for the period. Every indicator is calculated "
                    "relative to this output."
                ),
            )

    def productivity(self, pressure: str) -> float | None:
        """Product output per unit of resource; up is good."""
        used = getattr(self, pressure)
        return self.output / used if used else None

    def intensity(self, pressure: str) -> float | None:
        """Pressure per unit of product output; down is good."""
        value = getattr(self, pressure)
        return value / self.output if value is not None else None

    def ratio(self, pressure: str) -> float | None:
        """The indicator of this pressure: productivity for resources, intensity for pollution."""
        of = self.productivity if pressure in PRODUCTIVITIES else self.intensity
        return of(pressure)

    def ratio_unit(self, pressure: str) -> str:
        if pressure in PRODUCTIVITIES:
            return f"{self.output_unit}/{UNITS[pressure]}"
        return f"{UNITS[pressure]}/{self.output_unit}"


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator, before and after.

    relative_change : 1, None when either side is missing or the base is 0
    decoupling : "absolute" (pressure falls while output grows), "relative" (pressure grows more
    slowly than output), "none", or "output fell" when decoupling has no meaning
    """

    pressure: str
    unit: str
    before: float | None
    after: float | None
    decoupling: str | None

    @property
    def relative_change(self) -> float | None:
        if not self.before or self.after is None:
            return None
        return self.after / self.before - 1

    @property
    def better(self) -> bool | None:
        """True when the change is good: productivity up, intensity down."""
        if self.relative_change is None:
            return None
        up = self.relative_change > 0
        return up if self.pressure in PRODUCTIVITIES else self.relative_change < 0


def compare(before: Performance, after: Performance) -> tuple[Change, ...]:
    """Return the six RECP indicators of two periods with their change and decoupling.

    productivity = output / resource        intensity = pressure / output
    Source: UNIDO-UNEP (2010), Enterprise-Level Indicators for Resource Productivity and
    Pollution Intensity: a primer for small and medium-sized enterprises.
    """
    if before.output_unit != after.output_unit:
        raise InvalidValueError(
            _(
                "Output is measured in {output_unit} in {period} but in {output_unit3} in "
                "{period4}.",
                output_unit=before.output_unit,
                period=before.period,
                output_unit3=after.output_unit,
                period4=after.period,
            ),
            where=after.period,
            cure=_("Enter both outputs in the same unit."),
        )
    return tuple(
        Change(
            pressure=p,
            unit=before.ratio_unit(p),
            before=before.ratio(p),
            after=after.ratio(p),
            decoupling=_decoupling(before, after, p),
        )
        for p in (*PRODUCTIVITIES, *INTENSITIES)
    )


def _decoupling(before: Performance, after: Performance, pressure: str) -> str | None:
    old, new = getattr(before, pressure), getattr(after, pressure)
    if not old or new is None:
        return None
    growth, strain = after.output / before.output - 1, new / old - 1
    if growth <= 0:
        return _("output fell") if growth < 0 else _("none")
    if strain < 0:
        return _("absolute")
    return _("relative") if strain < growth else _("none")
