"""An investment file from draft to disbursed; nothing goes to a bank without the company's word."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.production import actions
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.investment_figures import finance
from scp_centre.roles.production.models import Assessment, InvestmentFile
from scp_centre.roles.production.queries import result_of

pytestmark = pytest.mark.django_db
VALUES = {
    "title": "Less milk to the drain",
    "bank": "Bank of Verdania",
    "options": ["pushout", "overfill"],
    "purpose": "Keep product in the pipes.",
    "technology": "Pigging line with two launchers.",
    "suppliers": "Two offers, valid until March.",
    "risks": "Hygiene of the pig: swabs each week.",
    "loan": 30_000.0,
    "loan_rate": 9.0,
    "loan_years": 4,
}


@pytest.fixture
def assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


@pytest.fixture
def file(assessment, sample_centre):
    return actions.write_investment(assessment, VALUES, acting_user=sample_centre["expert"])


def test_the_figures_are_those_of_the_options_together(file, assessment):
    result = result_of(assessment)
    figures = finance(file, result)
    chosen = [o for o in result.options if o.entry.key in VALUES["options"]]
    assert figures.whole.investment == 38_000 + 4_500
    assert figures.whole.npv == pytest.approx(sum(o.appraisal.npv for o in chosen))
    assert figures.whole.lowest_debt_cover > 1


def test_from_draft_to_disbursed(file, sample_centre):
    expert, director = sample_centre["expert"], sample_centre["director"]
    with pytest.raises(FollowUpError, match="has not consented"):
        actions.move_investment(file, "submitted", acting_user=expert)
    actions.consent_investment(file, acting_user=sample_centre["company"])
    actions.move_investment(file, "submitted", acting_user=expert)
    with pytest.raises(FollowUpError, match="cannot change from"):
        actions.move_investment(file, "disbursed", amount=1.0, acting_user=director)
    actions.move_investment(file, "approved", note="At 8.5 %.", acting_user=director)
    with pytest.raises(FollowUpError, match="amount"):
        actions.move_investment(file, "disbursed", acting_user=director)
    actions.move_investment(file, "disbursed", amount=30_000.0, acting_user=director)
    assert [s.state for s in file.steps.all()] == ["submitted", "approved", "disbursed"]
    entry = Entry.objects.filter(act="move_investment").latest("pk")
    assert entry.before == {"state": "approved"} and entry.after["amount"] == 30_000.0


def test_a_changed_file_needs_the_companys_word_again(file, assessment, sample_centre):
    actions.consent_investment(file, acting_user=sample_centre["company"])
    changed = actions.write_investment(
        assessment, VALUES | {"loan": 40_000.0}, acting_user=sample_centre["expert"], file=file
    )
    assert changed.consent_by is None


def test_a_submitted_file_is_not_changed(file, assessment, sample_centre):
    actions.consent_investment(file, acting_user=sample_centre["company"])
    actions.move_investment(file, "submitted", acting_user=sample_centre["expert"])
    with pytest.raises(FollowUpError, match="is submitted"):
        actions.write_investment(assessment, VALUES, acting_user=sample_centre["expert"], file=file)


@pytest.mark.parametrize("who", ["expert", "director", "dyehouse", "reviewer"])
def test_only_the_company_consents(file, sample_centre, who):
    with pytest.raises(NotPermittedError):
        actions.consent_investment(file, acting_user=sample_centre[who])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"loan": 60_000.0}, "larger than the investment"),
        ({"options": ["pushout", "magic"]}, "magic"),
        ({"options": []}, "No option has been chosen"),
    ],
)
def test_files_that_cannot_be_are_refused(assessment, sample_centre, change, words):
    with pytest.raises(FollowUpError, match=words):
        actions.write_investment(assessment, VALUES | change, acting_user=sample_centre["expert"])
    assert not InvestmentFile.objects.exists()


def test_both_forms_hold_the_same_figures(
    file, assessment, sample_centre, django_capture_on_commit_callbacks
):
    made = {}
    for form in ("pdf", "xlsx"):
        with django_capture_on_commit_callbacks(execute=True):
            job = actions.request_investment_file(file, form, acting_user=sample_centre["company"])
        job = Job.objects.get(pk=job.pk)
        assert job.state == State.DONE, job.message
        with job.result.open("rb") as opened:
            made[form] = io.BytesIO(opened.read())
    whole = finance(file, result_of(assessment)).whole
    text = " ".join(p.extract_text() for p in PdfReader(made["pdf"]).pages)
    for figure in (whole.npv, whole.equity_npv, *whole.equity_flow[:4]):
        assert f"{abs(round(figure)):,}" in text
    assert "has not consented yet" in text and "Two offers, valid until March." in text
    sheet = openpyxl.load_workbook(made["xlsx"])["Cash flow"]
    flows = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert flows == pytest.approx(list(whole.cash_flow))


def test_the_pages(signed_in, assessment):
    client = signed_in("expert")
    address = f"/assessments/{assessment.pk}/investments/new/"
    bad = client.post(address, VALUES | {"loan_rate": ""})
    assert bad.status_code == 422 and "needs an interest rate" in bad.content.decode()
    page = client.post(address, VALUES, follow=True)
    assert "Cash flow" in page.content.decode() and "has not consented" in page.content.decode()
    file = InvestmentFile.objects.get()
    company = signed_in("company")
    company.post(f"/investments/{file.pk}/consent/")
    moved = signed_in("expert").post(
        f"/investments/{file.pk}/", {"state": "submitted"}, follow=True
    )
    assert "submitted" in moved.content.decode()
