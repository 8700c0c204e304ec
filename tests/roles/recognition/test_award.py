"""The award of a company: graded by points from reviewed figures of all its sites, by consent."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.registry.models import Site
from scp_centre.methods.criteria import Evidence, decide, read_scheme
from scp_centre.methods.errors import InvalidValueError
from scp_centre.roles.production.actions import (
    approve_assessment,
    approve_verification,
    submit_for_review,
)
from scp_centre.roles.production.models import Assessment, VerifiedSaving
from scp_centre.roles.recognition.company_performance import performance_of
from scp_centre.roles.recognition.evidence import decide_application, facts_of
from scp_centre.roles.recognition.models import Check, Complaint, Draw, Licence
from scp_centre.roles.recognition.sample import award_the_dairy
from scp_centre.roles.recognition.sample.follow_up import follow_up
from tests.roles.recognition.applications import dairy

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(sample_centre):
    """The dairy's assessment and verified savings are reviewed."""
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    submit_for_review(assessment, acting_user=sample_centre["expert"])
    approve_assessment(assessment, acting_user=sample_centre["reviewer"])
    for saved in VerifiedSaving.objects.filter(measure__assessment=assessment, current=True):
        approve_verification(saved, acting_user=sample_centre["reviewer"])
    return sample_centre


@pytest.fixture
def known(reviewed):
    return performance_of(dairy())


@pytest.fixture
def award(reviewed):
    return award_the_dairy(reviewed)


def test_the_performance_of_the_dairy_as_worked_out_by_hand(known):
    """Savings of 17.445… MWh and 379.942… GJ of 13,178,000 MJ; 1,097.3 / 1,150 and 1,046.9 / 1,200
    t CO2e per t, 17,800 / 1,150 and 17,000 / 1,200 m3 per t, 987 / 1,150 and 866 / 1,200 t per t.
    """
    verified = Observation.objects.filter(site__organisation=dairy(), indicator="verified_saving")
    in_mj = sum(one.value * {"MWh": 3600, "GJ": 1000}[one.unit] for one in verified)
    assert known["performance_saved"].value == pytest.approx(100 * in_mj / 13_178_000)
    carbon = 100 * (1 - (1046.93732 / 1200) / (1097.324595 / 1150))
    assert known["performance_carbon"].value == pytest.approx(carbon)
    assert known["performance_water"].value == pytest.approx(8.4738, abs=1e-4)
    assert known["performance_waste"].value == pytest.approx(15.9152, abs=1e-4)
    assert known["performance_energy"].value == pytest.approx(6.4275, abs=1e-4)
    assert (known["performance_measures"].value, known["performance_years"].value) == (2, 2)
    assert len(known["performance_water"].figures) == 4


def test_nothing_is_known_without_consent(reviewed):
    set_consent(dairy(), Use.LABEL, False, acting_user=reviewed["company"])
    assert performance_of(dairy()) == {}


def test_a_site_without_figures_leaves_the_company_unknown(known):
    Site.objects.create(organisation=dairy(), name="Second plant")
    assert set(performance_of(dairy())) == {"performance_measures"}


def test_a_saving_counts_for_three_years_and_once_for_each_measure(known):
    one = Observation.objects.filter(indicator="verified_saving").first()
    later = Observation.objects.get(pk=one.pk)
    later.pk, later.value, later.period = None, 2 * one.value, "2026, again"
    Observation.objects.bulk_create([later])
    again = performance_of(dairy())
    assert again["performance_measures"].value == 2
    assert again["performance_saved"].value > known["performance_saved"].value
    long_ago = timezone.localdate() - timedelta(days=3 * 365 + 1)
    Observation.objects.filter(indicator="verified_saving").update(period_end=long_ago)
    assert "performance_saved" not in performance_of(dairy())


def test_years_with_a_gap_are_not_compared(known):
    first = Observation.objects.filter(period_end=date(2024, 12, 31))
    first.update(period_end=date(2023, 12, 31))
    found = performance_of(dairy())
    assert "performance_carbon" not in found and found["performance_years"].value == 1


