"""Things that tests of all floors share."""

import pytest

from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.sample import sample_file

PASSWORD = "a quiet river 41"


@pytest.fixture(scope="session")
def dairy_file():
    return sample_file("dairy")


@pytest.fixture(scope="session")
def dairy(dairy_file):
    return assess(dairy_file)


@pytest.fixture
def sample_centre(db):
    """The sample centre; returns people by name."""
    from scp_centre.centre.registry.models import Person
    from scp_centre.interfaces.cli.sample_centre import load_sample_centre

    load_sample_centre(PASSWORD)
    return {p.email.split("@")[0]: p for p in Person.objects.all()}


@pytest.fixture
def signed_in(client, sample_centre):
    """Sign somebody in by name and return the client."""

    def sign(name):
        client.force_login(sample_centre[name])
        return client

    return sign
