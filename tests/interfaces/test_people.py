"""The page of people: who has no role, what is asked twice, what an invitation says."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from scp_centre.centre.registry import actions
from scp_centre.centre.registry.models import (
    Centre,
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
)
from scp_centre.centre.registry.passwords import require_good_password
from scp_centre.centre.registry.tokens import READ_ITEMS, scopes_for
from scp_centre.interfaces.web.accounts import InviteForm

pytestmark = pytest.mark.django_db


def test_a_person_without_a_role_is_told_listed_and_can_be_helped(sample_centre, client):
    person = sample_centre["reviewer"]
    person.memberships.all().delete()
    client.force_login(person)
    page = client.get("/")
    assert page.status_code == 200
    assert "You have no role in this centre at the moment" in page.content.decode()
    client.force_login(sample_centre["admin"])
    page = client.get("/people/").content.decode()
    assert "Accounts without a role" in page and person.email in page
    assert f"/people/invite/?email={person.email.replace('@', '%40')}" in page
    form = client.get("/people/invite/", {"email": person.email}).content.decode()
    assert f'value="{person.email}"' in form
    assert client.post(f"/people/{person.pk}/remove/").status_code == 302
    assert "Accounts without a role" not in client.get("/people/").content.decode()


def test_what_cannot_be_undone_is_asked_on_a_page_that_names_person_and_consequence(
    sample_centre, client
):
    client.force_login(sample_centre["admin"])
    reviewer = sample_centre["reviewer"]
    membership = Membership.objects.get(person=reviewer)
    invitation, _ = actions.invite_person(
        "new@example.org", Role.EXPERT, None, acting_user=sample_centre["admin"]
    )
    asked = {
        f"/people/memberships/{membership.pk}/end/": (str(reviewer), "only role"),
        f"/people/{reviewer.pk}/remove/": (reviewer.email, "cannot be undone"),
        f"/people/{reviewer.pk}/second-factor/": (reviewer.email, "only a password"),
        f"/people/invitations/{invitation.pk}/withdraw/": ("new@example.org", "will stop working"),
    }
    listed = client.get("/people/").content.decode()
    for address, words in asked.items():
        page = client.get(address).content.decode()
        assert all(word in page for word in words), address
        assert '<form method="post"' in page
        assert f'action="{address}"' not in listed, "no act on one click"
    assert Membership.objects.filter(pk=membership.pk).exists()
    assert Invitation.objects.filter(pk=invitation.pk).exists()
    client.force_login(sample_centre["expert"])  # sees the page of people, may not end a role
    for address in list(asked)[:3]:
        assert client.get(address).status_code == 403, address


def test_a_letter_of_invitation_names_the_centre_its_country_and_the_role(sample_centre, client):
    client.force_login(sample_centre["admin"])
    centre = Centre.objects.get()
    given = {"email": "new@example.org", "role": Role.EXPERT, "organisation": ""}
    page = client.post("/people/invite/", given).content.decode()
    letter = mail.outbox[-1]
    assert centre.name in letter.subject
    assert centre.name in letter.body and centre.country in letter.body
    assert letter.body.startswith("Dear colleague")
    assert "You have invited new@example.org in the role “expert”." in page
    link = letter.body.rsplit("/invitations/")[-1].split("/")[0]
    client.logout()
    assert centre.name in client.get(f"/invitations/{link}/").content.decode()
    client.force_login(sample_centre["admin"])
    page = client.post("/people/invite/", given | {"role": Role.REVIEWER}).content.decode()
    assert "other open invitations" in page


def test_the_first_invitation_of_a_centre_offers_what_can_be_given(sample_centre, client):
    client.force_login(sample_centre["admin"])
    page = client.get("/people/invite/").content.decode()
    assert '<option value="" selected>Choose a role</option>' in page
    assert 'value="company member"' in page
    company = Organisation.objects.filter(name="no such company")
    form = InviteForm(sample_centre["admin"], companies=company)
    assert Role.COMPANY not in dict(form.fields["role"].choices)
    assert "no companies yet" in form.fields["role"].help_text
    assert "organisation" not in form.fields


def test_an_invitation_that_is_over_says_why(sample_centre, client):
    admin = sample_centre["admin"]
    invitation, token = actions.invite_person("a@example.org", Role.EXPERT, None, acting_user=admin)
    Invitation.objects.filter(pk=invitation.pk).update(expires=timezone.now() - timedelta(days=1))
    for secret, words in ((token, "has expired"), ("unknown", "is not valid")):
        answer = client.get(f"/invitations/{secret}/")
        assert answer.status_code == 404 and words in answer.content.decode()


@pytest.mark.parametrize(
    "password",
    ["a quiet river 41", "correct horse battery staple", "wj7-Kq2x-99fP", "melon tram axis"],
)
def test_a_password_of_ones_own_is_taken(password):
    require_good_password(password, Person(email="a@example.org", name="A. Nother"))


def test_tokens_offer_what_the_roles_can_use(sample_centre, client):
    expert = sample_centre["expert"]
    assert set(scopes_for(expert)) == {"read", "readings", "compute"}
    officer = Person.objects.create_user("info@example.org", "a quiet river 41", name="Ines")
    Membership.objects.create(person=officer, role=Role.INFORMATION)
    assert set(scopes_for(officer)) == {"read", "compute"}
    assert scopes_for(officer)["read"] == READ_ITEMS
    client.force_login(officer)
    page = client.get("/account/").content.decode()
    assert READ_ITEMS in page and "Enter readings" not in page
    given = {"name": "x", "scopes": ["readings"], "days": 5}
    client.post("/account/", given)
    assert not officer.tokens.exists()
