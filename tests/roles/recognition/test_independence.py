"""Whoever is bound to an applicant, or helped it, neither verifies nor handles nor decides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.actions import end_membership
from scp_centre.centre.registry.models import Membership, Organisation, Person
from scp_centre.roles.recognition.actions import (
    applications,
    licences,
    schemes,
    verification,
)
from scp_centre.roles.recognition.errors import IndependenceError
from scp_centre.roles.recognition.independence import advisers_shown, bond_to_applicant
from tests.roles.recognition.applications import (
    bottle,
    dairy,
    declare,
    in_verification,
    licence_for,
    product_with,
    published_version,
    report_of,
    staff,
)

pytestmark = pytest.mark.django_db
GTIN = "9520123456788"


@pytest.fixture
def version(sample_centre):
    return published_version(sample_centre["label"])


@pytest.fixture
def verifier(sample_centre):
    return staff("verifier", "label verifier")


def test_whoever_helped_once_never_verifies(sample_centre, version):
    """One adviser declared, another uploaded: neither is the first, and both are bound."""
    officer = sample_centre["label"]
    first, second, third = (staff(name, "expert") for name in ("one", "two", "three"))
    made = applications.start_application(version, dairy(), bottle(), acting_user=first)
    declare(made, second, "repair", True)
    report_of(dairy(), third)
    applications.submit_application(made, acting_user=first)
    for person in (first, second, third):
        Membership.objects.create(person=person, role="label verifier")
        with pytest.raises(IndependenceError, match="has advised Rivermouth Dairy"):
            again = Person.objects.get(pk=person.pk)  # whose roles are read anew
            verification.accept_application(made, again, acting_user=officer)
    assert {one.name for one in advisers_shown(made)} == {"one", "two"}


def test_the_verifier_writes_nothing_for_the_applicant(sample_centre, version):
    both = staff("both", "label verifier")
    Membership.objects.create(person=both, role="expert")
    one = in_verification(version, sample_centre, both)
    question = verification.ask_applicant(one, "Which batch?", acting_user=both)
    with pytest.raises(IndependenceError, match="somebody else must act for the applicant"):
        applications.answer_question(question, "Batch 17.", acting_user=both)
    with pytest.raises(IndependenceError, match="somebody else must act for the applicant"):
        declare(one, both, "recycled", 99.0)
    with pytest.raises(IndependenceError, match="cannot add its evidence"):
        report_of(dairy(), both, b"%PDF-1.7 by the verifier")


def test_an_adviser_stays_bound_after_somebody_else_changes_the_model(sample_centre, version):
    one = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    adviser = staff("adviser", "label verifier")
    for act in ("write_footprint", "change_record"):
        assert not bond_to_applicant(adviser, one)
        entry = record(act, "A model", acting_user=adviser, organisation=dairy())
        assert "has advised" in str(bond_to_applicant(adviser, one))
        Entry.objects.filter(pk=entry.pk).update(person=sample_centre["company"])


def test_who_has_left_the_company_stays_bound_for_24_months(sample_centre, version):
    one = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    former = staff("former", "label verifier")
    place = Membership.objects.create(person=former, role="company member", organisation=dairy())
    end_membership(place, acting_user=sample_centre["admin"])
    former = Person.objects.get(pk=former.pk)
    assert "within the last 24 months" in str(bond_to_applicant(former, one))
    Entry.objects.filter(act="end_membership").update(when=timezone.now() - timedelta(days=731))
    assert not bond_to_applicant(former, one)


def test_a_holding_is_one_however_it_is_written(sample_centre, version):
    one = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    sister = Organisation.objects.get(name="Lower Bridge Dyehouse")
    insider = staff("insider", "label verifier")
    Membership.objects.create(person=insider, role="company member", organisation=sister)
    schemes.keep_affiliation(dairy(), "Ünal Grup", acting_user=sample_centre["label"])
    for written in ("Ünal Grup.", "ÜNAL  GRUP", "Unal Grup"):
        schemes.keep_affiliation(sister, written, acting_user=sample_centre["label"])
        assert "same group" in str(bond_to_applicant(insider, one))
    schemes.keep_affiliation(sister, "Unel Grup", acting_user=sample_centre["label"])
    assert not bond_to_applicant(insider, one)


def test_an_officer_of_the_applicant_handles_nothing_of_it(
    client, sample_centre, version, verifier
):
    licence = licence_for(version, product_with(GTIN), sample_centre, verifier)
    licences.suspend_licence(licence, "Overdue.", acting_user=sample_centre["label"])
    waiting = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    declare(waiting, sample_centre["company"], "repair", True)
    applications.submit_application(waiting, acting_user=sample_centre["company"])
    insider = staff("insider", "label officer")
    Membership.objects.create(person=insider, role="company member", organisation=dairy())
    acts = (
        lambda: licences.restore_licence(licence, "Fine.", acting_user=insider),
        lambda: licences.withdraw_licence(licence, "Out.", acting_user=insider),
        lambda: verification.accept_application(waiting, verifier, acting_user=insider),
        lambda: schemes.keep_affiliation(dairy(), "", acting_user=insider),
    )
    for act in acts:
        with pytest.raises(IndependenceError, match="is a member of Rivermouth Dairy"):
            act()
    client.force_login(insider)
    address = f"/recognition/licences/{licence.pk}/"
    answer = client.post(address, {"act": "restore", "reason": "All fine."})
    assert answer.status_code == 422 and "is a member of" in answer.content.decode()
    licence.refresh_from_db()
    assert licence.state == "suspended"


def test_nobody_names_himself_verifier(client, sample_centre, version):
    one = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    declare(one, sample_centre["company"], "repair", True)
    applications.submit_application(one, acting_user=sample_centre["company"])
    both = staff("both", "label officer")
    Membership.objects.create(person=both, role="label verifier")
    with pytest.raises(IndependenceError, match="You cannot appoint yourself as the verifier."):
        verification.accept_application(one, both, acting_user=both)
    client.force_login(both)
    page = client.get(f"/recognition/applications/{one.pk}/check/").content.decode()
    assert f'<option value="{both.pk}"' not in page
