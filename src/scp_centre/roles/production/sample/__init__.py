"""Three companies of a fictional country, as workbooks in text: small, and said to be so.

What needs a database is in companies.py: `scp-centre template --sample` works without one.
"""

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.workbook.textform import read_text

if TYPE_CHECKING:
    from scp_centre.centre.registry.models import Person

FOLDER = Path(__file__).parent
COMPANIES = ("dairy", "dyehouse", "plating")
PEOPLE = (
    SamplePerson("expert", "A. Marin", "expert"),
    SamplePerson("company", "R. Costa, Rivermouth Dairy", "company member", "Rivermouth Dairy"),
    SamplePerson(
        "dyehouse", "S. Lindqvist, Lower Bridge", "company member", "Lower Bridge Dyehouse"
    ),
)


@cache
def sample_file(name: str) -> AssessmentFile:
    """Return the records of one sample company: dairy, dyehouse or plating."""
    return read_text((FOLDER / f"{name}.txt").read_text("utf-8"))


def load(people: "dict[str, Person]") -> None:
    """Load the companies into the sample centre."""
    from scp_centre.roles.production.sample.companies import load_companies

    load_companies(people)


def write_files(folder: Path) -> Iterator[str]:
    """Run the sample assessment end to end, as `scp-centre assess` does; once. Yield the lines."""
    from scp_centre.roles.production.report.results_folder import write_results
    from scp_centre.roles.production.workbook import read_workbook, write_workbook

    folder = folder / "sample-assessment"
    if (folder / "report.pdf").exists():
        yield f"The sample assessment lies in {folder}"
        return
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / "factory.xlsx"
    workbook.write_bytes(write_workbook(sample_file("dairy")))
    yield from write_results(read_workbook(workbook), folder, "en", data_only=False)
    yield f"  {workbook} (the workbook itself)"
    yield f"  in {time.perf_counter() - started:.1f} s"
