"""The Common Procurement Vocabulary, as the method of matching reads it."""

from functools import cache

from scp_centre.methods.tenders.cpv import CpvCode, CpvTable
from scp_centre.reference.loader import load_table

LANGUAGES = {"english": "en", "french": "fr", "spanish": "es"}


@cache
def cpv_table() -> CpvTable:
    """Return all codes of the CPV of 2008 with check digits and labels in three languages."""
    return CpvTable(
        {
            row["code"]: CpvCode(
                row["code"],
                row["check_digit"],
                {language: row[column] for column, language in LANGUAGES.items()},
            )
            for row in load_table("cpv").rows
        }
    )