def test_the_award_is_graded_published_and_can_be_computed_again(client, award):
    licence = Licence.objects.get(pk=award.pk)
    page = client.get(f"/register/{licence.number}/").content.decode()
    assert licence.grade == "silver" and "<dd>Silver</dd>" in page
    assert "<b>Silver</b>" in client.get(f"/r/{licence.number}/").content.decode()
    linked = json.loads(client.get(f"/register/{licence.number}/licence.jsonld").content)
    rating = linked["hasCertification"]["certificationRating"]["ratingValue"]
    assert (linked["@type"], linked["name"], rating) == (
        "Organization",
        "Rivermouth Dairy",
        "Silver",
    )
    row = client.get("/register/licences.json", {"scheme": "CPA"}).json()["licences"][0]
    assert row["grade"] == "silver" and row["product"] == ""
    assert "Silver" in client.get("/register/", {"scheme": "CPA"}).content.decode()
    assert "Cleaner Production Award, Silver" in licence.credential.content["name"]
    again = decide_application(licence.application, "en")
    assert again.points == 7 and again.grade.id == "silver"
    kept = licence.application.evidence["saved"]
    pairs = [(pk, version) for pk, version in kept["figures"]]
    found = Observation.objects.filter(pk__in=[pk for pk, _version in pairs])
    assert sorted(found.values_list("pk", "version")) == sorted(pairs)


def test_the_rules_of_the_award_are_public_with_points_and_grades(client, sample_centre):
    page = re.sub(r"\s+", " ", client.get("/register/labels/CPA/").content.decode())
    for said in ("Gold: 9", "Bronze: 3", "Silver: 6", "Points needed: 3", "silver 6, gold 9"):
        assert said in page, said
    assert "Points needed in the improvement group: 1" in page
    arabic = client.get("/register/labels/CPA/", headers={"accept-language": "ar"})
    assert "الفضية" in arabic.content.decode()


def test_a_declaration_never_counts_before_reviewed_figures_of_the_company(award):
    made = award.application
    made.declarations.create(measure="saved", value=90.0, unit="%")
    fact = facts_of(made)["saved"]
    assert fact.evidence.value < 5 and fact.other.evidence.value == 90.0


GRADED = {
    "id": "x",
    "version": "1",
    "title": "X",
    "measures": {"a": {"title": "A", "unit": "%"}},
    "criteria": [
        {
            "id": str(n),
            "title": f"From {n}",
            "kind": "points",
            "points": 1,
            "rule": {"value": "a", "at least": n, "unit": "%"},
        }
        for n in (1, 2, 3)
    ],
    "points": {"minimum": 1},
    "grades": [
        {"id": "b", "title": "Bronze", "points": 1},
        {"id": "g", "title": "Gold", "points": 3},
    ],
}


@pytest.mark.parametrize(
    ("value", "grade"), [(0, None), (1, "b"), (2, "b"), (3, "g"), (None, None)]
)
def test_a_grade_is_the_highest_that_certain_points_reach(value, grade):
    found = decide(read_scheme(GRADED), {"a": Evidence(value, "%")}).grade
    assert (found.id if found else None) == grade


@pytest.mark.parametrize(
    ("grades", "said"),
    [
        ([{"id": "b", "title": "B", "points": 4}], "more points than"),
        ([{"id": "b", "title": "B", "points": 1}, {"id": "c", "title": "C", "points": 1}], "more"),
        ([{"id": "b", "title": "B", "points": 1}, {"id": "b", "title": "C", "points": 2}], "same"),
        ("gold", "cannot be read"),
        ([{"id": "b", "points": 1}], "no title"),
    ],
)
def test_grades_that_make_no_sense_are_refused(grades, said):
    with pytest.raises(InvalidValueError, match=said):
        read_scheme(GRADED | {"grades": grades})


def test_the_demo_shows_what_follows_an_award(award, reviewed, client):
    follow_up(reviewed)
    client.force_login(reviewed["label"])
    desk = client.get("/recognition/surveillance/").content.decode()
    assert "supplier" in desk
    fees = client.get("/register/labels/VGL/").content.decode()
    assert "Yearly fee" in fees
    assert Draw.objects.count() == Check.objects.count() == 1
    assert sorted(map(str, Complaint.objects.values_list("state", flat=True))) == [
        "not upheld",
        "received",
    ]
