"""The portfolio: sums that add up, nobody else's figures, currencies apart."""

import io
from dataclasses import replace

import openpyxl
import pytest
from pypdf import PdfReader

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.models import Assessment, Measure, VerifiedSaving
from scp_centre.roles.production.portfolio import DIMENSIONS, STAGES, portfolio
from scp_centre.roles.production.sample import sample_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def dairy_assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


def test_the_sums_are_those_of_the_follow_up_pages(sample_centre):
    for saved in VerifiedSaving.objects.filter(current=True):
        actions.approve_verification(saved, acting_user=sample_centre["reviewer"])
    found = portfolio(sample_centre["director"], {})
    (total,) = found.totals
    pages = [queries.follow_up_of(a) for a in Assessment.objects.all()]
    for stage in STAGES:
        assert total.of(stage, "money") == pytest.approx(sum(getattr(p, stage) for p in pages))
    assert (found.companies, found.assessments) == (3, 3)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_sums_to_the_same_total(sample_centre, dimension):
    director = sample_centre["director"]
    (total,) = portfolio(director, {}, dimension).totals
    (by_sector,) = portfolio(director, {}, "sector").totals
    for stage in STAGES:
        for quantity in ("money", "mwh", "m3", "t", "co2e_t"):
            assert total.of(stage, quantity) == pytest.approx(by_sector.of(stage, quantity))


def test_physical_promises_by_hand(dairy_assessment):
    """The leak option saves 83,462 MJ of electricity: 23.18 MWh."""
    leaks = Measure.objects.get(assessment=dairy_assessment, option="leaks")
    assert leaks.promised_mwh == pytest.approx(83_462 / 3_600, rel=1e-4)
    assert leaks.promised_m3 == leaks.promised_t == 0


def test_currencies_are_never_added(sample_centre):
    file = sample_file("dyehouse")
    other = replace(file, factory=replace(file.factory, currency="USD"))
    actions.import_file(other, acting_user=sample_centre["expert"])
    totals = portfolio(sample_centre["director"], {}).totals
    assert {t.currency for t in totals} == {"EUR", "USD"}


def test_an_option_that_left_the_workbook_counts_no_more(dairy_assessment, sample_centre):
    file = sample_file("dairy")
    options = tuple(o for o in file.options if o.key != "economiser")
    savings = tuple(s for s in file.savings if s.option != "economiser")
    measurements = tuple(m for m in file.measurements if m.option != "economiser")
    actions.import_file(
        replace(file, options=options, savings=savings, measurements=measurements),
        acting_user=sample_centre["expert"],
    )
    assert not Measure.objects.get(assessment=dairy_assessment, option="economiser").in_workbook
    dairy_assessment.refresh_from_db()
    (total,) = portfolio(sample_centre["director"], {"sector": "food and beverage"}).totals
    assert total.of("identified", "money") == pytest.approx(
        queries.follow_up_of(dairy_assessment).identified
    )


def test_filters_and_what_was_not_said(dairy_assessment, sample_centre):
    director = sample_centre["director"]
    programme = actions.add_programme("Green Rivers", "A donor", None, None, acting_user=director)
    actions.keep_file(
        dairy_assessment,
        phase="implementation",
        region="North",
        lead=sample_centre["expert"],
        programme=programme,
        acting_user=director,
    )
    assert portfolio(director, {"programme": "Green Rivers"}).assessments == 1
    assert portfolio(director, {"region": "not given"}).assessments == 2
    groups = {r.group for r in portfolio(director, {}, "programme").rows}
    assert groups == {"Green Rivers", "not given"}


@pytest.mark.parametrize("who", ["company", "reviewer", "admin"])
def test_others_see_no_portfolio(signed_in, sample_centre, who):
    assert signed_in(who).get("/portfolio/").status_code == 403
    with pytest.raises(NotPermittedError):
        actions.request_donor_report({}, "pdf", acting_user=sample_centre[who])


def test_the_donor_report_holds_the_same_figures_in_both_forms(
    sample_centre, django_capture_on_commit_callbacks
):
    director = sample_centre["director"]
    (total,) = portfolio(director, {}).totals
    made = {}
    for form in ("pdf", "xlsx"):
        with django_capture_on_commit_callbacks(execute=True):
            job = actions.request_donor_report({}, form, acting_user=director)
        job = Job.objects.get(pk=job.pk)
        assert job.state == State.DONE, job.message
        with job.result.open("rb") as file:
            made[form] = io.BytesIO(file.read())
    text = " ".join(p.extract_text() for p in PdfReader(made["pdf"]).pages)
    assert f"{round(total.of('verified', 'money')):,}" in text and "new filler" in text
    sheet = openpyxl.load_workbook(made["xlsx"])["Sector"]
    head = [c.value for c in sheet[1]]
    column = head.index("Verified, money per year")
    assert sum(r[column].value for r in sheet.iter_rows(min_row=2)) == pytest.approx(
        total.of("verified", "money")
    )


def test_the_page_stays_within_its_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("director")
    client.get("/portfolio/")
    with django_assert_max_num_queries(20):
        page = client.get("/portfolio/?by=expert&sector=food+and+beverage")
    assert page.status_code == 200 and "A. Marin" in page.content.decode()


def test_savings_that_nobody_reviewed_are_named_wherever_sums_leave_them_out(
    client, sample_centre, dairy_assessment
):
    """The sum is 0 and says of what: the column, the portfolio and the donor report agree."""
    drafts = VerifiedSaving.objects.filter(current=True, verdict="proved")
    money = sum(saved.money for saved in drafts)
    director, note = sample_centre["director"], "not yet reviewed, so not in the total"
    page = queries.follow_up_of(dairy_assessment)
    assert (page.verified, page.waiting) == (0, drafts.count())
    assert page.waiting_money == pytest.approx(money)
    (waiting,) = portfolio(director, {}).waiting
    assert (waiting.count, waiting.money) == (drafts.count(), pytest.approx(money))
    assert waiting.sentence.startswith(f"{drafts.count()} verified savings worth ")
    client.force_login(director)
    addresses = [
        f"/assessments/{dairy_assessment.pk}/follow-up/",
        f"/assessments/{dairy_assessment.pk}/options/leaks/",
        f"/assessments/{dairy_assessment.pk}/options/leaks/verify/",
        "/portfolio/",
    ]
    for address in addresses:
        text = client.get(address).content.decode()
        assert note in text or str(waiting.sentence) in text, address
    for saved in drafts:
        actions.approve_verification(saved, acting_user=sample_centre["reviewer"])
    assert portfolio(director, {}).waiting == ()
    for address in addresses:
        assert "not yet reviewed" not in client.get(address).content.decode(), address
