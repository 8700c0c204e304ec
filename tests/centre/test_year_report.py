"""The centre's year: figures as counted by hand, plans apart from facts, nobody's given away."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.rules import TOLD, WHY, rounded
from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.public_site import queries as site
from scp_centre.centre.registry.models import Centre, Organisation, Site
from scp_centre.centre.year_report.actions import report_publicly
from scp_centre.centre.year_report.declaration import Section, Stage
from scp_centre.centre.year_report.errors import YearReportError
from scp_centre.centre.year_report.jobs import write_report
from scp_centre.centre.year_report.months import checked_months, months_of, year_of
from scp_centre.centre.year_report.pictures import charts_of
from scp_centre.centre.year_report.public_version import NOT_A_YEAR
from scp_centre.centre.year_report.sdg import RELATIONS
from scp_centre.centre.year_report.shown_values import (
    change_shown,
    contributions_shown,
    line_shown,
    reasons,
    savings_shown,
    value_shown,
)
from scp_centre.reference import load_table
from scp_centre.roles.benchmarks.models import Contribution, Release
from scp_centre.roles.production.actions import approve_assessment, submit_for_review
from scp_centre.roles.production.models import Assessment, Measure, VerifiedSaving
from scp_centre.roles.training.models import Participant, Workshop
from tests.centre.saving_companies import YEAR, add_company, copy_of
from tests.centre.year_reports import (
    EN,
    public,
    text_of_docx,
    text_of_workbook,
    this_year,
    today,
    value,
    year_report,
)

pytestmark = pytest.mark.django_db


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
    assert page.status_code == 422 and "Create the PDF" not in page.content.decode()


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


@pytest.mark.parametrize(
    "changed", [{"decision": "study"}, {"answer": "declined", "answer_reason": "cost"}]
)
def test_only_what_the_plans_will_do_now_is_promised(savers, changed):
    company = Organisation.objects.get(name="Saver 0")
    assessment = Assessment.objects.get(site__organisation=company)
    figure = Observation.objects.filter(site__organisation=company).first()
    reviewed = datetime(YEAR, 3, 1, tzinfo=UTC)
    copy_of(figure, origin=f"assessment:{assessment.pk}", indicator="use", reviewed_on=reviewed)
    mine = Measure.objects.filter(assessment=assessment)
    mine.update(promised_mwh=1234, decision="do now", answer="open", in_workbook=True)
    planned = value(year_report(year_of(YEAR)), "promised_energy")
    mine.update(**changed)
    assert planned - value(year_report(year_of(YEAR)), "promised_energy") == 1234 * mine.count()


def test_what_was_approved_stays_promised_until_the_next_approval(sample_centre):
    """Somebody changes the plan after the approval: the report keeps what the reviewer saw."""
    expert, reviewer = sample_centre["expert"], sample_centre["reviewer"]
    assessment = Assessment.objects.get(company="Lower Bridge Dyehouse")
    assert assessment.review == "draft"
    submit_for_review(assessment, acting_user=expert)
    approve_assessment(assessment, acting_user=reviewer)
    keys = ("promised_energy", "promised_water", "promised_co2e", "promised_money_eur")
    keys += ("options_found",)
    before = {key: value(year_report(), key) for key in keys}
    assert all(before.values()), before
    mine = assessment.measures.filter(decision="do now")
    first, second, *_rest = mine
    mine.filter(pk=first.pk).update(promised_mwh=1e6, promised_m3=1e6, promised_money=1e6)
    mine.filter(pk=second.pk).update(decision="reject")
    Measure.objects.create(assessment=assessment, option="late", decision="do now", promised_t=1e6)
    assert {key: value(year_report(), key) for key in keys} == before
    Assessment.objects.filter(pk=assessment.pk).update(review="with the reviewer")
    approve_assessment(assessment, acting_user=reviewer)
    after = year_report()
    assert value(after, "promised_energy") > 9e5 and value(after, "promised_materials") >= 1e6


def test_reasons_are_sentences_and_a_change_from_nothing_is_told_once(savers):
    lines = [line for row in savings_shown(year_report(year_of(YEAR)), EN) for line in row.stages]
    changed = [line for line in lines if line.change_reason]
    assert changed
    said = reasons(lines, EN)
    assert said == [
        (
            "Where the value for the previous period was 0, a percentage change cannot be "
            "calculated, and the table shows a dash."
        )
    ]
    visits = line_shown(year_report().lines["visits"], EN)
    (sentence,) = reasons([visits], EN)
    assert sentence.startswith(visits.reason) and sentence.endswith(f"figures: {visits.title}.")


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
    assert hidden.value is None and hidden.reason == WHY[TOLD]
    assert site.proposal_of("energy", YEAR).reason == TOLD  # nor does the public site say it
    for n in range(4):  # five have come in
        add_company(savers, f"Third {n}", 95)
    assert value(public(year_of(YEAR)), "verified_energy") == 1100
    report_publicly(year_of(YEAR), acting_user=savers["director"])
    assert DisclosedFigure.objects.filter(name=f"energy {YEAR}", reason="").count() == 2


def test_the_same_report_twice_is_remembered_once(savers):
    for _unused in range(2):
        report_publicly(year_of(YEAR), acting_user=savers["director"])
    assert DisclosedFigure.objects.filter(name=f"energy {YEAR}", reason="").count() == 1


def test_the_preview_tells_nobody_anything(savers, signed_in):
    page = signed_in("director").get(f"/year/?first={YEAR}-01&last={YEAR}-12&version=public")
    assert "600" in page.content.decode() and not DisclosedFigure.objects.exists()


def test_tables_of_the_public_version_have_no_money(savers):
    tables = {one.key: one for one in public(year_of(YEAR)).tables}
    assert tables["by_programme"].head == ("Programme", "Donor", "Started", "Finished")


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
    for name, changed in changes.items():
        setattr(made, name, changed)
    return made
