"""Centres for the tests of this floor: a whole chain of evidence, a company that is searched for."""

import pytest


@pytest.fixture
def whole_chain(sample_centre):
    """Load the chain; return people by name."""
    from scp_centre.interfaces.journeys.sample_chain import load_sample_chain

    load_sample_chain(sample_centre)
    return sample_centre


@pytest.fixture
def numbered_entries(sample_centre):
    """Number the entries of the search, as a commit does: the sample centre is put there by hand."""
    from scp_centre.centre.search.entries import number_entries

    number_entries()


@pytest.fixture
def acme(sample_centre):
    """A company with one of everything, and a member of it."""
    from scp_centre.centre.evidence.models import Observation
    from scp_centre.centre.registry.models import (
        ContactPerson,
        Membership,
        Organisation,
        Person,
        Product,
        Role,
        Site,
    )

    company = Organisation.objects.create(name="Zephyrine Glassworks", country="Verdania")
    site = Site.objects.create(organisation=company, name="Quillon works", region="Delta")
    Product.objects.create(
        organisation=company,
        name="Demijohn",
        reference_unit="t",
        hs="701090",
        gtin="4006381333931",
    )
    ContactPerson.objects.create(
        organisation=company, name="Yolanda Xerxes", email="y@zephyrine.example"
    )
    Observation.objects.create(
        site=site,
        origin="test",
        indicator="cullet",
        name="Cullet smelted",
        value=12.0,
        unit="t",
        period="2031",
        formula="",
    )
    member = Person.objects.create_user("z@zephyrine.example", "a quiet river 41", name="Z. Member")
    Membership.objects.create(person=member, role=Role.COMPANY, organisation=company)
    company.member = member
    return company


@pytest.fixture
def savers(sample_centre):
    """Five companies whose verified savings can be shown together."""
    from tests.centre.saving_companies import add_company

    for n, mwh in enumerate((100, 110, 120, 130, 140)):
        add_company(sample_centre, f"Saver {n}", mwh)
    return sample_centre
