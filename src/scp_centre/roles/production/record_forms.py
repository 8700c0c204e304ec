"""The rows of the workbook as forms: fields, lists, help and checks are those of its sheets."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scp_centre.centre.entry_fields import DayField, NumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.sheets.cells import CellError, is_empty, is_formula_error, read_cell
from scp_centre.centre.sheets.findings import Finding
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.methods.messages import _, as_written
from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.workbook.doubtful_readings import question_of
from scp_centre.roles.production.workbook.schema import sheets

LONG = ("description", "note", "reason", "origin", "basis")
NAMED = {"Centres": "centres", "Periods": "periods", "Options": "options"}
NOT_BY_FORM = ("company", "site", "country")  # whose the assessment is


class RecordForm(HouseForm):
    """One row of a sheet. Text that does not fit is answered as a cell would be."""

    def __init__(
        self, sheet: Sheet, file: AssessmentFile | None, *args: Any, old: Any = None, **more: Any
    ) -> None:
        if old is not None:
            more["initial"] = {c.key: _shown(getattr(old, c.key)) for c in sheet.columns}
        super().__init__(*args, **more)
        self.sheet = sheet = _without_sheets(sheet)
        rows = getattr(file, sheet.record) if file is not None and sheet.unique else ()
        self.others = [row for row in rows if row is not old]
        for column in sheet.columns:
            field = _field(column, _choices(column, file))
            field.is_optional = not column.required or column.key == "key"  # type: ignore[attr-defined]
            self.fields[column.key] = field
            if old is not None and (column.key == "key" or column.key in NOT_BY_FORM):
                self.fields[column.key].disabled = True

    @property
    def part(self) -> str:
        """Return what the rows are, for a page with several such forms."""
        return self.sheet.name

    @property
    def main(self) -> list[str]:
        """The fields that everybody fills in; the rest is folded away."""
        wanted = {c.key for c in shown_columns(self.sheet)} | {"origin", "key"}
        return [name for name in self.fields if name in wanted or name in self.errors]

    @property
    def has_more(self) -> bool:
        return len(self.main) < len(self.fields)

    def clean(self) -> dict[str, Any]:
        """Return the values of the row; what is wrong with each stands at its field."""
        values: dict[str, Any] = {}
        for column in self.sheet.columns:
            if column.key in self.errors:  # a number or day that its field could not read
                continue
            given = self.cleaned_data.get(column.key)
            cell = ", ".join(given) if isinstance(given, list) else given
            if column.required and is_empty(cell) and column.key != "key":
                self.add_error(column.key, ValidationError("", "required"))
                continue
            if column.key == "key" and not str(cell or "").strip():
                values["key"] = ""  # made from the name when the row is kept
                continue
            if is_formula_error(cell):
                wrong = _("{text} is a spreadsheet error. Enter the value.", text=cell)
                self.add_error(column.key, wrong)
                continue
            try:
                values[column.key] = read_cell(column, cell)
            except CellError as error:
                self.add_error(column.key, [error.message, error.cure])
        self._refuse_double(values)
        asked = question_of(values) if self.sheet.record == "measurements" else None
        if asked:
            self.add_error("value", [asked.question, asked.cure])
        return values

    def _refuse_double(self, values: dict[str, Any]) -> None:
        """Say at its last field that a row of this identity is there already."""
        unique = self.sheet.unique
        mine = [values.get(key) for key in unique]
        if not all(mine) or mine not in [[getattr(o, key) for key in unique] for o in self.others]:
            return
        message = _("A row for {named} already exists.", named=[str(part) for part in mine])
        cure = _("Edit the existing row, or change what you entered here.")
        self.add_error(unique[-1], [message, cure])

    def place(self, findings: Iterable[Finding], number: int) -> list[Finding]:
        """Put what is wrong with a row, known by its number, at its fields.

        Return what is wrong elsewhere, if that is all: else it is told with the rest.
        """
        fields = {as_written(column.title): column.key for column in self.sheet.columns}
        elsewhere = []
        for one in findings:
            key = fields.get(as_written(one.column))
            if key is None or (as_written(one.sheet), one.row) != (self.sheet.name, number):
                elsewhere.append(one)
            else:
                self.add_error(key, [one.message, one.cure])
        if not self.errors:
            return elsewhere
        for one in elsewhere:
            self.add_error(None, [one.message, one.cure])
        return []


def _without_sheets(sheet: Sheet) -> Sheet:
    """Return a sheet whose columns are explained to somebody who fills in a form."""
    columns = tuple(replace(c, help=c.form_help or c.help) for c in sheet.columns)
    return replace(sheet, columns=columns)


FLOOR = (
    "period",
    "name",
    "kind",
    "substance",
    "source",
    "target",
    "amount",
    "unit",
    "quality",
    "origin",
)


def floor_flow_form(file: AssessmentFile, data: Any = None) -> RecordForm:
    """Return the form of a flow with what is seen on the floor; the rest is added at the desk."""
    whole = next(s for s in sheets() if s.record == "flows")
    sheet = replace(whole, columns=tuple(c for c in whole.columns if c.key in FLOOR))
    begun = {"period": file.assessed_period.key, "quality": "measured"}
    form = RecordForm(sheet, file, data, prefix="flow", auto_id="%s", initial=begun)
    form.fields["name"].widget.attrs["list"] = "flow-names"
    return form


NOT_AT_FIRST = ("period", "key", "recycled", "balance", "price_rise", "measured_on")
ENDS = [("", _("outside")), (_("here"), _("this centre"))]


def first_form(kind: str, data: Any, begun: dict[str, object]) -> RecordForm:
    """Return a form with which an assessment begins; its flow is of the one centre beside it."""
    sheet = next(s for s in sheets() if s.record == kind)
    if kind != "flows":
        initial = begun if kind == "factory" else {}
        return RecordForm(sheet, None, data, prefix=kind, initial=initial)
    columns = tuple(c for c in sheet.columns if c.key not in NOT_AT_FIRST)
    form = RecordForm(replace(sheet, columns=columns), None, data, prefix=kind)
    for name in ("source", "target"):
        label = form.fields[name].label
        form.fields[name] = forms.ChoiceField(choices=ENDS, label=label, required=False)
    return form


def sheet_of(kind: str) -> Sheet | None:
    return next((s for s in sheets() if s.record == kind), None)


def shown_columns(sheet: Sheet) -> list[Column]:
    """Return the columns that a list of rows shows: those that must be filled in, and ends."""
    return [c for c in sheet.columns if c.required or c.key in ("source", "target", "price")]


def shown_rows(sheet: Sheet, rows: tuple[Any, ...]) -> list[list[tuple[Column, Any]]]:
    columns = shown_columns(sheet)
    return [[(c, getattr(row, c.key)) for c in columns] for row in rows]


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return list(value)
    return value


def _choices(column: Column, file: AssessmentFile | None) -> list[tuple[str, str]]:
    if column.type in ("choice", "unit", "list"):
        return [(a, a) for a in column.allowed]
    if column.type == "yesno":
        return [("yes", "yes"), ("no", "no")]
    if column.type == "reference" and file is not None:
        rows = getattr(file, NAMED[column.to])
        return [(r.key, getattr(r, "name", r.key)) for r in rows]
    if column.key == "flow" and file is not None:  # of a saving: the same flow in every period
        return [*{r.key: (r.key, r.name) for r in file.flows}.values()]
    return []


def _field(column: Column, choices: list[tuple[str, str]]) -> forms.Field:
    about: dict[str, Any] = {
        "label": column.title,
        "required": False,
        "help_text": column.help if column.key != "key" else KEY_HELP,
    }
    if column.type == "list":
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **about
        )
    if choices:
        empty = _("outside") if column.key in ("source", "target") else "–"
        return forms.ChoiceField(choices=[("", empty), *choices], **about)
    if column.type == "date":
        return DayField(**about)
    if column.type in ("number", "integer"):
        return NumberField(unit=column.unit, **about)
    return forms.CharField(widget=_widget(column), **about)


KEY_HELP = _(
    "Short name that other rows use to refer to this entry. If you leave this field empty, the "
    "short name is derived from the name."
)


def _widget(column: Column) -> forms.Widget:
    return forms.Textarea({"rows": 2}) if column.key in LONG else forms.TextInput()
