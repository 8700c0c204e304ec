"""How the numbers and dates of a text table are written: as its sender says, or as it shows."""

from collections.abc import Iterable, Sequence

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.translation import Speaker
from scp_centre.methods.entries import FILE_NOTATIONS, Notation, fitting_notations
from scp_centre.methods.messages import _

BY_EXAMPLE = {  # name -> what it looks like, which needs no translation
    "point": "1,234.5 · 31/12/2026",
    "point-month": "1,234.5 · 12/31/2026",
    "comma": "1.234,5 · 1 234,5 · 31/12/2026",
}
LOOKED_AT = 2_000  # rows that tell how a table is written


def chosen_notations(form: CsvForm | None) -> tuple[Notation, ...]:
    """Return the notation that the sender of a table chose, or all that it may be in."""
    name = form.notation if form else ""
    return tuple(one for one in FILE_NOTATIONS if one.name == name) or FILE_NOTATIONS


def table_notations(
    form: CsvForm | None, numbers: Iterable[str], days: Iterable[str] = ()
) -> tuple[Notation, ...]:
    """Return in which notations a table can be: as was chosen, else by its own cells."""
    return fitting_notations(numbers, days, chosen_notations(form))


def sheet_notations(
    form: CsvForm | None, sheet: Sheet, places: dict[str, int], rows: Sequence[Sequence[str]]
) -> tuple[Notation, ...]:
    """Return in which notations the rows of a declared sheet can be.

    places : key of a column -> where it stands
    """

    def cells(*types: str) -> list[str]:
        at = [places[c.key] for c in sheet.columns if c.type in types and c.key in places]
        cells = (row[i] for row in rows for i in at if i < len(row))
        return [cell for cell in cells if cell.strip()]

    return table_notations(form, cells("number", "integer"), cells("date"))


def notation_sentence(notations: Sequence[Notation], say: Speaker) -> str:
    """Return how numbers and dates of a table are read, to be shown to whoever sent it."""
    examples = " / ".join(BY_EXAMPLE[one.name] for one in notations)
    if len(notations) == 1:
        return say(_("Numbers and dates are read as in this example: {example}.", example=examples))
    return say(
        _(
            "The file does not make it clear how all of its numbers and dates are written. "
            "Ambiguous cells are listed. If any cells are listed, choose one of these formats: "
            "{examples}.",
            examples=examples,
        )
    )
