"""The sample centre's whole chain: from a water meter in a dairy to a published brief.

What people of all roles do one after the other, through the same actions as on their pages.
"""

import csv
import io
from typing import Any

from django.db import transaction

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.organisation_actions import keep_contact
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.centre.sheets.csv_writer import csv_text
from scp_centre.interfaces.journeys.case_studies import offer_case_study
from scp_centre.interfaces.journeys.sample_footprint import load_sample_footprint
from scp_centre.roles.benchmarks.actions import benchmarks
from scp_centre.roles.benchmarks.models import Release
from scp_centre.roles.benchmarks.sample import FOLDER
from scp_centre.roles.clearinghouse.actions.items import publish
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.policy.actions.briefs import publish_brief, write_brief
from scp_centre.roles.policy.models import Brief, Table
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Assessment, VerifiedSaving
from scp_centre.roles.production.sample import sample_file
from scp_centre.roles.recognition.sample import award_the_dairy
from scp_centre.roles.recognition.sample.follow_up import follow_up

YEAR = 2025
WATER: dict[str, Any] = {
    "title": "Water of cheese dairies",
    "isic": "1050",
    "boundary": "Whole site: water from wells and from the mains.",
    "use": "water",
    "use_unit": "m3",
    "output": "cheese",
    "output_unit": "t",
    "year": YEAR,
    "exclusions": "Dairies that only fill drinking milk.",
    "minimum_contributors": 5,
    "population": 58,
}
BRIEF = """\
# What the dairies of Verdania show

Cheese dairies use {{evidence.1050.water_per_cheese}} of water for each tonne of cheese.

The figure stands on a survey of the dairies and on meters that the centre has checked.

# What we propose

1. Ask every dairy with more than 500 t of cheese a year to meter its water.
2. Help the dairies above this figure first. All companies and figures here are fictional.
"""


@transaction.atomic
def load_sample_chain(people: dict[str, Person]) -> Brief:
    """Let the sample centre carry the dairy's figures on to a benchmark, case study and brief."""
    assessment = Assessment.objects.get(company=sample_file("dairy").factory.company)
    _describe(assessment, people["expert"])
    _review(assessment, people)
    for use in (Use.BENCHMARK, Use.CASE_STUDY):
        company = assessment.site.organisation
        set_consent(company, use, True, acting_user=people["company"])
    _release(people["statistician"])
    assessment.refresh_from_db()
    item = offer_case_study(assessment, acting_user=people["expert"])
    publish([Item.objects.get(pk=item.pk)], acting_user=people["information"])
    load_sample_footprint(people)
    award_the_dairy(people)
    follow_up(people)
    return _publish_brief(people["analyst"])


def _describe(assessment: Assessment, expert: Person) -> None:
    """Add what the registry says of the dairy: its cheese, and whom to call."""
    company = assessment.site.organisation
    cheese = {
        "name": "Hard cheese",
        "functional_unit": "1 kg of hard cheese at the gate of the dairy",
        "reference_unit": "kg",
        "hs": "040690",
        "cpv": "15540000",
    }
    keep_product(company, cheese, [assessment.site], acting_user=expert)
    contact = {"name": "J. Ferreira", "function": "Head of maintenance"}
    contact |= {"email": "maintenance@rivermouth.example"}
    keep_contact(company, contact, acting_user=expert)


def _review(assessment: Assessment, people: dict[str, Person]) -> None:
    actions.submit_for_review(assessment, acting_user=people["expert"])
    actions.approve_assessment(assessment, acting_user=people["reviewer"])
    for saved in VerifiedSaving.objects.filter(measure__assessment=assessment, current=True):
        actions.approve_verification(saved, acting_user=people["reviewer"])


def _release(statistician: Person) -> Release:
    """Benchmark the water of the dairies: a survey, and the dairy from the ledger."""
    benchmark = benchmarks.define_benchmark(WATER, acting_user=statistician, sample=True)
    survey = io.BytesIO(_water_survey().encode())
    benchmarks.import_plants(benchmark, survey, "water.csv", acting_user=statistician)
    benchmarks.gather_plants(benchmark, acting_user=statistician)
    return benchmarks.release_benchmark(benchmark, acting_user=statistician)


def _water_survey() -> str:
    """Return the survey of water, made of the survey of energy that asked for water too."""
    head = ("Plant", "Company", "Holding", "Region", "Use", "Unit of use", "Output", "Source")
    rows = []
    with (FOLDER / f"dairies_{YEAR}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Company"] != sample_file("dairy").factory.company:
                water = row | {"Use": row["Water, m3"], "Unit of use": "m3"}
                rows.append([water.get(column, "") for column in head])
    return csv_text(head, rows)


def _publish_brief(analyst: Person) -> Brief:
    values = {
        "title": "Water in the dairies of Verdania",
        "summary": "Meters in dairies show how much water a tonne of cheese takes, and where help "
        "is needed first.",
        "table": Table.objects.order_by("-year")[0],
        "scenarios": [],
        "language": "en",
        "text": BRIEF,
    }
    brief = write_brief(values, acting_user=analyst, sample=True)
    publish_brief(brief, acting_user=analyst)
    return Brief.objects.get(pk=brief.pk)
