"""What people enter, read as the inverse of how their language writes it; never guessed."""

from scp_centre.methods.entries.amounts import read_amount, read_money, read_quantity
from scp_centre.methods.entries.dates import read_date, write_date
from scp_centre.methods.entries.notation import (
    COMMA,
    FILE_NOTATIONS,
    MACHINE,
    ORDERS,
    POINT,
    POINT_MONTH_FIRST,
    Notation,
    plain_signs,
)
from scp_centre.methods.entries.numbers import (
    number_readings,
    read_number,
    read_whole_number,
    write_number,
)
from scp_centre.methods.entries.tables import fitting_notations

__all__ = [
    "COMMA",
    "FILE_NOTATIONS",
    "MACHINE",
    "ORDERS",
    "POINT",
    "POINT_MONTH_FIRST",
    "Notation",
    "fitting_notations",
    "number_readings",
    "plain_signs",
    "read_amount",
    "read_date",
    "read_money",
    "read_number",
    "read_quantity",
    "read_whole_number",
    "write_date",
    "write_number",
]
