"""The form in which somebody scores a plant or a year against a release."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.row_fields import RowField
from scp_centre.methods.messages import _
from scp_centre.methods.unit_signs import write_unit
from scp_centre.roles.benchmarks.models import Release
from scp_centre.roles.benchmarks.scores.outside_plants import (
    LARGEST,
    LARGEST_PRICE,
    ModelColumn,
    PlantYear,
    Worth,
    columns_of,
)

NOW, THEN = "", "baseline_"  # what the names of the fields of a year begin with


class ScoreForm(HouseForm):
    """The figures of a year, if wanted of a baseline year, and what they shall be worth.

    release : against which the plant is scored: its units, and the columns of its model
    companies : of the reader, for which a score can be saved
    """

    def __init__(
        self, *args: Any, release: Release, companies: list[Organisation], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.columns = columns_of(release)
        benchmark = release.benchmark
        year: dict[str, Any] = {"min_value": 1990, "max_value": 2100}
        use: dict[str, Any] = {"unit": benchmark.use_unit, "min_value": 0, "max_value": LARGEST}
        made: dict[str, Any] = {"unit": benchmark.output_unit, "min_value": 0, "max_value": LARGEST}
        labels = {
            NOW: (
                _("Year"),
                _("Use in the year, {unit}", unit=benchmark.use_unit),
                _("Output in the year, {unit}", unit=benchmark.output_unit),
            ),
            THEN: (
                _("Baseline year"),
                _("Use in the baseline year, {unit}", unit=benchmark.use_unit),
                _("Output in the baseline year, {unit}", unit=benchmark.output_unit),
            ),
        }
        for part in (NOW, THEN):
            needed = part == NOW
            said = labels[part]
            self.fields[f"{part}year"] = WholeNumberField(label=said[0], required=False, **year)
            self.fields[f"{part}use"] = NumberField(label=said[1], required=needed, **use)
            self.fields[f"{part}made"] = NumberField(label=said[2], required=needed, **made)
            for i, column in enumerate(self.columns):
                label = column_label(column, of_baseline=part == THEN)
                self.fields[f"{part}column{i}"] = NumberField(
                    label=label, required=needed, min_value=-LARGEST, max_value=LARGEST
                )
        self._add_wishes(release, companies)
        self.main = [n for n in self.fields if not n.startswith(THEN) and n not in ADVANCED]

    def _add_wishes(self, release: Release, companies: list[Organisation]) -> None:
        unit = release.benchmark.use_unit
        self.fields["wanted"] = NumberField(
            label=_("Score to reach"),
            min_value=1,
            max_value=99,
            required=False,
            initial=75,
            help_text=_("The page shows the use at which the plant would reach this score."),
        )
        self.fields["price"] = NumberField(
            label=_("Your price per unit of use"),
            min_value=0,
            max_value=LARGEST_PRICE,
            required=False,
            help_text=_(
                "Price per {unit}. If you leave this field empty, the price in the release is "
                "used.",
                unit=unit,
            ),
        )
        self.fields["emission"] = NumberField(
            label=_("Your emission factor, kg CO₂e"),
            min_value=0,
            max_value=LARGEST_PRICE,
            required=False,
            help_text=_(
                "Emissions per {unit}. If you leave this field empty, the factor in the release "
                "is used.",
                unit=unit,
            ),
        )
        if companies:
            self.fields["company"] = RowField(
                Organisation.objects.filter(pk__in=[c.pk for c in companies]),
                label=_("Company"),
                required=False,
                initial=companies[0],
            )
            self.fields["plant"] = forms.CharField(
                label=_("Name of the plant"), max_length=120, required=False
            )
            self.fields["save"] = forms.BooleanField(
                label=_("Save this score to my company’s history"),
                required=False,
                help_text=_("Otherwise, nothing you enter is stored."),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a whole baseline year where a part of it is given."""
        values = super().clean() or {}
        names = [n for n in self.fields if n.startswith(THEN) and n != f"{THEN}year"]
        given = [n for n in names if values.get(n) is not None]
        if given or values.get(f"{THEN}year") is not None:
            for name in names:
                if values.get(name) is None and name not in self.errors:
                    self.add_error(
                        name,
                        _("Enter this figure as well, or leave the whole baseline year empty."),
                    )
        for name in ("use", "made", f"{THEN}use", f"{THEN}made"):
            if values.get(name) == 0:
                self.add_error(name, _("Enter a number above 0."))
        return values

    def year(self, part: str) -> PlantYear | None:
        """Return the current or the baseline year; None where it was left empty."""
        values = self.cleaned_data
        if values.get(f"{part}use") is None:
            return None
        columns = {
            column.title: values[f"{part}column{i}"] for i, column in enumerate(self.columns)
        }
        return PlantYear(
            values[f"{part}use"], values[f"{part}made"], values[f"{part}year"], columns
        )

    def worth(self, release: Release) -> Worth:
        """Return what a unit of use is worth: as the reader says, else as the release does."""
        values, content = self.cleaned_data, release.content
        price, emission = values["price"], values["emission"]
        if price is None:
            price = content.get("price", {}).get("value")
        if emission is None:
            emission = content.get("emission", {}).get("value")
        return Worth(price, emission)


ADVANCED = ("price", "emission")


def column_label(column: ModelColumn, *, of_baseline: bool) -> str:
    """Return the label of a column of the model, with its unit where one is known."""
    title = f"{column.title}, {write_unit(column.unit)}" if column.unit else column.title
    return _("Baseline year: {title}", title=title) if of_baseline else title
