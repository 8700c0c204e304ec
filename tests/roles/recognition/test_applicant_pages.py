"""What an applicant finds: tasks on the home page, evidence that is chosen, rules in words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scp_centre.methods.criteria import decide, read_scheme
from scp_centre.roles.recognition.actions import applications, licences, verification
from scp_centre.roles.recognition.criteria_texts import in_language
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.evidence_fields import OTHER, word_in
from scp_centre.roles.recognition.forms import EvidenceForm, documents_of
from scp_centre.roles.recognition.home_tasks import tasks_for
from scp_centre.roles.recognition.models import Application, Licence
from tests.roles.recognition.applications import (
    awarded,
    bottle,
    dairy,
    declare,
    in_verification,
    published_version,
    staff,
    verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sample_centre):
    return published_version(sample_centre["label"])


@pytest.fixture
def verifier(sample_centre):
    return staff("verifier", "label verifier")


def groups(person):
    """Return the tasks of somebody: title -> what each is about."""
    found = tasks_for(person, timezone.localdate())
    return {str(group.title): [(t.name, str(t.about)) for t in group.tasks] for group in found}


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_what_came_back_and_what_is_a_draft_wait_for_the_company(sample_centre, version):
    company = sample_centre["company"]
    applications.start_application(version, dairy(), bottle(), acting_user=company)
    mine = ("Rivermouth Dairy, Bottle of a test", "Label of a test")
    assert mine in groups(company)["Draft applications"]
    made = Application.objects.get(version=version)
    with pytest.raises(RecognitionError, match="holds no evidence"):
        applications.submit_application(made, acting_user=company)
    declare(made, company, "concern", False)
    address = f"/recognition/applications/{made.pk}/"
    page = client_of(company).get(address).content.decode()
    assert "Evidence is missing for" in page and "may send it back as incomplete" in page
    applications.submit_application(made, acting_user=company)
    assert "Evidence is missing for" not in client_of(company).get(address).content.decode()
    officer = client_of(sample_centre["label"])
    assert "Evidence is missing for" in officer.get(f"{address}check/").content.decode()
    verification.return_application(
        made, "The packaging is not declared.", acting_user=sample_centre["label"]
    )
    found = groups(company)
    (back,) = found["Applications returned as incomplete"]
    assert back == (str(made), "The packaging is not declared.")
    assert mine not in found["Draft applications"]
    page = client_of(company).get("/").content.decode()
    assert "The packaging is not declared." in page


def test_a_suspension_and_a_licence_that_ends_soon_wait_for_the_company(
    sample_centre, version, verifier
):
    licence = awarded(version, sample_centre, verifier)
    company, today = sample_centre["company"], timezone.localdate()
    assert (str(licence.application.about), "Label of a test: awarded") in groups(company)[
        "Decisions on your applications"
    ]
    for days, is_shown in ((90, True), (91, False)):
        Licence.objects.filter(pk=licence.pk).update(until=today + timedelta(days=days))
        shown = groups(company)["Licences to renew"]
        assert ((licence.application.about, licence.number) in shown) is is_shown
    licence.refresh_from_db()
    licences.suspend_licence(licence, "The check is due.", acting_user=sample_centre["label"])
    name = f"{licence.number}, {licence.application.about}"
    assert (name, "The check is due.") in groups(company)["Suspended licences"]


def test_a_renewal_that_was_given_up_does_not_end_the_reminder(sample_centre, version, verifier):
    licence = awarded(version, sample_centre, verifier)
    company = sample_centre["company"]
    Licence.objects.update(until=timezone.localdate() + timedelta(days=30))
    licence.refresh_from_db()
    mine = (licence.application.about, licence.number)
    renewal = applications.renew_licence(licence, acting_user=company)
    assert mine not in groups(company)["Licences to renew"]
    applications.close_application(renewal, acting_user=company)
    assert mine in groups(company)["Licences to renew"]


def test_who_verified_or_decided_first_is_given_no_decision(sample_centre, version, verifier):
    made = verified(version, sample_centre, verifier)
    director = sample_centre["director"]
    mine = (made.about, "Label of a test")
    assert mine in groups(director)["Applications to decide on"]
    Application.objects.filter(pk=made.pk).update(state="under appeal", first_decider=director)
    assert mine not in groups(director)["Applications to decide on"]


def test_words_of_the_criteria_are_chosen_in_the_reader_s_language(sample_centre, version):
    company = sample_centre["company"]
    made = applications.start_application(version, dairy(), bottle(), acting_user=company)
    address = f"/recognition/applications/{made.pk}/evidence/"
    page = client_of(company).get(address, headers={"accept-language": "fr"}).content.decode()
    assert "emballage consigné" in page and '<option value="deposit">' in page
    scheme = read_scheme(in_language(version.content, "es"))
    form = EvidenceForm(scheme, documents_of(dairy()), {"value_packaging": "Deposit"})
    assert "value_packaging" in form.errors
    choices = dict(form.fields["value_packaging"].choices)
    assert list(choices) == ["", "none", "paper", "deposit", OTHER]
    assert choices["deposit"] == "envase con depósito"
    assert "envase con depósito" in decide(scheme, {}).outcomes[2].sentence


def test_a_word_that_was_typed_before_is_found_however_it_is_written():
    words = ("none", "paper", "deposit")
    assert word_in(" Deposit", words) == "deposit" and word_in("plastic", words) == OTHER


def scheme_with(rule, **measures):
    criterion = {"id": "1", "title": "Water", "rule": rule}
    content = {"id": "a", "version": "1", "title": "A", "criteria": [criterion]}
    return content | {"measures": measures}


MEASURES = {"water": {"title": "Water used", "unit": "l"}, "fabric": {"title": "Fabric dyed"}}


def sentence(content, language="en"):
    (one,) = decide(read_scheme(in_language(content, language)), {}).outcomes
    return one.sentence


def test_a_formula_is_shown_with_the_titles_of_its_measures():
    rule = {"value": "max(water, 2)*1e3 / fabric", "at most": 60, "unit": "l/kg"}
    said = sentence(scheme_with(rule, **MEASURES))
    assert said == "max(Water used, 2) × 1e3 / Fabric dyed: at most 60 l/kg."


def test_a_criterion_names_its_formula_in_each_language():
    titled = {"value": "water / fabric", "at most": 60, "unit": "l/kg"}
    titled |= {"title": "Water per kilogram", "titles": {"fr": "Eau par kilogramme"}}
    content = scheme_with({"any": [titled, {"not": titled}]}, **MEASURES)
    assert "Water per kilogram: at most 60 l/kg." in sentence(content)
    assert sentence(content, "fr").count("Eau par kilogramme: ") == 2


def test_a_paused_deadline_is_no_day_and_the_last_answer_says_what_it_closes(
    sample_centre, version, verifier
):
    company, made = sample_centre["company"], in_verification(version, sample_centre, verifier)
    first = verification.ask_applicant(made, "Which bottle?", acting_user=verifier)
    (task,) = [
        one
        for group in tasks_for(company, timezone.localdate())
        if str(group.title) == "Remarks on your applications"
        for one in group.tasks
        if one.name == made.about
    ]
    assert task.due is None and str(task.about) == "Label of a test, deadline paused"
    client, closes = client_of(company), "you can no longer change the evidence"
    address = f"/recognition/questions/{first.pk}/"
    assert closes in client.get(address).content.decode()
    verification.ask_applicant(made, "Which cap?", acting_user=verifier)
    assert closes not in client.get(address).content.decode()


def test_evidence_is_entered_beside_what_each_criterion_asks(sample_centre, version):
    made = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    page = client_of(sample_centre["company"])
    text = page.get(f"/recognition/applications/{made.pk}/evidence/").content.decode()
    form = text.split('<form method="post" class="stack">')[1].split("</form>")[0]
    assert "Criterion 1: " in form and "at least 30" in form
