"""The people and companies of the sample centre."""

from django.db import transaction

from scp_centre.centre.registry.models import Membership, Organisation, Person, Role
from scp_centre.roles.production.actions import import_file
from scp_centre.roles.production.sample import COMPANIES, sample_file

DOMAIN = "verdania.example"
PEOPLE = (
    ("expert", "A. Marin", Role.EXPERT, None),
    ("company", "R. Costa, Rivermouth Dairy", Role.COMPANY, "dairy"),
    ("dyehouse", "S. Lindqvist, Lower Bridge", Role.COMPANY, "dyehouse"),
    ("reviewer", "B. Okoye", Role.REVIEWER, None),
    ("director", "D. Haddad", Role.DIRECTOR, None),
    ("admin", "L. Petrova", Role.ADMINISTRATOR, None),
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
    for company in COMPANIES:
        import_file(sample_file(company), acting_user=people["expert"], sample=True)
    for name, _, role, company in PEOPLE:
        if name != "expert":
            of = sample_file(company).factory.company if company else None
            organisation = Organisation.objects.get(name=of) if of else None
            Membership.objects.create(person=people[name], role=role, organisation=organisation)
    return True
