"""The range of an estimated saving: from readings or as entered, on to plan, report and files."""

from dataclasses import replace
from io import BytesIO
from math import hypot

import pytest
from openpyxl import load_workbook

from scp_centre.centre.translation import speaker
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.assessment.entries import Measurement, OutlayEntry, SavingEntry
from scp_centre.roles.production.report.option_tables import worth_table
from scp_centre.roles.production.report.results_files import results, write_results_xlsx
from scp_centre.roles.production.report.saving_ranges import plan_range_said, report_ranges
from scp_centre.roles.production.workbook import read_workbook, write_workbook

LEAKS = {"leak_flow": (50, "m3/h"), "specific_power": (0.1, None), "hours": (6_000, "h")}
EN = speaker("en")


@pytest.fixture
def leaks(dairy_file):
    """The sample dairy, whose option of leaks saves what three readings say."""
    file = dairy_file
    others = tuple(m for m in file.measurements if m.option != "leaks")
    rows = tuple(
        Measurement(
            option="leaks", calculation="compressed_air_leaks", parameter=k, value=v, unit=u
        )
        for k, (v, u) in LEAKS.items()
    )
    flow = next(s.flow for s in file.savings if s.option == "leaks")
    savings = tuple(s for s in file.savings if s.option != "leaks")
    plain = tuple(replace(o, saving_range=None) for o in file.options)
    return replace(
        file,
        options=plain,
        measurements=(*others, *rows),
        savings=(*savings, SavingEntry(option="leaks", flow=flow)),
    )


def option_of(file, key="leaks"):
    return next(o for o in assess(file).options if o.entry.key == key)


def with_uncertainty(file, **percent):
    rows = tuple(
        replace(m, uncertainty=percent.get(m.parameter, 0.0)) if m.option == "leaks" else m
        for m in file.measurements
    )
    return replace(file, measurements=rows)


def test_the_range_of_a_calculation_becomes_the_range_of_the_money(leaks):
    """Flow, power, hours and share repaired of 5 % each: the root of 4 × 5 %² is 10 %."""
    found = option_of(leaks)
    assert found.saving_range.is_calculated
    # The share repaired is 1 and cannot be exceeded; its slope is taken downwards.
    assert found.saving_range.share == pytest.approx(0.10, rel=1e-3)
    low, high = found.net_saving_range
    assert high - found.net_saving == pytest.approx(0.10 * found.gross_saving, rel=1e-3)
    assert found.net_saving - low == pytest.approx(high - found.net_saving)


def test_each_reading_has_its_own_uncertainty(leaks):
    """20 % of the flow and 15 % of the power, hours counted; 5 % of the share repaired."""
    found = option_of(with_uncertainty(leaks, leak_flow=20, specific_power=15))
    assert found.saving_range.share == pytest.approx(hypot(0.20, 0.15, 0.05), rel=1e-3)


def test_what_was_entered_for_the_option_counts_before_its_readings(leaks):
    options = tuple(replace(o, saving_range=30) if o.key == "leaks" else o for o in leaks.options)
    found = option_of(replace(leaks, options=options))
    assert found.saving_range.share == 0.3 and not found.saving_range.is_calculated


def test_an_option_without_readings_or_uncertainty_has_no_range(leaks):
    shares = {s.option for s in leaks.savings if s.share is not None}
    assert shares
    assert all(option_of(leaks, key).net_saving_range is None for key in shares)


def test_the_plan_adds_independent_ranges_by_their_squares(leaks):
    options = tuple(replace(o, saving_range=20) if o.key != "leaks" else o for o in leaks.options)
    plan = assess(replace(leaks, options=options)).plan
    halves = [o.saving_range.half for o in plan.options]
    low, high = plan.net_saving_range
    assert high - low == pytest.approx(2 * hypot(*halves))
    first, last = plan.payback_range
    assert first == pytest.approx(plan.investment / high)
    assert last == pytest.approx(plan.investment / low)


