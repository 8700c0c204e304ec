"""Replacement due anyway, other savings, renewals, uncertainty: from the workbook to the page."""

import io
from dataclasses import replace

import openpyxl
import pytest

from scp_centre.centre.translation import speaker
from scp_centre.roles.production import actions
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.report.option_tables import worth_table
from scp_centre.roles.production.sample import sample_file
from scp_centre.roles.production.workbook import WorkbookError, read_workbook, write_workbook

FURTHER = {
    "replaced": 1_000.0,
    "other_saving": 700.0,
    "other_saving_basis": "Maintenance contract, offer of March",
    "renewal": 200.0,
    "renewal_years": 2,
    "saving_range": 30.0,
    "investment_range": 10.0,
}


def with_terms(file, key="tuning", **terms):
    options = tuple(replace(o, **terms) if o.key == key else o for o in file.options)
    return replace(file, options=options)


def option_of(result, key="tuning"):
    return next(o for o in result.options if o.entry.key == key)


@pytest.fixture(scope="module")
def dear(dairy_file):
    return with_terms(dairy_file, investment=3_000.0, years=6)


def test_further_terms_survive_the_workbook(dear):
    file = with_terms(dear, **FURTHER)
    assert read_workbook(io.BytesIO(write_workbook(file))) == file


def test_other_savings_count_as_money_and_are_shown_apart(dear):
    plain, found = option_of(assess(dear)), option_of(assess(with_terms(dear, **FURTHER)))
    assert found.net_saving == pytest.approx(plain.net_saving + 700)
    assert found.effect.money == pytest.approx(plain.effect.money)
    assert found.appraisal.simple_payback_years == pytest.approx(2_000 / found.net_saving)
    rows = dict(worth_table(assess(with_terms(dear, **FURTHER)), found, speaker("en")).rows)
    assert rows["Extra investment, to be paid back"].startswith("2,000")
    assert rows["Other annual savings: Maintenance contract, offer of March"].startswith("700")
    assert rows["Renewal, every 2 years"].startswith("200")
    assert " to " in rows["Simple payback in nine out of ten cases"]


def test_sums_of_the_plan_agree_with_its_rows(dear):
    result = assess(with_terms(dear, decision="do now", **FURTHER))
    plan = result.plan
    assert plan.net_saving == pytest.approx(sum(o.net_saving for o in plan.options))
    assert plan.npv == pytest.approx(sum(o.appraisal.npv for o in plan.options))


def test_the_range_is_the_same_on_page_and_in_the_results(dear):
    file = with_terms(dear, **FURTHER)
    first, again = option_of(assess(file)).spread, option_of(assess(file)).spread
    assert first == again
    assert option_of(assess(dear)).saving_range.is_calculated  # of its readings
    without = replace(
        dear,
        measurements=(),
        savings=tuple(replace(s, share=1.0, amount=None) for s in dear.savings),
    )
    assert option_of(assess(without)).spread is None


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"other_saving": 5.0}, "The basis for the other savings is missing."),
        ({"renewal": 5.0}, "The renewal cost has no interval in years."),
        ({"replaced": 3_001.0}, "costs more than the option"),
    ],
)
def test_what_is_missing_is_named(dear, terms, words):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(io.BytesIO(write_workbook(with_terms(dear, **terms))))
    assert [words in f.message for f in caught.value.findings] == [True]


def test_a_workbook_of_an_earlier_version_is_still_read(dairy_file):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(dairy_file)))
    titles = [str(c.value).rstrip(" *") for c in book["Options"][3]]
    book["Options"].delete_cols(titles.index("Replacement due anyway") + 1, 7)
    target = io.BytesIO()
    book.save(target)
    assert read_workbook(io.BytesIO(target.getvalue())) == dairy_file


@pytest.mark.django_db
def test_the_page_of_an_option_shows_the_range(client, sample_centre):
    file = with_terms(sample_file("dairy"), investment=3_000.0, years=6, **FURTHER)
    actions.import_file(file, acting_user=sample_centre["expert"])
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    client.force_login(sample_centre["expert"])
    text = client.get(f"/assessments/{assessment.pk}/options/tuning/").content.decode()
    assert "in nine out of ten cases" in text and "Renewal, every 2 years" in text
    form = client.get(f"/assessments/{assessment.pk}/data/options/").content.decode()
    assert "options" in form
