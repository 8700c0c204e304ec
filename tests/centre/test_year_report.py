"""The centre's year: figures as counted by hand, plans apart from facts, nobody's figure given away."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.public_site import queries as site
from scp_centre.centre.public_site.disclosure import CHANGE, WHY, rounded
from scp_centre.centre.public_site.models import ReportedSum
from scp_centre.centre.registry.models import Centre, Organisation, Site
from scp_centre.centre.translation import speaker
from scp_centre.centre.year_report.actions import report_publicly, request_year_report
from scp_centre.centre.year_report.declaration import Section, Stage
from scp_centre.centre.year_report.errors import YearReportError
from scp_centre.centre.year_report.gather import gather
from scp_centre.centre.year_report.jobs import write_report
from scp_centre.centre.year_report.months import checked_months, months_of, year_of
from scp_centre.centre.year_report.pictures import charts_of
from scp_centre.centre.year_report.public_version import NOT_A_YEAR, public_version
from scp_centre.centre.year_report.sdg import RELATIONS
from scp_centre.centre.year_report.shown_values import (
    change_shown,
    contributions_shown,
    savings_shown,
    value_shown,
)
from scp_centre.reference import load_table
from scp_centre.roles.benchmarks.models import Contribution, Release
from scp_centre.roles.production.models import Assessment, Measure, VerifiedSaving
from scp_centre.roles.training.models import Participant, Workshop
from tests.centre.saving_companies import YEAR, add_company, copy_of

pytestmark = pytest.mark.django_db
EN = speaker("en")


def today():
    return timezone.localdate()


def this_year():
    return year_of(today().year)


def year_report(months=None):
    return gather(months or this_year(), today())


def value(report, key):
    return report.lines[key].now.value


def public(months):
    return public_version(gather(months, today()), today())[0]


@pytest.fixture
def savers(sample_centre):
    """Five companies whose verified savings can be shown together."""
    for n, mwh in enumerate((100, 110, 120, 130, 140)):
        add_company(sample_centre, f"Saver {n}", mwh)
    return sample_centre


# --- figures


def test_the_figures_of_the_sample_are_those_counted_by_hand(sample_centre):
    report, year = year_report(), today().year
    assert value(report, "assessments_begun") == Assessment.objects.count()
    carried_out = [m for m in Measure.objects.all() if m.carried_out_on]
    mine = [m for m in carried_out if m.carried_out_on.year == year]
    assert value(report, "options_carried_out") == len(mine)
    assert value(report, "benchmarks_released") == Release.objects.count() > 0
    holders = {one.holder for one in Contribution.objects.all()}
    assert value(report, "companies_in_benchmarks") == len(holders) > 0
    ended = [w for w in Workshop.objects.all() if w.ended and w.ended.year == year]
    stayed = [p for p in Participant.objects.filter(left=False) if p.workshop in ended]
    assert value(report, "workshops") == len(ended)
    assert value(report, "workshop_people") == len(stayed)
    reached = value(report, "workshop_people") + value(report, "learners")
    assert value(report, "people_reached") == reached


def test_every_figure_equals_the_sum_of_what_it_lists(savers):
    """A figure is what its page lists: walked over all figures of all roles, in three spans."""
    uneven = {"workshop_organisations", "companies_in_benchmarks"}  # one stands in several rows
    for months in (this_year(), year_of(YEAR), months_of(date(2020, 1, 1), today())):
        for line in year_report(months).lines.values():
            if line.now.value is None:
                assert line.now.reason and not list(line.now.rows()), line.now.key
            elif line.now.key not in uneven:
                listed = sum(one.value for one in line.now.rows())
                assert listed == pytest.approx(line.now.value), line.now.key


def test_the_year_before_stands_beside(savers):
    report = year_report(year_of(YEAR + 1))
    line = report.lines["verified_energy"]
    assert line.before.value == 600 and line.now.value == 0
    assert change_shown(line, EN) == "−100\u00a0%"
    assert change_shown(year_report(year_of(YEAR)).lines["verified_energy"], EN) == "–"
    half = months_of(date(2026, 1, 1), date(2026, 6, 30))
    assert half.before == months_of(date(2025, 1, 1), date(2025, 6, 1))
    two = months_of(date(2024, 1, 1), date(2025, 12, 1))
    assert two.before == months_of(date(2022, 1, 1), date(2023, 12, 1))


def test_what_was_verified_last_year_stays_when_it_is_verified_anew(savers):
    saved = VerifiedSaving.objects.get(measure__assessment__site__organisation__name="Saver 0")
    figure = Observation.objects.get(origin=saved.origin, indicator="verified_saving")
    VerifiedSaving.objects.filter(pk=saved.pk).update(current=False)
    Observation.objects.filter(pk=figure.pk).update(status=Status.WITHDRAWN)
    later = {"reporting_start": date(YEAR + 1, 1, 1), "reporting_end": date(YEAR + 1, 12, 31)}
    copy_of(saved, **later, current=True)
    assert value(year_report(year_of(YEAR)), "verified_energy") == 600


def test_a_year_in_which_nothing_was_done_and_an_empty_centre(db):
    assert not Centre.objects.exists()
    report = year_report()
    assert all(not line.now.value for line in report.lines.values())
    assert value_shown(report.lines["assessments_begun"].now, EN) == "0"
    assert charts_of(report, EN) == []
    for format_ in ("pdf", "docx", "xlsx"):
        assert write_report(report, format_, "fr")


@pytest.mark.parametrize(
    "first, last",
    [
        ("2190-01", "2190-12"),
        ("2026-05", "2026-04"),
        ("1980-01", "1980-12"),
        ("2001-01", "2020-12"),
    ],
)
def test_months_that_no_report_can_be_about_are_refused(signed_in, first, last):
    days = [date.fromisoformat(f"{month}-01") for month in (first, last)]
    with pytest.raises(YearReportError):
        checked_months(*days, date(2026, 11, 28))
    page = signed_in("director").get("/year/", {"first": first, "last": last})
    assert page.status_code == 422 and "Make the PDF" not in page.content.decode()


def test_what_cannot_be_had_is_a_dash_with_its_reason(sample_centre):
    line = year_report().lines["visits"]
    assert value_shown(line.now, EN) == "–" and "does not count visits" in line.now.reason


# --- plans are no facts


def test_what_is_promised_is_never_verified(savers):
    """Whatever plans promise, the column of verified savings stays as the meters left it."""
    before = year_report(year_of(YEAR))
    sums = {k: one.now.value for k, one in before.lines.items() if one.now.stage == Stage.VERIFIED}
    Measure.objects.update(
        promised_mwh=9e6, promised_money=9e6, promised_m3=9e6, promised_t=9e6, promised_co2e_t=9e6
    )
    Measure.objects.update(progress="carried out", carried_out_on=date(YEAR, 5, 1))
    after = year_report(year_of(YEAR))
    assert {k: value(after, k) for k in sums} == sums
    assert value(after, "carried_out_energy") >= 9e6 * 5
    keys = {line.key for row in savings_shown(after, EN) for line in (row.verified,)} - {""}
    assert keys and all(after.lines[key].now.stage == Stage.VERIFIED for key in keys)


@pytest.mark.parametrize("wrong", [{"approved": False}, {"verdict": "not proved"}])
def test_only_what_was_proved_and_approved_is_verified(savers, wrong):
    add_company(savers, "Wrong", 1000, **wrong)
    assert value(year_report(year_of(YEAR)), "verified_energy") == 600


def test_each_saving_says_its_stage_and_its_definition(savers):
    lines = year_report(year_of(YEAR)).lines.values()
    for line in lines:
        is_sum = line.now.section == Section.SAVINGS and line.now.unit
        assert (line.now.stage is not None) == bool(is_sum), line.now.key
        assert line.now.definition, line.now.key


# --- the public version


def test_one_company_only_is_hidden_with_the_reason(sample_centre):
    add_company(sample_centre, "Alone", 1000)
    figure = public(year_of(YEAR)).lines["verified_energy"].now
    assert figure.value is None and "Fewer than 5" in figure.reason and not figure.parts


def test_sums_of_five_that_consent_are_shown_rounded(savers):
    add_company(savers, "Silent", 1234, consents=False)
    assert value(year_report(year_of(YEAR)), "verified_energy") == 1834
    assert value(public(year_of(YEAR)), "verified_energy") == rounded(600.0)


def test_no_document_of_the_public_version_holds_a_companys_figure_or_name(savers):
    add_company(savers, "Silent", 7654, consents=False)
    report = public(year_of(YEAR))
    book = text_of_workbook(write_report(report, "xlsx", "en"))
    words = text_of_docx(write_report(report, "docx", "en"))
    for text in (book, words):
        assert "600" in text
        for secret in ("Saver", "Silent", "7654", "8254", "Rivermouth"):
            assert secret not in text, secret
    names = load_workbook(io.BytesIO(write_report(report, "xlsx", "en"))).sheetnames
    assert "What is counted" not in names


def test_sums_of_other_months_than_a_whole_year_that_is_over_are_hidden(savers):
    """January to December and January to November would together give December away."""
    spans = [months_of(date(YEAR, 1, 1), date(YEAR, 11, 1)), this_year()]
    spans.append(months_of(date(YEAR, 2, 1), date(YEAR + 1, 1, 1)))
    for months in spans:
        for line in public(months).lines.values():
            if line.now.parts is not None:
                assert line.now.value is None and line.now.reason == NOT_A_YEAR, line.now.key


def test_what_outsiders_know_from_a_report_is_compared_with_what_comes_next(savers):
    report = report_publicly(year_of(YEAR), acting_user=savers["director"])
    assert value(report, "verified_energy") == 600
    assert "Saver" not in str(Entry.objects.get(act="report_sums").after)
    add_company(savers, "Newcomer", 90)
    hidden = public(year_of(YEAR)).lines["verified_energy"].now
    assert hidden.value is None and hidden.reason == WHY[CHANGE]
    assert site.proposal_of("energy", YEAR).reason == CHANGE  # nor does the public site say it
    for n in range(2):
        add_company(savers, f"Third {n}", 95)
    assert value(public(year_of(YEAR)), "verified_energy") == 880
    report_publicly(year_of(YEAR), acting_user=savers["director"])
    assert ReportedSum.objects.filter(kind="energy", year=YEAR).count() == 2


def test_the_same_report_twice_is_remembered_once(savers):
    for _unused in range(2):
        report_publicly(year_of(YEAR), acting_user=savers["director"])
    assert ReportedSum.objects.filter(kind="energy", year=YEAR).count() == 1


def test_the_preview_tells_nobody_anything(savers, signed_in):
    page = signed_in("director").get(f"/year/?first={YEAR}-01&last={YEAR}-12&version=public")
    assert "600" in page.content.decode() and not ReportedSum.objects.exists()


def test_tables_of_the_public_version_have_no_money(savers):
    tables = {one.key: one for one in public(year_of(YEAR)).tables}
    assert tables["by_programme"].head == ("Programme", "Donor", "Begun", "Finished")


# --- goals


def test_only_what_was_read_is_said_of_the_goals(savers):
    rows = load_table("sdg_contributions").rows
    assert all(row["checked"] == "read" and row["where_read"] for row in rows)
    assert {row["indicator"] for row in rows} == set(RELATIONS)
    report = year_report(year_of(YEAR))
    assert {row["figure"] for row in rows} <= set(report.lines)
    shown = {one.target: one for one in contributions_shown(report, EN)}
    assert shown["7.3"].line.now == "600\u00a0MWh" and "not converted" in shown["7.3"].relation


def test_goals_of_the_public_version_hide_what_it_hides(sample_centre):
    add_company(sample_centre, "Alone", 1000)
    shown = {one.target: one for one in contributions_shown(public(year_of(YEAR)), EN)}
    assert shown["7.3"].line.now == "–"


# --- documents


def text_of_docx(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("word/document.xml").decode()


def text_of_workbook(content):
    book = load_workbook(io.BytesIO(content))
    return "\n".join(
        str(c) for s in book for row in s.iter_rows(values_only=True) for c in row if c
    )


def text_of_pdf(content):
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_documents_hold_every_figure(savers, language):
    Centre.objects.update(public_address="https://centre.example.org")
    report, say = year_report(year_of(YEAR)), speaker(language)
    book = load_workbook(io.BytesIO(write_report(report, "xlsx", language))).worksheets[0]
    rows = list(book.iter_rows(min_row=2, values_only=True))
    assert [row[4] for row in rows] == [
        None if one.now.value is None else pytest.approx(one.now.value)
        for one in report.lines.values()
    ]
    assert book["E2"].hyperlink.target.startswith("https://centre.example.org/year/figures/")
    words = text_of_docx(write_report(report, "docx", language))
    for line in report.lines.values():
        assert value_shown(line.now, say) in words, line.now.key
    assert "w:hyperlink" in words


def test_the_pdf_holds_the_figures_and_links_to_them(savers):
    Centre.objects.update(public_address="https://centre.example.org")
    content = write_report(year_report(year_of(YEAR)), "pdf", "en")
    assert (
        content.startswith(b"%PDF")
        and b"centre.example.org/year/figures/verified_energy" in content
    )


def test_the_document_is_made_by_a_job_of_the_director(savers):
    months = year_of(YEAR)
    with pytest.raises(NotPermittedError):
        request_year_report(months, "pdf", is_public=False, acting_user=savers["expert"])
    with pytest.raises(YearReportError):
        request_year_report(months, "exe", is_public=False, acting_user=savers["director"])
    for is_public, sums in ((False, 0), (True, 1)):
        job = request_year_report(
            months, "xlsx", is_public=is_public, acting_user=savers["director"]
        )
        run_job.func(str(job.pk))
        job = Job.objects.get(pk=job.pk)
        assert job.state == State.DONE and job.result_name.startswith(f"centre-year-{YEAR}")
        assert ReportedSum.objects.filter(kind="energy", year=YEAR).count() == sums
    assert Entry.objects.filter(act="make_year_report").count() == 2


# --- pages


def test_each_figure_of_the_page_leads_to_what_it_counts(savers, signed_in):
    """Every figure, and the page of every thing that it counts, opens for the director."""
    director = signed_in("director")
    start = today() - timedelta(days=3 * 365)
    report = year_report(months_of(start, today()))
    query = f"?first={start:%Y-%m}&last={today():%Y-%m}"
    page = director.get(f"/year/{query}").content.decode()
    tried = {}
    for key, line in report.lines.items():
        assert director.get(f"/year/figures/{key}/{query}").status_code == 200, key
        if line.now.value is not None:
            assert f"/year/figures/{key}/" in page, key
        for one in list(line.now.rows())[:2]:
            status = tried.setdefault(one.address, director.get(one.address).status_code)
            assert status == 200, (key, one.address)
    assert len(tried) > 10


@pytest.mark.parametrize("format_, begins", [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_each_button_has_its_document_made(savers, signed_in, format_, begins):
    director = signed_in("director")
    asked = {"first": f"{YEAR}-01", "last": f"{YEAR}-06", "format": format_}
    answer = director.post("/year/make/", asked)
    job = Job.objects.latest("pk")
    assert answer.status_code == 302 and answer["Location"] == f"/jobs/{job.pk}/"
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == State.DONE, job.error
    assert b"".join(director.get(f"/jobs/{job.pk}/file")).startswith(begins)


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"first": "2026-13"}, {"last": ""}])
def test_what_no_document_can_be_made_of_makes_no_job(savers, signed_in, wrong):
    asked = {"first": f"{YEAR}-01", "last": f"{YEAR}-06", "format": "pdf"} | wrong
    assert signed_in("director").post("/year/make/", asked).status_code in (404, 422)
    assert not Job.objects.filter(kind="year_report").exists()


def test_charts_have_their_data_beside_and_are_drawn_for_both_widths(savers, signed_in):
    director = signed_in("director")
    query = f"?first={YEAR}-01&last={YEAR}-12"
    for chart in charts_of(year_report(year_of(YEAR)), EN):
        for form in ("wide", "narrow"):
            answer = director.get(f"/year/{chart.name}.{form}.svg{query}")
            assert answer.status_code == 200 and b"<svg" in answer.content
    assert "Verified savings by year" in director.get(f"/year/{query}").content.decode()


@pytest.mark.parametrize(
    "who", ["expert", "reviewer", "admin", "company", "trainer", "statistician"]
)
def test_the_year_is_the_directors(signed_in, who):
    client = signed_in(who)
    for address in ("/year/", "/year/figures/workshops/", "/year/energy.wide.svg"):
        assert client.get(address).status_code == 403, address
    assert client.post("/year/make/", {"format": "pdf"}).status_code == 403
    assert 'href="/year/"' not in client.get("/").content.decode()


def test_the_menu_leads_the_director_to_it(signed_in):
    assert 'href="/year/"' in signed_in("director").get("/").content.decode()


# --- many companies


def queries_of(months):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        year_report(months)
    return len(asked)


def test_two_thousand_companies_take_as_many_queries_as_five(savers):
    few = queries_of(year_of(YEAR))
    measure = Measure.objects.filter(assessment__site__organisation__name="Saver 1").first()
    saved = VerifiedSaving.objects.get(measure=measure)
    figure = Observation.objects.get(origin=saved.origin)
    many = range(2_000)
    owners = Organisation.objects.bulk_create(
        Organisation(name=f"Many {n}", country="Verdania", sector="other") for n in many
    )
    sites = Site.objects.bulk_create(Site(organisation=one, name="Works") for one in owners)
    assessments = Assessment.objects.bulk_create(
        copied(measure.assessment, site=one, company=one.organisation.name) for one in sites
    )
    measures = Measure.objects.bulk_create(
        copied(measure, assessment=one, progress="carried out", carried_out_on=date(YEAR, 6, 1))
        for one in assessments
    )
    rows = VerifiedSaving.objects.bulk_create(copied(saved, measure=one) for one in measures)
    Observation.objects.bulk_create(
        copied(figure, site=site, origin=row.origin) for site, row in zip(sites, rows, strict=True)
    )
    report = year_report(year_of(YEAR))
    assert value(report, "savings_verified") == 2_005
    assert value(report, "companies_acting") >= 2_000
    assert queries_of(year_of(YEAR)) <= few < 150


def copied(row, **changes):
    """Return a row like another, not saved."""
    values = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key
    }
    made = type(row)(**values)
    for name, value in changes.items():
        setattr(made, name, value)
    return made