def test_words_say_that_a_range_is_of_an_estimate(leaks):
    result = assess(leaks)
    said = " ".join(plan_range_said(result.plan, result.currency, EN))
    assert (
        "is an estimate" in said
        and "This is a range of estimated savings, not of measured savings." in said
    )
    table, note = report_ranges(result, EN)
    assert any(row[-1] == "Uncertainty of the readings" for row in table.rows)
    assert (
        "The ranges hold in nine out of ten cases. They are based on estimates. Savings "
        "count as measured only once meters have verified them."
    ) in note.text
    worth = dict(worth_table(result, option_of(leaks), EN).rows)
    assert " to " in worth["Estimated first-year saving in nine out of ten cases"]


def test_results_file_and_workbook_hold_the_range(leaks):
    result = assess(leaks)
    found = next(o for o in results(result)["options"] if o["key"] == "leaks")
    low, high = option_of(leaks).net_saving_range
    assert (found["estimated_net_saving_low"], found["estimated_net_saving_high"]) == (low, high)
    page = load_workbook(BytesIO(write_results_xlsx(result)))["Options"]
    head = [cell.value for cell in page[1]]
    row = next(r for r in page.iter_rows(min_row=2, values_only=True) if r[0] == "leaks")
    assert row[head.index("estimated_net_saving_low")] == pytest.approx(low)
    assert row[head.index("estimated_payback_years_high")] is not None


def test_a_later_investment_and_a_book_value_reach_the_cash_flow_and_the_report(leaks):
    """2,000 in year 2; 1,000 of book value over 2 years at the factory's tax rate."""
    factory = replace(leaks.factory, tax_rate=25)
    options = tuple(
        replace(o, book_value=1_000, book_years=2) if o.key == "leaks" else o for o in leaks.options
    )
    before = option_of(replace(leaks, factory=factory))
    outlay = OutlayEntry(option="leaks", year=2, amount=2_000, what="Second compressor room")
    file = replace(leaks, factory=factory, options=options, outlays=(outlay,))
    after = option_of(file)
    life = after.entry.years
    relief = 0.25 * 2_000 / (life - 2)
    pairs = zip(after.appraisal.cash_flow, before.appraisal.cash_flow, strict=True)
    more = [a - b for a, b in pairs]
    assert more[:4] == pytest.approx([0, 0.25 * 500, -2_000 - 0.25 * 500, relief])
    rows = dict(worth_table(assess(file), after, EN).rows)
    assert "Investment in year 2: Second compressor room" in rows
    assert "Book value written off in year 1, with 2 years of depreciation left" in rows


def test_a_sale_of_replaced_equipment_reaches_cash_flow_report_and_workbook(leaks):
    """1,000 at the start without a profit tax; 25 % of it in year 1 with one."""
    options = tuple(replace(o, sale=1_000) if o.key == "leaks" else o for o in leaks.options)
    before, after = option_of(leaks), option_of(replace(leaks, options=options))
    pairs = zip(after.appraisal.cash_flow, before.appraisal.cash_flow, strict=True)
    rate = (leaks.factory.tax_rate or 0) / 100
    assert [a - b for a, b in pairs][:3] == pytest.approx([1_000, -1_000 * rate, 0])
    file = replace(leaks, options=options)
    assert "Sale of replaced equipment" in dict(worth_table(assess(file), after, EN).rows)
    again = read_workbook(BytesIO(write_workbook(file)))
    assert next(o for o in again.options if o.key == "leaks").sale == 1_000


def test_the_workbook_carries_later_investments_there_and_back(leaks):
    outlay = OutlayEntry(option="leaks", year=2, amount=2_000, what="Second room")
    file = with_uncertainty(replace(leaks, outlays=(outlay,)), leak_flow=12)
    again = read_workbook(BytesIO(write_workbook(file)))
    assert again.outlays == (outlay,)
    assert again.measurements == file.measurements


def test_a_workbook_of_an_earlier_version_has_no_later_investments(leaks):
    book = load_workbook(BytesIO(write_workbook(leaks)))
    del book["Later investments"]
    buffer = BytesIO()
    book.save(buffer)
    assert read_workbook(BytesIO(buffer.getvalue())).outlays == ()
