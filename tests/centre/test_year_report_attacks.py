"""What an outsider tries with the public version of the centre's year, and does not learn."""

from datetime import UTC, date, datetime

import pytest

from scp_centre.centre.disclosure.rules import TOLD, WHY
from scp_centre.centre.evidence.models import Consent, Observation, Use
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.public_site import queries as site
from scp_centre.centre.public_site.errors import ResultError
from scp_centre.centre.public_site.result_actions import publish_result, withdraw_result
from scp_centre.centre.registry.models import Membership, Organisation, Role
from scp_centre.centre.year_report.actions import report_publicly
from scp_centre.centre.year_report.months import months_of, year_of
from scp_centre.centre.year_report.shown_values import NONE, savings_shown
from scp_centre.roles.production.models import (
    Assessment,
    FileState,
    FileStep,
    InvestmentFile,
    Measure,
)
from scp_centre.roles.training.models import Participant, Workshop
from tests.centre.saving_companies import YEAR, add_company, copy_of
from tests.centre.year_reports import EN, public

pytestmark = pytest.mark.django_db


def lines(report, *keys):
    return [report.lines[key].now for key in keys]


def test_what_was_asked_less_what_was_granted_is_not_told(sample_centre):
    """Six loans, five granted, one refused: 790 less 600 would be the refused company's."""
    for n, loan in enumerate((100e3, 110e3, 120e3, 130e3, 140e3, 190e3)):
        assessment = Assessment.objects.get(
            site__organisation=add_company(sample_centre, f"Asks {n}", 1)
        )
        file = InvestmentFile.objects.create(
            assessment=assessment,
            loan=loan,
            loan_rate=8.0,
            loan_years=5,
            written_by=sample_centre["expert"],
        )
        for state in (FileState.SUBMITTED, FileState.APPROVED if n < 5 else FileState.REFUSED):
            step = FileStep.objects.create(file=file, state=state, person=sample_centre["director"])
            FileStep.objects.filter(pk=step.pk).update(created=datetime(YEAR, 5, 1, tzinfo=UTC))
    money = lines(public(year_of(YEAR)), "money_submitted_eur", "money_approved_eur")
    assert sum(one.value is None for one in money) == 1
    assert WHY[TOLD] in [one.reason for one in money]


def test_what_is_promised_less_what_is_carried_out_is_not_told(sample_centre):
    for n, mwh in enumerate((100, 110, 120, 130, 140, 170)):
        company = add_company(sample_centre, f"Plans {n}", mwh)
        assessment = Assessment.objects.get(site__organisation=company)
        done = {"progress": "carried out", "carried_out_on": date(YEAR, 6, 1)} if n < 5 else {}
        Measure.objects.filter(assessment=assessment).update(
            **{"promised_mwh": mwh, "progress": "planned", "carried_out_on": None} | done
        )
        figure = Observation.objects.filter(site__organisation=company).first()
        reviewed = datetime(YEAR, 3, 1, tzinfo=UTC)
        copy_of(figure, origin=f"assessment:{assessment.pk}", indicator="use", reviewed_on=reviewed)
    promised, carried_out = lines(public(year_of(YEAR)), "promised_energy", "carried_out_energy")
    assert promised.value == 770
    assert carried_out.value is None and carried_out.reason == WHY[TOLD]


def test_reports_put_together_tell_nobody(savers):
    """All, less two halves, plus the rest would leave one company alone."""
    director = savers["director"]
    halves = "abcde", "fghij"
    for name in (*halves[0], *halves[1]):
        add_company(savers, name, 104, consents=False)
    add_company(savers, "k", 290, consents=False)

    def agree(names, given):
        for name in names:
            Consent.objects.create(
                organisation=Organisation.objects.get(name=name),
                use=Use.RESULTS,
                given=given,
                person=director,
            )

    def told():
        report = report_publicly(year_of(YEAR), acting_user=director)
        return report.lines["verified_energy"].now.value

    assert told() == 600
    agree(halves[0], True)
    assert told() == 1100
    agree(halves[0], False)
    agree(halves[1], True)
    assert told() == 1100
    agree((*halves[0], "k"), True)
    assert told() is None


def test_noughts_hide_nobody(sample_centre):
    for n, mwh in enumerate((100, 110, 120, 0, 0)):
        add_company(sample_centre, f"Saver {n}", mwh)
    assert lines(public(year_of(YEAR)), "verified_energy")[0].value is None


def test_a_currency_that_one_company_has_is_not_told(savers):
    company = add_company(savers, "Dollar", 100)
    Assessment.objects.filter(site__organisation=company).update(currency="USD")
    report = public(year_of(YEAR))
    shown = savings_shown(report, EN)
    assert all("USD" not in cell.now for row in shown for cell in row.stages)
    assert all(cell.now != "0 EUR" for row in shown for cell in row.stages)
    assert any(cell.now == NONE for row in shown for cell in row.stages)


def test_small_groups_of_people_are_not_told(sample_centre):
    workshop = Workshop.objects.first()
    Workshop.objects.filter(pk=workshop.pk).update(ended=datetime(YEAR, 3, 5, tzinfo=UTC))
    first = Participant.objects.filter(workshop=workshop).first()
    Participant.objects.filter(workshop=workshop).exclude(pk=first.pk).update(left=True)
    march = months_of(date(YEAR, 3, 1), date(YEAR, 3, 1))
    for months in (march, year_of(YEAR)):
        assert not {"people_by_gender", "people_by_organisation"} & {
            table.key for table in public(months).tables
        }


def test_a_withdrawn_result_is_shown_no_longer(savers):
    director = savers["director"]
    publish_result("energy", YEAR, acting_user=director)
    with pytest.raises(ResultError, match="already published"):
        publish_result("energy", YEAR, acting_user=director)
    for n in range(5):
        add_company(savers, f"Later {n}", 95)
    newest = publish_result("energy", YEAR, acting_user=director)
    assert site.shown_results() == [newest]
    withdraw_result(newest, acting_user=director)
    assert site.shown_results() == []


def test_who_lost_the_role_gets_the_report_no_longer(savers, signed_in):
    client = signed_in("director")
    client.post("/year/make/", {"first": f"{YEAR}-01", "last": f"{YEAR}-12", "format": "xlsx"})
    job = Job.objects.latest("pk")
    run_job.func(str(job.pk))
    assert b"".join(client.get(f"/jobs/{job.pk}/file")).startswith(b"PK")
    Membership.objects.filter(person=savers["director"]).delete()
    company = Organisation.objects.get(name="Saver 1")
    Membership.objects.create(person=savers["director"], role=Role.COMPANY, organisation=company)
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/file"):
        assert client.get(address).status_code == 404
    assert str(job.pk) not in client.get("/jobs/").content.decode()
