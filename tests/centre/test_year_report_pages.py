"""The centre's year as people get it: documents, pages, charts, and who may open them."""

import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.translation import speaker
from scp_centre.centre.year_report.actions import request_year_report
from scp_centre.centre.year_report.errors import YearReportError
from scp_centre.centre.year_report.jobs import write_report
from scp_centre.centre.year_report.months import months_of, year_of
from scp_centre.centre.year_report.pictures import charts_of
from scp_centre.centre.year_report.shown_values import (
    value_shown,
)
from tests.centre.saving_companies import YEAR
from tests.centre.year_reports import (
    EN,
    text_of_docx,
    today,
    year_report,
)

pytestmark = pytest.mark.django_db


# --- documents


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_documents_hold_every_figure(savers, language):
    Centre.objects.update(public_address="https://centre.example.org")
    report, say = year_report(year_of(YEAR)), speaker(language)
    book = load_workbook(io.BytesIO(write_report(report, "xlsx", language))).worksheets[1]
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


def test_the_workbook_says_whose_it_is_and_holds_savings_as_numbers(savers):
    Centre.objects.update(public_address="https://centre.example.org")
    report, say = year_report(year_of(YEAR)), speaker("en")
    book = load_workbook(io.BytesIO(write_report(report, "xlsx", "en")))
    about = dict(book.worksheets[0].iter_rows(min_row=2, max_col=2, values_only=True))
    assert about["Centre"] == Centre.objects.get().name and about["Period"] == str(YEAR)
    assert about["Date of the figures"].date() == today() and "Internal" in about["Note"]
    rows = {row[:2]: row[2:] for row in book["Savings by stage"].iter_rows(values_only=True)}
    verified = report.lines["verified_energy"].now
    assert rows[say(verified.quantity), verified.unit][4] == pytest.approx(verified.value)
    assert all(isinstance(cell, int | float) for row in [*rows.values()][1:] for cell in row)
    counted = book["What is counted"]
    assert counted["G2"].hyperlink.target.startswith("https://centre.example.org/")
    days = [row[0] for row in counted.iter_rows(min_row=2, min_col=4, max_col=4, values_only=True)]
    assert {type(day) for day in days if day} == {datetime}
    cut = [name for name in book.sheetnames if name.endswith("…")]
    assert all(len(name) <= 31 and not name[-2].isspace() for name in cut)


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
        assert DisclosedFigure.objects.filter(name=f"energy {YEAR}", reason="").count() == sums
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
    content = b"".join(director.get(f"/jobs/{job.pk}/file"))
    assert content.startswith(begins)
    if format_ == "xlsx":  # the centre has no public address yet: links go where the page was
        book = load_workbook(io.BytesIO(content))
        assert book.worksheets[1]["E2"].hyperlink.target.startswith("http://testserver/year/")


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"first": "2026-13"}, {"last": ""}])
def test_what_no_document_can_be_made_of_makes_no_job(savers, signed_in, wrong):
    asked = {"first": f"{YEAR}-01", "last": f"{YEAR}-06", "format": "pdf"} | wrong
    answer = signed_in("director").post("/year/make/", asked, follow=True)
    assert answer.status_code == 422 or "error-summary" in answer.content.decode()
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
