"""How a result says where it comes from: formula, inputs with their units, sources."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """One input of a computed figure: its name, value, unit and where it was read.

    figure : key of the Figure of the same period that this input is, where it is one
    """

    name: str
    value: float | str
    unit: str = ""
    where: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Formula as a person writes it, the inputs that entered it, and the sources."""

    formula: str
    inputs: tuple[Given, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed number that knows its unit and period and can explain itself (conventions §6).

    uncertainty : relative standard uncertainty; None where nobody stated one
    """

    key: str
    name: str
    value: float
    unit: str
    period: str = ""
    subject: str = ""
    explanation: Explanation = field(default_factory=lambda: Explanation(formula=""))
    uncertainty: float | None = None
