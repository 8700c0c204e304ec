"""The review of figures, the consent to use them, and what goes on to other roles."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError, ReviewError
from scp_centre.centre.evidence.actions import set_consent, settle_remark
from scp_centre.centre.evidence.models import Observation, Remark, Status
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Assessment, Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


@pytest.fixture
def submitted(assessment, sample_centre):
    actions.submit_for_review(assessment, acting_user=sample_centre["expert"])
    assessment.refresh_from_db()
    return assessment


def figure(assessment, indicator="water"):
    return Observation.objects.get(
        origin=assessment.origin, indicator=indicator, period="2025", succeeded_by=None
    )


def test_approved_figures_say_who_approved_them(submitted, sample_centre):
    number = actions.approve_assessment(submitted, acting_user=sample_centre["reviewer"])
    figures = Observation.objects.filter(origin=submitted.origin)
    assert number == figures.count() > 20
    assert {(f.status, f.reviewed_by) for f in figures} == {
        (Status.REVIEWED, sample_centre["reviewer"])
    }
    entry = Entry.objects.filter(act="approve_figures").latest("pk")
    assert entry.before == {"review": "with the reviewer"}
    assert entry.after == {"review": "approved", "figures": number}


def test_what_is_not_with_the_reviewer_cannot_be_approved(assessment, sample_centre):
    with pytest.raises(
        ReviewError, match="The assessment is not under review. The status of the assessment is"
    ):
        actions.approve_assessment(assessment, acting_user=sample_centre["reviewer"])


@pytest.mark.parametrize("who", ["expert", "company", "director", "admin"])
def test_only_a_reviewer_approves(submitted, sample_centre, who):
    with pytest.raises(NotPermittedError):
        actions.approve_assessment(submitted, acting_user=sample_centre[who])
    of_sites = Observation.objects.filter(site__isnull=False)
    assert not of_sites.filter(status=Status.REVIEWED).exists()


def test_nobody_approves_what_they_changed_themselves(submitted, sample_centre):
    Assessment.objects.filter(pk=submitted.pk).update(changed_by=sample_centre["reviewer"])
    with pytest.raises(ReviewError, match="somebody else"):
        actions.approve_assessment(submitted, acting_user=sample_centre["reviewer"])


def test_sent_back_with_a_remark_answered_and_sent_again(submitted, sample_centre):
    reviewer, expert = sample_centre["reviewer"], sample_centre["expert"]
    actions.send_back(submitted, {figure(submitted).pk: "Which meter?"}, acting_user=reviewer)
    submitted.refresh_from_db()
    assert submitted.review == Review.SENT_BACK
    with pytest.raises(ReviewError, match="has not been answered"):
        actions.submit_for_review(submitted, acting_user=expert)
    remark = Remark.objects.get()
    settle_remark(remark, "Meter W3, calibrated in May.", acting_user=expert)
    actions.submit_for_review(submitted, acting_user=expert)
    assert actions.approve_assessment(submitted, acting_user=reviewer) > 20


def test_sending_back_without_a_remark_is_refused(submitted, sample_centre):
    with pytest.raises(ReviewError, match="explains what needs correcting"):
        actions.send_back(
            submitted, {figure(submitted).pk: "  "}, acting_user=sample_centre["reviewer"]
        )
    submitted.refresh_from_db()
    assert submitted.review == Review.SUBMITTED


def test_a_remark_on_a_figure_that_is_no_longer_current_changes_nothing(
    submitted, sample_centre, dairy_file
):
    old = figure(submitted).pk
    flows = tuple(replace(f, amount=1_900) if f.key == "w_vat" else f for f in dairy_file.flows)
    actions.import_file(replace(dairy_file, flows=flows), acting_user=sample_centre["expert"])
    actions.submit_for_review(submitted, acting_user=sample_centre["expert"])
    with pytest.raises(ReviewError, match="A figure has since been changed"):
        actions.send_back(submitted, {old: "Which?"}, acting_user=sample_centre["reviewer"])
    assert not Remark.objects.exists()


def test_a_changed_figure_is_a_draft_again_and_the_others_stay_approved(
    submitted, sample_centre, dairy_file
):
    actions.approve_assessment(submitted, acting_user=sample_centre["reviewer"])
    flows = tuple(replace(f, amount=1_900) if f.key == "w_vat" else f for f in dairy_file.flows)
    actions.import_file(replace(dairy_file, flows=flows), acting_user=sample_centre["expert"])
    submitted.refresh_from_db()
    assert submitted.review == Review.DRAFT
    assert figure(submitted).status == Status.DRAFT
    assert figure(submitted, "output").status == Status.REVIEWED


def test_only_reviewed_figures_of_companies_that_consented_go_on(submitted, sample_centre):
    reviewer, member = sample_centre["reviewer"], sample_centre["company"]
    organisation = submitted.site.organisation
    set_consent(organisation, "benchmark", True, acting_user=member)

    def shared(use):
        return shared_figures(use).filter(site__isnull=False)  # the sample's labels have others

    assert not shared("benchmark").exists()
    actions.approve_assessment(submitted, acting_user=reviewer)
    assert {f.site.organisation for f in shared("benchmark")} == {organisation}
    assert not shared("market").exists()
    set_consent(organisation, "benchmark", False, acting_user=member)
    assert not shared("benchmark").exists()


@pytest.mark.parametrize("who", ["dyehouse", "expert", "director", "admin"])
def test_only_the_company_itself_consents(assessment, sample_centre, who):
    with pytest.raises(NotPermittedError):
        set_consent(assessment.site.organisation, "benchmark", True, acting_user=sample_centre[who])


def test_the_same_word_twice_is_one_row(assessment, sample_centre):
    organisation = assessment.site.organisation
    first = set_consent(organisation, "label", True, acting_user=sample_centre["company"])
    assert set_consent(organisation, "label", True, acting_user=sample_centre["company"]) == first


def test_the_derivation_links_figures_both_ways(assessment):
    water = figure(assessment)
    productivity = figure(assessment, "water_productivity")
    assert set(productivity.derived_from.all()) == {water, figure(assessment, "output")}
    assert productivity in water.enters.all()


def test_a_successor_is_linked_to_the_current_figures(assessment, sample_centre, dairy_file):
    flows = tuple(replace(f, amount=1_900) if f.key == "w_vat" else f for f in dairy_file.flows)
    actions.import_file(replace(dairy_file, flows=flows), acting_user=sample_centre["expert"])
    productivity = figure(assessment, "water_productivity")
    assert productivity.version == 2
    assert set(productivity.derived_from.all()) == {
        figure(assessment),
        figure(assessment, "output"),
    }


def test_the_database_refuses_a_review_by_nobody(assessment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=figure(assessment).pk).update(status=Status.REVIEWED)
