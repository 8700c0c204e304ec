"""The people and companies of the sample centre."""

from datetime import date
from pathlib import Path

from django.db import transaction

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Centre, Membership, Organisation, Person, Role
from scp_centre.interfaces.journeys.knowledge_alerts import bring_new
from scp_centre.roles.benchmarks.sample import load_sample_benchmark
from scp_centre.roles.clearinghouse.sample import load_sample_items
from scp_centre.roles.policy.sample import load_sample_policy
from scp_centre.roles.production import actions
from scp_centre.roles.production.actions import import_file
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.sample import COMPANIES, FOLDER, sample_file
from scp_centre.roles.training.sample import load_sample_workshop

DOMAIN = "verdania.example"
PEOPLE = (
    ("expert", "A. Marin", Role.EXPERT, None),
    ("company", "R. Costa, Rivermouth Dairy", Role.COMPANY, "dairy"),
    ("dyehouse", "S. Lindqvist, Lower Bridge", Role.COMPANY, "dyehouse"),
    ("reviewer", "B. Okoye", Role.REVIEWER, None),
    ("director", "D. Haddad", Role.DIRECTOR, None),
    ("admin", "L. Petrova", Role.ADMINISTRATOR, None),
    ("statistician", "T. Nakato", Role.STATISTICIAN, None),
    ("trainer", "P. Andrade", Role.TRAINER, None),
    ("analyst", "E. Okafor", Role.ANALYST, None),
    ("information", "H. Tanaka", Role.INFORMATION, None),
    ("association", "M. Duarte, Dairies of Verdania", Role.ASSOCIATION, None),
)


def logins(password: str) -> list[tuple[str, str, str]]:
    """Return role, e-mail address and password of each sample person."""
    return [(str(role), f"{name}@{DOMAIN}", password) for name, _, role, _ in PEOPLE]


@transaction.atomic
def load_sample_centre(password: str) -> bool:
    """Load people and companies into an empty centre; return False when there is something."""
    if Person.objects.exists():
        return False
    people = {
        name: Person.objects.create_user(f"{name}@{DOMAIN}", password, name=full)
        for name, full, _, _ in PEOPLE
    }
    Membership.objects.create(person=people["expert"], role=Role.EXPERT)
    dairy = sample_file("dairy").factory
    Centre.objects.create(
        pk=1,
        name="Cleaner Production Centre of Verdania",
        country=dairy.country,
        currency=dairy.currency,
        gwp_set=dairy.gwp_set,
        electricity_factor=dairy.electricity_factor,
        electricity_factor_source=dairy.electricity_factor_source or "",
    )
    for company in COMPANIES:
        import_file(sample_file(company), acting_user=people["expert"], sample=True)
    for name, _, role, company in PEOPLE:
        if name != "expert":
            of = sample_file(company).factory.company if company else None
            organisation = Organisation.objects.get(name=of) if of else None
            Membership.objects.create(person=people[name], role=role, organisation=organisation)
    load_sample_items(people["information"])
    load_sample_policy(people["analyst"])
    load_sample_workshop(people["trainer"])
    follow_the_dairy(people)
    dairy_company = Organisation.objects.get(name=dairy.company)
    set_consent(dairy_company, Use.BENCHMARK, True, acting_user=people["company"])
    load_sample_benchmark(people["statistician"], people["director"])
    bring_new()
    return True


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
        actions.verify_saving(assessment, key, meter, [cheese], year, span, acting_user=expert)
