"""The sample centre: its people, and what each role brings in its module `sample`."""

from django.db import transaction

from scp_centre.centre.public_site.sample import load_site
from scp_centre.centre.registry.models import Centre, Membership, Person
from scp_centre.centre.roles import SamplePerson
from scp_centre.centre.roles.discovery import offered
from scp_centre.centre.search.entries import index_later
from scp_centre.interfaces.journeys.knowledge_alerts import bring_new

DOMAIN = "verdania.example"
PEOPLE = (
    SamplePerson("reviewer", "B. Okoye", "reviewer"),
    SamplePerson("director", "D. Haddad", "director"),
    SamplePerson("admin", "L. Petrova", "administrator"),
)


def sample_people() -> list[SamplePerson]:
    """Return the people of the roles, then those of the centre."""
    return [one for _, module in offered("sample") for one in module.PEOPLE] + list(PEOPLE)


def logins(password: str) -> list[tuple[str, str, str]]:
    """Return role, e-mail address and password of each sample person."""
    return [(one.role, f"{one.key}@{DOMAIN}", password) for one in sample_people()]


@transaction.atomic
def load_sample_centre(password: str) -> bool:
    """Load people and companies into an empty centre; return False when there is something."""
    if Person.objects.exists():
        return False
    Centre.objects.create(
        is_sample=True,
        pk=1,
        name="Cleaner Production Centre of Verdania",
        country="Verdania (fictional)",
        currency="EUR",
        gwp_set="AR6",
        electricity_factor=0.42,
        electricity_factor_source="Fictional grid operator of Verdania, 2025",
    )
    with index_later():  # each thing once, not after each act
        people = {one.key: _join(one, password) for one in sample_people()}
        for _, module in offered("sample"):
            module.load(people)
        load_site(people)
        bring_new()
    return True


def _join(one: SamplePerson, password: str) -> Person:
    person = Person.objects.create_user(f"{one.key}@{DOMAIN}", password, name=one.name)
    if not one.company:
        Membership.objects.create(person=person, role=one.role)
    return person
