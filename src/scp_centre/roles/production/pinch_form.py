"""The form of pinch targets: a row for each stream, and the smallest temperature difference."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import NumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.methods.messages import _
from scp_centre.methods.utilities.pinch import Stream
from scp_centre.roles.production.assessment.calculations.model import ABSOLUTE_ZERO

FEWEST, MOST = 6, 30  # rows of streams
HOTTEST = 5_000.0  # °C
MOST_FLOW = 1e9  # kW/K
MOST_DIFFERENCE = 500.0  # K
USUAL_DIFFERENCE = 10.0  # K, where the person gives none; said at the field
PARTS = ("name", "supply", "target", "flow")


class PinchForm(HouseForm):
    """Streams to be cooled or heated. Rows that are empty are left out."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["difference"] = NumberField(
            label=_("Minimum temperature difference, K"),
            help_text=_(
                "Between the hot and cold sides of a heat exchanger. If you leave this field "
                "empty, 10 K is used."
            ),
            required=False,
            min_value=0,
            max_value=MOST_DIFFERENCE,
        )
        self.numbers = range(1, 1 + self._rows())
        for number in self.numbers:
            self._add_row(number)

    def _rows(self) -> int:
        """Return how many rows are shown: two more than are filled in."""
        filled = [n for n in range(1, MOST + 1) if self.data.get(f"supply-{n}")]
        return min(MOST, max(FEWEST, max(filled, default=0) + 2))

    def _add_row(self, number: int) -> None:
        degrees: dict[str, Any] = {
            "required": False,
            "min_value": ABSOLUTE_ZERO,
            "max_value": HOTTEST,
        }
        row = {
            "name": forms.CharField(label=_("Name"), required=False, max_length=80),
            "supply": NumberField(label=_("Supply, °C"), **degrees),
            "target": NumberField(label=_("Target, °C"), **degrees),
            "flow": NumberField(
                label=_("Heat capacity flow rate, kW/K"),
                required=False,
                min_value=0,
                max_value=MOST_FLOW,
            ),
        }
        for part, field in row.items():
            field.is_optional = False  # type: ignore[attr-defined]  # a whole row is, or none of it
            self.fields[f"{part}-{number}"] = field

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a row that was begun."""
        values = super().clean() or {}
        for number in self.numbers:
            entered = {part: values.get(f"{part}-{number}") for part in PARTS}
            if all(value in (None, "") for value in entered.values()):
                continue
            for part in PARTS[1:]:
                if entered[part] is None and f"{part}-{number}" not in self.errors:
                    self.add_error(
                        f"{part}-{number}",
                        _("This value is missing. Enter the value, or leave the row empty."),
                    )
        return values

    def streams(self) -> tuple[Stream, ...]:
        """Return the streams of a valid form; one without a name is called by its number."""
        values = self.cleaned_data
        return tuple(
            Stream(
                values[f"name-{n}"] or str(n),
                values[f"supply-{n}"],
                values[f"target-{n}"],
                values[f"flow-{n}"],
            )
            for n in self.numbers
            if values.get(f"supply-{n}") is not None
        )

    @property
    def difference(self) -> float:
        """The smallest temperature difference in K, the usual one where none was given."""
        entered: float | None = self.cleaned_data.get("difference")
        return USUAL_DIFFERENCE if entered is None else entered

    def rows(self) -> list[tuple[int, list[Any]]]:
        """Return each stream's number and fields."""
        return [(n, [self[f"{part}-{n}"] for part in PARTS]) for n in self.numbers]
