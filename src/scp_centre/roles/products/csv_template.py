"""The CSV template of a life-cycle database: columns, an example, what is wrong in a row."""

from typing import Any

from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.messages import Message, _

COLUMN_TITLES = {
    "process": _("Name of the process. Rows with the same process and region belong together."),
    "region": _("Country or region of the process. Optional."),
    "year": _("Year of the data. Optional."),
    "type": _(
        "product: what the process makes. treatment: the waste that the process treats. Each "
        "process has one of these two. input: a product that the process uses. waste: a waste "
        "that the process sends for treatment. avoided: a product that the process replaces. "
        "emission: what the process releases. resource: what the process takes from nature."
    ),
    "name": _(
        "Name of the product, waste or substance. Inputs are linked to their producer by this name."
    ),
    "amount": _("A number. Use either a decimal point or a decimal comma throughout the file."),
    "unit": _("For example kg, MJ, kWh, m³ or t*km."),
    "compartment": _(
        "For an emission, enter air, water or soil, with details after a slash if known."
    ),
    "cas": _("CAS number of the substance. Optional."),
    "quality": _("Data quality scores, such as (2;3;1;2;4). Optional."),
}
# as the reader of the template knows them
TYPES = ("product", "treatment", "input", "waste", "avoided", "emission", "resource")
EXAMPLE = (
    ("Brick works", "Verdania", "2025", "product", "Brick", "1000", "kg", "", "", ""),
    ("Brick works", "Verdania", "2025", "input", "Electricity", "60", "kWh", "", "", ""),
    ("Brick works", "Verdania", "2025", "resource", "Clay", "1200", "kg", "in ground", "", ""),
    ("Brick works", "Verdania", "2025", "emission", "Carbon dioxide, fossil", "180", "kg", "air",
     "", ""),
    ("Power plant", "Verdania", "2024", "product", "Electricity", "1", "kWh", "", "", ""),
    ("Power plant", "Verdania", "2024", "emission", "Carbon dioxide, fossil", "0.45", "kg", "air",
     "", ""),
    ("Power plant", "Verdania", "2024", "emission", "Methane, fossil", "0.8", "g", "air", "", ""),
)  # fmt: skip


def write_template() -> bytes:
    """Return the template with an example, as a file that spreadsheet programs open."""
    return csv_bytes(tuple(COLUMN_TITLES), EXAMPLE, separator=";")


def row_finding(fault: dict[str, Any]) -> Finding:
    """Return what is wrong in one row, in the words of whoever filled it in."""
    written = str(fault["written"])
    message, cure = _of_value(fault["kind"], written) or _of_process(fault["kind"], written)
    return Finding("", fault["row"], str(fault["column"]), message, cure)


def _of_value(kind: str, written: str) -> tuple[Message, Message] | None:
    match kind:
        case "missing":
            return _("No value was entered."), _("Enter a value, or delete the row.")
        case "unknown_type":
            said = _("“{written}” is not a row type.", written=written)
            return said, _("Use one of these words: {types}.", types=list(TYPES))
        case "no_medium":
            said = _("“{written}” does not say where the emission goes.", written=written)
            return said, _("Begin with air, water or soil.")
        case "no_year":
            said = _("“{written}” is not a year.", written=written)
            return said, _("Enter a year such as 2024.")
        case "unclear":
            said = _("“{written}” can be read as two different numbers.", written=written)
            return said, _("Write the number without thousands separators.")
        case "repeated":
            said = _("Two columns have the heading “{title}”.", title=written)
            return said, _("Keep one of the two columns, or rename the other one.")
        case "too_wide":
            said = _("The row has more cells than there are headings.")
            return said, _("Put a text or number that contains the separator in quotation marks.")
        case "no_number":
            said = _("“{written}” is not a number.", written=written)
            return said, _("Enter a plain number.")
    return None


def _of_process(kind: str, written: str) -> tuple[Message, Message]:
    match kind:
        case "no_product":
            said = _("The process “{written}” has no product.", written=written)
            return said, _("Add a row of type product or treatment.")
        case "second_product":
            said = _("The process “{written}” has more than one product.", written=written)
            return said, _(
                "Split the process into one process for each product, each with its own inputs."
            )
    return (
        _("A product cannot have the amount {written}.", written=written),
        _("Enter how much the process makes or treats, as a number above 0."),
    )
