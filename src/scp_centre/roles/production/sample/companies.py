"""The sample companies in a centre: imported, and the dairy followed up."""

from datetime import UTC, date, datetime
from pathlib import Path

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Membership, Organisation, Person, Role
from scp_centre.roles.production import actions
from scp_centre.roles.production.actions import import_file
from scp_centre.roles.production.models import Answer, Assessment
from scp_centre.roles.production.sample import COMPANIES, FOLDER, PEOPLE, sample_file

ANSWERED = datetime(2026, 1, 16, 10, tzinfo=UTC)


def load_companies(people: dict[str, Person]) -> None:
    """Import the companies, let their members join, and let the dairy share and follow up."""
    for company in COMPANIES:
        import_file(sample_file(company), acting_user=people["expert"], sample=True)
    for one in PEOPLE:
        if one.company:
            organisation = Organisation.objects.get(name=one.company)
            Membership.objects.create(
                person=people[one.key], role=Role.COMPANY, organisation=organisation
            )
    follow_the_dairy(people)
    dairy = Organisation.objects.get(name=sample_file("dairy").factory.company)
    set_consent(dairy, Use.BENCHMARK, True, acting_user=people["company"])


def follow_the_dairy(people: dict[str, Person]) -> None:
    """Let the sample dairy answer, carry out and measure, so that its follow-up has content."""
    assessment = Assessment.objects.get(company=sample_file("dairy").factory.company)
    site, expert, member = assessment.site, people["expert"], people["company"]
    compressors = actions.add_meter(
        site, "Electricity, compressors", "MWh", flow="el_air", acting_user=expert
    )
    gas = actions.add_meter(site, "Natural gas", "GJ", flow="gas", acting_user=expert)
    cheese = actions.add_meter(site, "Cheese made", "t", driver=True, acting_user=expert)
    with Path(FOLDER / "dairy_readings.csv").open("rb") as file:
        actions.import_readings(file, "dairy_readings.csv", site=site, acting_user=member)
    for key in ("leaks", "insulation", "overfill", "pushout", "tuning"):
        actions.answer_option(assessment, key, "accepted", "", acting_user=member)
    reason = "The tanks stand where the new filler is planned; asked again after the rebuilding."
    actions.answer_option(assessment, "whey_tank", "declined", reason, acting_user=member)
    # The company answered a week after the assessment, and acted then: not on the day of loading.
    assessment.measures.exclude(answer=Answer.OPEN).update(answered_on=ANSWERED)
    done = {"leaks": (date(2026, 1, 28), 1_750.0), "insulation": (date(2026, 2, 26), 5_480.0)}
    for key, (day, spent) in done.items():
        actions.report_progress(
            assessment, key, "carried out", carried_out_on=day, spent=spent, acting_user=member
        )
    actions.report_progress(assessment, "overfill", "under way", acting_user=member)
    year = (date(2025, 1, 1), date(2025, 12, 31))
    for key, meter, start in (
        ("leaks", compressors, date(2026, 2, 1)),
        ("insulation", gas, date(2026, 3, 1)),
    ):
        span = (start, date(2026, 10, 31))
        actions.verify_saving(assessment, key, [meter], [cheese], year, span, acting_user=expert)
