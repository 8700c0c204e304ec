"""What a licence goes on to promise, and how one licence follows another."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from scp_centre.roles.recognition.actions import applications, decisions, licences, schemes
from scp_centre.roles.recognition.actions import verification as verifying
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion, Licence
from tests.roles.recognition.applications import LABEL, SCHEME, awarded, published_version, staff

pytestmark = pytest.mark.django_db
PROMISE = SCHEME["promise"]


@pytest.fixture
def verifier(sample_centre):
    return staff("verifier", "label verifier")


@pytest.fixture
def version(sample_centre):
    return published_version(sample_centre["label"])


@pytest.fixture
def licence(sample_centre, version, verifier):
    return awarded(version, sample_centre, verifier)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def renewed(licence, people, verifier):
    """Renew a licence by all steps; return the new one."""
    made = applications.renew_licence(licence, acting_user=people["company"])
    applications.submit_application(made, acting_user=people["company"])
    verifying.accept_application(made, verifier, acting_user=people["label"])
    for one in scheme_of(made.version, "en").criteria:
        verifying.decide_criterion(made, one.id, "met", "Seen again.", acting_user=verifier)
    verifying.sign_verification(made, acting_user=verifier)
    decisions.decide_on_application(made, True, "All met.", acting_user=people["director"])
    return Licence.objects.get(application=made)


def test_a_licence_keeps_the_promise_and_name_it_was_awarded_by(client, sample_centre, licence):
    officer, scheme = sample_centre["label"], licence.application.version.scheme
    changed = SCHEME | {"promise": "No waste at all, ever.", "name": "Label of wonders"}
    schemes.keep_scheme(changed, acting_user=officer, scheme=scheme)
    pages = (f"/r/{licence.number}/", f"/register/{licence.number}/", "/register/?scheme=TST")
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Label of a test" in shown and "No waste at all" not in shown
    assert "No waste at all" not in client.get("/register/labels/TST/").content.decode()
    assert "No waste at all" in client_of(officer).get("/register/labels/TST/").content.decode()
    assert licence.credential.content["credentialSubject"]["achievement"]["description"] == PROMISE
    second = schemes.draft_criteria(scheme, LABEL, "Two", timezone.localdate(), acting_user=officer)
    schemes.publish_criteria(second, acting_user=officer)
    second.refresh_from_db()
    assert (second.name, second.promise) == ("Label of wonders", "No waste at all, ever.")
    assert "Less waste over the product" in client.get(pages[0]).content.decode()
    assert "No waste at all" in client.get("/register/labels/TST/").content.decode()


def test_versions_published_before_get_the_promise_of_their_scheme(version):
    CriteriaVersion.objects.update(name="", promise="")
    draft = CriteriaVersion.objects.create(
        scheme=version.scheme, number=9, content={}, source="-", valid_from=date(2027, 1, 1)
    )
    steps = import_module("scp_centre.roles.recognition.migrations.0002_published_promise")
    steps.copy_promises(apps, None)
    version.refresh_from_db()
    draft.refresh_from_db()
    assert (version.name, version.promise) == ("Label of a test", PROMISE)
    assert (draft.name, draft.promise) == ("", "")


def test_a_renewal_counts_from_the_old_end(client, sample_centre, licence, verifier):
    new = renewed(licence, sample_centre, verifier)
    assert new.start == licence.until + timedelta(days=1)
    assert new.until == licences.years_later(new.start, 3)
    assert new.number == f"TST-{timezone.localdate().year}-0002"
    today = timezone.localdate()
    assert (licence.state_on(today), new.state_on(today)) == ("valid", "begins later")
    assert (licence.state_on(new.start), new.state_on(new.start)) == ("expired", "valid")
    found = client.get("/register/licences.json", {"scheme": "TST", "state": "valid"}).json()
    assert [one["number"] for one in found["licences"]] == [licence.number]
    found = client.get("/register/licences.json", {"scheme": "TST", "state": "begins later"}).json()
    assert [one["number"] for one in found["licences"]] == [new.number]
    page = client.get(f"/register/{licence.number}/").content.decode()
    assert "Renewed as" in page and f"/register/{new.number}/" in page
    own = f"/recognition/applications/{licence.application_id}/"
    page = client_of(sample_centre["company"]).get(own).content.decode()
    assert "Renewed as" in page and "Renew the licence" not in page
    with pytest.raises(RecognitionError, match="has already been renewed"):
        applications.renew_licence(licence, acting_user=sample_centre["company"])


def test_an_old_code_leads_on_to_the_licence_that_runs_now(
    client, sample_centre, licence, verifier
):
    new = renewed(licence, sample_centre, verifier)
    assert client.get(f"/r/{licence.number}/").status_code == 200
    today = timezone.localdate()
    Licence.objects.filter(pk=licence.pk).update(
        start=today - timedelta(days=99), until=today - timedelta(days=1)
    )
    Licence.objects.filter(pk=new.pk).update(start=today)
    answer = client.get(f"/r/{licence.number}/")
    assert answer.status_code == 302 and answer["Location"] == f"/r/{new.number}/"


def test_a_licence_that_has_run_out_is_renewed_from_today(sample_centre, licence, verifier):
    today = timezone.localdate()
    Licence.objects.filter(pk=licence.pk).update(
        start=today - timedelta(days=99), until=today - timedelta(days=9)
    )
    licence.refresh_from_db()
    assert renewed(licence, sample_centre, verifier).start == today


def test_a_suspended_or_withdrawn_licence_is_not_renewed(sample_centre, licence):
    officer, company = sample_centre["label"], sample_centre["company"]
    licences.suspend_licence(licence, "Overdue.", acting_user=officer)
    licence.refresh_from_db()
    assert not applications.may_renew(licence, company)
    with pytest.raises(RecognitionError, match="is suspended"):
        applications.renew_licence(licence, acting_user=company)
    licences.restore_licence(licence, "Checked.", acting_user=officer)
    licence.refresh_from_db()
    assert applications.may_renew(licence, company)
    licences.withdraw_licence(licence, "Fraud.", acting_user=officer)
    licence.refresh_from_db()
    with pytest.raises(RecognitionError, match="has been withdrawn"):
        applications.renew_licence(licence, acting_user=company)


def test_what_no_longer_holds_was_promised_until_a_day(client, sample_centre, licence):
    licences.suspend_licence(licence, "The check is due.", acting_user=sample_centre["label"])
    for page in (f"/r/{licence.number}/", f"/register/{licence.number}/"):
        assert "Label of a test promised until" in client.get(page).content.decode()
    own = f"/recognition/applications/{licence.application_id}/"
    page = client_of(sample_centre["company"]).get(own).content.decode()
    facts = page.split('class="facts"')[1].split("</dl>")[0]
    assert "The check is due." in facts and "Reason for the decision" in facts


def test_the_case_of_a_number_does_not_matter(client, licence):
    assert licence.number in client.get(f"/r/{licence.number.lower()}/").content.decode()
    assert client.get(f"/register/{licence.number.lower()}/").status_code == 200


def test_what_was_verified_of_a_label_is_not_a_saving(client, licence):
    page = client.get(f"/register/{licence.number}/", headers={"accept-language": "fr"})
    assert "Ce qui a été vérifié" in page.content.decode()
    assert "Économies vérifiées" not in page.content.decode()
