"""From an assessment to a case study and back: consent, reviewed evidence, withdrawal."""

import pytest
from django.urls import reverse

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation, Status, Use
from scp_centre.centre.translation import speaker
from scp_centre.interfaces.journeys.case_studies import offer_case_study
from scp_centre.interfaces.journeys.knowledge import fitting_items
from scp_centre.roles.clearinghouse.actions.items import publish
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Follower, Item, Standing
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.models import Assessment


@pytest.fixture
def dairy_case(sample_centre):
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    return assessment, sample_centre


def reviewed(assessment, people):
    actions.submit_for_review(assessment, acting_user=people["expert"])
    actions.approve_assessment(assessment, acting_user=people["reviewer"])
    return Assessment.objects.get(pk=assessment.pk)


def test_consent_and_review_come_first(dairy_case):
    assessment, people = dairy_case
    with pytest.raises(ClearinghouseError, match="consented"):
        offer_case_study(assessment, acting_user=people["expert"])
    company = assessment.site.organisation
    set_consent(company, Use.CASE_STUDY, True, acting_user=people["company"])
    with pytest.raises(ClearinghouseError, match="approved"):
        offer_case_study(assessment, acting_user=people["expert"])
    assessment = reviewed(assessment, people)
    for name in ("analyst", "information", "company"):
        with pytest.raises(NotPermittedError):
            offer_case_study(assessment, acting_user=people[name])


def test_from_the_factory_to_the_public_and_back(dairy_case, client):
    assessment, people = dairy_case
    company = assessment.site.organisation
    set_consent(company, Use.CASE_STUDY, True, acting_user=people["company"])
    assessment = reviewed(assessment, people)
    client.force_login(people["expert"])
    client.post(reverse("offer_case_study", args=[assessment.pk]))
    item = Item.objects.get(company=company)
    assert item.standing == Standing.SUGGESTED and item.is_sample
    assert item.sectors == ["10"] and "good_housekeeping" in item.option_kinds
    said = item.original
    assert "What was done" in said.body and "Consent: R. Costa" in item.revisions.last().note
    assert client.get(reverse("item", args=[item.pk])).status_code == 404
    publish([item], acting_user=people["information"])
    client.logout()
    page = client.get(reverse("item", args=[item.pk])).content.decode()
    energy = Observation.objects.get(
        site=assessment.site, indicator="water", period="2025", succeeded_by=None
    )
    assert energy.status == Status.REVIEWED
    assert "17,800" in page and "17,000" in page and "(2024)" in page  # before and after
    assert "Saving from the plan" not in page  # what is only planned proves nothing
    assert "fictional" in page
    set_consent(company, Use.CASE_STUDY, False, acting_user=people["company"])
    answer = client.get(reverse("item", args=[item.pk]))
    assert answer.status_code == 410 and "17,800" not in answer.content.decode()
    assert client.get("/clearinghouse/search.json?q=Rivermouth").json()["items"] == []


def test_a_withdrawn_case_study_shows_nothing_of_the_company(dairy_case, client):
    assessment, people = dairy_case
    company = assessment.site.organisation
    set_consent(company, Use.CASE_STUDY, True, acting_user=people["company"])
    item = offer_case_study(reviewed(assessment, people), acting_user=people["expert"])
    publish([item], acting_user=people["information"])
    set_consent(company, Use.CASE_STUDY, False, acting_user=people["company"])
    page = client.get(reverse("item", args=[item.pk])).content.decode()
    assert "Rivermouth" not in page
    with pytest.raises(ClearinghouseError, match="withdrew"):  # no editor brings it back
        publish([Item.objects.get(pk=item.pk)], acting_user=people["information"])


def test_losses_bring_items_to_the_expert(dairy_case, client):
    assessment, people = dairy_case
    found = fitting_items(assessment, queries.result_of(assessment), speaker("en"))
    titles = {text.title for f in found for _, text in f.items}
    assert "A brewery recirculates its pasteuriser water" in titles
    assert not any("kiln" in title for title in titles)
    assert all(f.money > 0 for f in found)
    keys = [item.pk for f in found for item, _ in f.items]
    assert len(keys) == len(set(keys))
    client.force_login(people["expert"])
    page = client.get(reverse("knowledge", args=[assessment.pk])).content.decode()
    assert "A brewery recirculates its pasteuriser water" in page
    client.post(reverse("follow_assessment", args=[assessment.pk]))
    follower = Follower.objects.get()
    assert follower.email == people["expert"].email and "sector=10" in follower.criteria
    assert follower.confirmed is not None  # their own address, signed in
    client.force_login(people["dyehouse"])
    assert client.get(reverse("knowledge", args=[assessment.pk])).status_code == 404
