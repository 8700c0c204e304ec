"""Three companies of a fictional country, as workbooks in text: small, and said to be so."""

from functools import cache
from pathlib import Path

from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.workbook.textform import read_text

FOLDER = Path(__file__).parent
COMPANIES = ("dairy", "dyehouse", "plating")


@cache
def sample_file(name: str) -> AssessmentFile:
    """Return the records of one sample company: dairy, dyehouse or plating."""
    return read_text((FOLDER / f"{name}.txt").read_text("utf-8"))
