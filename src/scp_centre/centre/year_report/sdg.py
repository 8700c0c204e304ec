"""What the centre's figures contribute to targets of the Sustainable Development Goals.

A contribution is never the national indicator: that is a ratio, or a count, over the whole country.
Each row says how the two relate. Only what was read in the indicator's metadata is shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scp_centre.centre.year_report.declaration import YearFigure
from scp_centre.methods.messages import _
from scp_centre.reference import load_table

# indicator -> its name, and how the centre's figure relates to it
RELATIONS: Mapping[str, tuple[str, str]] = {
    "6.4.1": (
        _("Change in water-use efficiency over time"),
        _(
            "The indicator divides national value added by the water used. Verified water savings "
            "reduce the companies' water use. The companies' value added is not measured here."
        ),
    ),
    "7.3.1": (
        _("Energy intensity measured in terms of primary energy and GDP"),
        _(
            "The indicator divides the country's energy supply by its GDP. Verified energy "
            "savings are final energy at the meter, not converted to primary energy."
        ),
    ),
    "9.4.1": (
        _("CO₂ emission per unit of value added"),
        _(
            "The indicator counts CO₂ from fuel combustion per unit of value added. The centre's "
            "figure is in CO₂e and includes emissions from electricity."
        ),
    ),
    "12.2.2": (
        _("Domestic material consumption, in total, per capita and per GDP"),
        _(
            "The indicator counts all materials that the economy uses. Verified material savings "
            "reduce what companies use. Imports and exports are not accounted for."
        ),
    ),
    "12.5.1": (
        _("National recycling rate, tons of material recycled"),
        _(
            "The target calls for less waste through prevention, which the indicator does not "
            "count. Verified material savings are prevention. Report them under the target only."
        ),
    ),
    "12.6.1": (
        _("Number of companies publishing sustainability reports"),
        _(
            "The target calls on companies to adopt sustainable practices. The indicator counts "
            "published reports. The centre counts companies that carried out measures."
        ),
    ),
    "12.8.1": (
        _("Extent to which education for sustainable development is mainstreamed"),
        _(
            "The target is for people to have relevant information. The indicator scores "
            "education systems. The centre counts people in its own workshops and courses."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one figure contributes to the target of an indicator."""

    indicator: str
    name: str
    relation: str
    figure_key: str
    source: str
    address: str
    year: int

    @property
    def target(self) -> str:
        return self.indicator.rsplit(".", 1)[0]


def contributions(figures: Mapping[str, YearFigure]) -> Iterator[Contribution]:
    """Yield the contributions whose figures are reported, in the order of the goals."""
    for row in load_table("sdg_contributions").rows:
        if row["checked"] != "read" or row["figure"] not in figures:
            continue  # what is only recalled is no fact
        name, relation = RELATIONS[row["indicator"]]
        yield Contribution(
            row["indicator"],
            name,
            relation,
            row["figure"],
            row["source"],
            row["address"],
            row["year"],
        )
