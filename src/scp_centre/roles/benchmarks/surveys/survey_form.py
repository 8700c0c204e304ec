"""The form in which somebody says what the columns of a survey are."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.sheets.forms import FIND_OUT
from scp_centre.centre.sheets.table_notation import BY_EXAMPLE
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.messages import Message, _, as_written
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.surveys.survey_columns import PREFIX, amounts_of, survey_sheet
from scp_centre.roles.benchmarks.surveys.survey_layout import (
    LOOKED_AT,
    MOST_COLUMNS,
    missing_titles,
    unit_of_heading,
)
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    Book,
    SurveyMapping,
    heading_text,
    row_at,
)
from scp_centre.roles.benchmarks.surveys.survey_units import (
    factor_between,
    list_units,
    read_unit,
)

EXAMPLES = 3  # cells of a column that are shown
LONGEST_TEXT = 40


class TableForm(HouseForm):
    """Where the table stands in the file; by itself it decides which columns are asked about."""

    nouns = {"heading_row": _("Headings")}

    heading_row = forms.TypedChoiceField(label=_("Heading row"), coerce=int)

    def __init__(self, book: Book, sheet: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(book) > 1:
            names = [(name, as_written(name)) for name in book]
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=names)
            self.order_fields(["sheet", "heading_row"])
        rows = book[sheet][:LOOKED_AT]
        shown = [(n, _row_label(n, row)) for n, row in enumerate(rows, start=1) if any(row)]
        self.fields["heading_row"].choices = shown  # type: ignore[attr-defined]


def _row_label(number: int, row: Sequence[Any]) -> Message:
    texts = [heading_text(cell)[:LONGEST_TEXT] for cell in row if heading_text(cell)]
    return _("Row {row}: {text}", row=number, text=" · ".join(texts)[:90])


class MappingForm(HouseForm):
    """What each column of a table is, and in which unit.

    column_0, column_1 … : key of the survey, or nothing    unit_use, unit_made … : of that column
    """

    units_below = forms.BooleanField(
        label=_("The row below the headings contains the units"), required=False
    )
    notation = forms.ChoiceField(
        label=_("Format of numbers stored as text"),
        required=False,
        choices=[FIND_OUT, *BY_EXAMPLE.items()],
        help_text=_("Choose a format if a number could be read in two ways."),
    )
    drops_totals = forms.BooleanField(
        label=_("Exclude totals and subtotals"),
        required=False,
        help_text=_("The result lists each excluded row. Otherwise, totals are treated as errors."),
    )
    drops_idle = forms.BooleanField(
        label=_("Exclude plants without use or output"),
        required=False,
        help_text=_(
            "The result lists each excluded row. Otherwise, these rows are treated as errors."
        ),
    )
    keep = forms.BooleanField(
        label=_("Save this layout"),
        required=False,
        initial=True,
        help_text=_(
            "Once the plants are imported, the next file with the same headings is imported "
            "automatically."
        ),
    )

    def __init__(
        self, book: Book, benchmark: Benchmark, mapping: SurveyMapping, *args: Any, **more: Any
    ) -> None:
        more["initial"] = _initial(mapping) | {"keep": True} | more.get("initial", {})
        self.place = (mapping.sheet, mapping.heading_row)
        self.sheet, self.amounts = survey_sheet(benchmark), amounts_of(benchmark)
        rows = book[mapping.sheet]
        headings = [heading_text(cell) for cell in rows[mapping.heading_row - 1]]
        self.headings = headings[:MOST_COLUMNS]
        self.body = rows[mapping.first_row - 1 :]
        self.below = [heading_text(cell) for cell in row_at(rows, mapping.heading_row)]
        data, *others = args or (None,)
        super().__init__(self._with_units(data), *others, **more)
        meanings = [("", _("Not imported")), *((c.key, c.title) for c in self.sheet.columns)]
        for i, text in enumerate(self.headings):
            label = _("Column {column}: {text}", column=xl_col_to_name(i), text=text)
            self.fields[f"column_{i}"] = forms.ChoiceField(
                label=label, choices=meanings, required=False
            )
        for key, amount in self.amounts.items():
            is_further = key.startswith(PREFIX)
            label = _(
                "{title}: unit in the file ({unit} in the benchmark)",
                title=amount.title if is_further else self.sheet.column(key).title,
                unit=amount.unit,
            )
            units = list_units(amount.unit, yearly=amount.yearly)
            written = self._bound_or_read(key, mapping)
            if written and written not in dict(units):
                units.append((written, written))
            field = forms.ChoiceField(
                label=label, choices=[("", _("Choose a unit")), *units], required=False
            )
            # It is asked for where the column is imported; of the use, a column may tell it.
            field.is_optional = key == "use" and self._has_column("use_unit")  # type: ignore[attr-defined]
            self.fields[f"unit_{key}"] = field
        self.fields["notation"].is_optional = False  # type: ignore[attr-defined]

    def _with_units(self, data: QueryDict | None) -> QueryDict | None:
        """Return what was sent, with the units that the file shows where none was chosen."""
        if data is None:
            return None
        filled = data.copy()
        has_units_below = bool(data.get("units_below"))
        for i in range(len(self.headings)):
            key = data.get(f"column_{i}", "")
            if key in self.amounts and not data.get(f"unit_{key}"):
                filled[f"unit_{key}"] = self._written_unit(i, key, has_units_below)
        return filled

    def _written_unit(self, place: int, key: str, has_units_below: bool) -> str:
        """Return the unit that stands in or below a heading; empty where none can be converted."""
        texts = [unit_of_heading(self.headings[place])]
        if has_units_below and place < len(self.below):
            texts.insert(0, self.below[place].strip("()[] "))
        wanted = self.amounts[key].unit
        for text in texts:
            if text and factor_between(text, wanted) is not None:
                return str(read_unit(text, own=wanted) or text)
        return ""

    def _bound_or_read(self, key: str, mapping: SurveyMapping) -> str:
        """Return the unit that was read for a column, which need not be in our list."""
        read = [mapping.units.get(key, "")]
        if self.is_bound:
            sent = str(self.data.get(f"unit_{key}", ""))
            read.insert(0, sent if factor_between(sent, self.amounts[key].unit) else "")
        return next(filter(None, read), "")

    def _has_column(self, key: str) -> bool:
        columns = [self[f"column_{i}"].value() for i in range(len(self.headings))]
        return key in columns

    def column_rows(self) -> list[tuple[str, str, list[str], BoundField]]:
        """Return each column of the table: its letter, heading, first cells, and its field."""
        return [
            (xl_col_to_name(i), text, self._examples(i), self[f"column_{i}"])
            for i, text in enumerate(self.headings)
            if text or self._examples(i)
        ]

    def _examples(self, place: int) -> list[str]:
        cells = [row[place] for row in self.body[:EXAMPLES] if place < len(row)]
        return [heading_text(cell)[:LONGEST_TEXT] for cell in cells if heading_text(cell)]

    def unit_fields(self) -> list[BoundField]:
        """Return the fields of the units of those columns that are imported."""
        columns = [self[f"column_{i}"].value() for i in range(len(self.headings))]
        return [self[f"unit_{key}"] for key in self.amounts if key in columns]

    def lacks_units(self) -> bool:
        """Return whether the unit of a column that is imported is not chosen yet."""
        told = {"use"} if self._has_column("use_unit") else set()
        return any(
            not field.value() and field.name.removeprefix("unit_") not in told
            for field in self.unit_fields()
        )

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for the same, columns that are needed and lacking, missing units."""
        values = super().clean() or {}
        seen: dict[str, str] = {}
        for i in range(len(self.headings)):
            key, letter = values.get(f"column_{i}"), xl_col_to_name(i)
            if key and key in seen:
                said = _(
                    "Column {column} is already used for “{title}”. Choose one of the two columns.",
                    column=seen[key],
                    title=self.sheet.column(key).title,
                )
                self.add_error(f"column_{i}", said)
            elif key:
                seen[key] = letter
        for title in missing_titles(self.mapping(values), self.sheet):
            self.add_error(None, _("Choose the column for “{title}”.", title=title))
        for key in self.amounts:
            by_row = key == "use" and "use_unit" in seen
            if key in seen and not values.get(f"unit_{key}") and not by_row:
                self.add_error(f"unit_{key}", _("Choose the unit of this column."))
        return values

    def mapping(self, values: dict[str, Any]) -> SurveyMapping:
        """Return what was chosen, whether it is whole or not."""
        sheet, row = self.place
        columns = {key: i for i in range(len(self.headings)) if (key := values.get(f"column_{i}"))}
        units = {
            key: unit
            for key in self.amounts
            if key in columns and (unit := values.get(f"unit_{key}"))
        }
        return SurveyMapping(
            sheet,
            row,
            row + (2 if values.get("units_below") else 1),
            columns,
            units,
            values.get("notation", ""),
            bool(values.get("drops_totals")),
            bool(values.get("drops_idle")),
        )


def _initial(mapping: SurveyMapping) -> dict[str, Any]:
    return {
        "units_below": mapping.first_row > mapping.heading_row + 1,
        "notation": mapping.notation,
        "drops_totals": mapping.drops_totals,
        "drops_idle": mapping.drops_idle,
        **{f"column_{place}": key for key, place in mapping.columns.items()},
        **{f"unit_{key}": unit for key, unit in mapping.units.items()},
    }
