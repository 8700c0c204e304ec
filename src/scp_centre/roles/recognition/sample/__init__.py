"""The fictional country's label and award, with products in every state of life; all invented."""

from scp_centre.centre.registry.models import Person
from scp_centre.centre.roles import SamplePerson

PEOPLE = (SamplePerson("label", "S. Moreau", "label officer"),)


def load(people: dict[str, Person]) -> None:
    """Nothing yet."""
