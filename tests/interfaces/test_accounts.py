"""People: invited, joined, protected by a second factor, gone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import AccountError, NotPermittedError
from scp_centre.centre.registry import actions
from scp_centre.centre.registry.models import Invitation, Membership, Organisation, Person, Role

pytestmark = pytest.mark.django_db
PASSWORD = "a long river 1999"


@pytest.fixture
def dairy_company(sample_centre):
    return Organisation.objects.get(name="Rivermouth Dairy")


def test_invited_by_the_expert_a_member_joins_and_sees_only_their_company(
    signed_in, dairy_company, client
):
    expert = signed_in("expert")
    page = expert.post(
        "/people/invite/",
        {"email": "new@rivermouth.example", "role": Role.COMPANY, "organisation": dairy_company.pk},
    ).content.decode()
    path = re.search(r"(/invitations/[\w-]+/)", page)[1]
    assert path in mail.outbox[0].body and mail.outbox[0].to == ["new@rivermouth.example"]
    client.logout()
    joined = client.post(path, {"name": "N. Ortiz", "password": PASSWORD}, follow=True)
    assert joined.status_code == 200 and "Rivermouth Dairy" in joined.content.decode()
    assert "Lower Bridge" not in client.get("/companies/").content.decode()
    client.logout()
    again = client.get(path)
    assert again.status_code == 404, "the link serves once"
    assert "has already been used" in again.content.decode()


def test_a_common_or_short_password_is_refused(dairy_company, sample_centre, client):
    _, token = actions.invite_person(
        "new@rivermouth.example", Role.COMPANY, dairy_company, acting_user=sample_centre["expert"]
    )
    for password, words in (
        ("Password2026!", "a common password"),
        ("passwordpassword", "a common password"),
        ("sunshinesunshine", "a common password"),
        ("P@ssw0rdP@ssw0rd", "a common password"),
        ("iloveyouiloveyou", "a common password"),
        ("password-Password-1", "a common password"),
        ("drowssapdrowssap", "a common password"),
        ("sunshinepassword", "a common password"),
        ("a fine day1", "12 characters or more"),
        ("new@rivermouth.example", "your address"),
        ("rivermouth.new9", "your address"),
        ("NoraOrtiz2026", "your name"),
        ("123456789012", "must not consist only of digits."),
        ("abcabcabcabc", "repeats a few"),
        ("qwertyuiop12", "follows the order of the keys"),
    ):
        page = client.post(f"/invitations/{token}/", {"name": "Nora Ortiz", "password": password})
        assert words in page.content.decode()
    assert not Person.objects.filter(email="new@rivermouth.example").exists()


def test_the_token_itself_is_not_kept(dairy_company, sample_centre):
    invitation, token = actions.invite_person(
        "new@rivermouth.example", Role.COMPANY, dairy_company, acting_user=sample_centre["expert"]
    )
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


@pytest.mark.parametrize(
    ("who", "role", "own"),
    [
        ("expert", Role.REVIEWER, None),
        ("company", Role.EXPERT, None),
        ("company", Role.COMPANY, "Lower Bridge Dyehouse"),
        ("reviewer", Role.COMPANY, "Rivermouth Dairy"),
        ("director", Role.ADMINISTRATOR, None),
    ],
)
def test_nobody_invites_beyond_what_they_may(sample_centre, who, role, own):
    organisation = Organisation.objects.filter(name=own).first()
    if own and organisation is None:
        organisation = Organisation.objects.get(name__startswith=own.split()[0])
    with pytest.raises(NotPermittedError):
        actions.invite_person("x@y.example", role, organisation, acting_user=sample_centre[who])


def test_an_expired_invitation_is_worthless(dairy_company, sample_centre):
    invitation, token = actions.invite_person(
        "new@rivermouth.example", Role.COMPANY, dairy_company, acting_user=sample_centre["expert"]
    )
    Invitation.objects.filter(pk=invitation.pk).update(expires=timezone.now() - timedelta(days=1))
    with pytest.raises(AccountError, match="not valid"):
        actions.accept_invitation(token, name="N", password=PASSWORD)


def test_an_invitation_cannot_be_taken_by_somebody_else(dairy_company, sample_centre):
    _, token = actions.invite_person(
        sample_centre["dyehouse"].email,
        Role.COMPANY,
        dairy_company,
        acting_user=sample_centre["expert"],
    )
    with pytest.raises(AccountError, match="Sign in|already has an account"):
        actions.accept_invitation(token, acting_user=sample_centre["reviewer"])
    joined = actions.accept_invitation(token, acting_user=sample_centre["dyehouse"])
    assert joined.memberships.count() == 2


def test_the_last_administrator_stays(sample_centre):
    admin = sample_centre["admin"]
    with pytest.raises(AccountError, match="last administrator"):
        actions.end_membership(admin.memberships.get(), acting_user=admin)
    with pytest.raises(AccountError, match="last administrator"):
        actions.remove_person(admin, acting_user=admin)


def test_a_removed_person_is_gone_and_the_log_remains(sample_centre, client):
    expert = sample_centre["expert"]
    client.force_login(expert)
    entries = Entry.objects.filter(person=expert).count()
    client.post("/account/remove/", {"email": "wrong@example.org"})
    assert Person.objects.get(pk=expert.pk).is_active
    client.post("/account/remove/", {"email": expert.email})
    gone = Person.objects.get(pk=expert.pk)
    assert not gone.is_active and "Marin" not in str(gone) and "@verdania" not in gone.email
    assert not Membership.objects.filter(person=gone).exists()
    assert Entry.objects.filter(person=gone).count() == entries + 2  # removed, signed out
    assert client.get("/assessments/").status_code == 302


def test_somebody_removed_by_the_administrator_is_signed_out(sample_centre, client):
    from django.test import Client

    client.force_login(sample_centre["reviewer"])
    assert client.get("/assessments/").status_code == 200
    admin = Client()
    admin.force_login(sample_centre["admin"])
    assert admin.post(f"/people/{sample_centre['reviewer'].pk}/remove/").status_code == 302
    assert client.get("/assessments/").status_code == 302


def test_only_the_administrator_ends_roles(sample_centre):
    membership = sample_centre["reviewer"].memberships.get()
    for who in ("expert", "director", "company", "reviewer"):
        with pytest.raises(NotPermittedError):
            actions.end_membership(membership, acting_user=sample_centre[who])


def test_two_factors_and_sessions_have_their_pages(signed_in):
    client = signed_in("expert")
    for address in (
        "/account/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
    ):
        assert client.get(address).status_code == 200, address


def test_a_second_factor_is_asked_for_once_it_is_set(sample_centre, client):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from tests.conftest import PASSWORD as SAMPLE

    secret = generate_totp_secret()
    TOTP.activate(sample_centre["expert"], secret)
    assert Authenticator.objects.filter(user=sample_centre["expert"]).exists()
    answer = client.post(
        "/accounts/login/", {"login": "expert@verdania.example", "password": SAMPLE}
    )
    assert answer.status_code == 302 and "2fa" in answer.url
    assert client.get("/assessments/").status_code == 302


def test_withdrawing_does_not_give_invitations_back(dairy_company, sample_centre, settings):
    settings.MOST_INVITATIONS_A_DAY = 3
    expert = sample_centre["expert"]
    for number in range(3):
        invitation, _ = actions.invite_person(
            f"n{number}@rivermouth.example", Role.COMPANY, dairy_company, acting_user=expert
        )
        actions.withdraw_invitation(invitation, acting_user=expert)
    with pytest.raises(AccountError, match="sent 3 invitations in one day"):
        actions.invite_person(
            "n4@rivermouth.example", Role.COMPANY, dairy_company, acting_user=expert
        )
