"""0.7 % or 70 %? A file asks as the page of the calculation does."""

from dataclasses import replace
from io import BytesIO

import pytest

from scp_centre.centre.translation import speaker
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.assessment.entries import Measurement
from scp_centre.roles.production.record_forms import RecordForm, sheet_of
from scp_centre.roles.production.report.notices import notice_text
from scp_centre.roles.production.workbook import WorkbookError, read_workbook, write_workbook


def with_repaired(file, value, unit):
    """The dairy, of whose air leaks this share is repaired."""
    rows = tuple(m for m in file.measurements if m.option != "leaks")
    readings = {"leak_flow": (50, "m3/h"), "specific_power": (0.1, None), "hours": (6_000, "h")}
    readings["repaired"] = (value, unit)
    made = (
        Measurement(
            option="leaks", calculation="compressed_air_leaks", parameter=k, value=v, unit=u
        )
        for k, (v, u) in readings.items()
    )
    return replace(file, measurements=(*rows, *made))


def test_a_workbook_is_asked_whether_a_percentage_is_a_share(dairy_file):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(BytesIO(write_workbook(with_repaired(dairy_file, 0.7, "%"))))
    (finding,) = caught.value.findings
    assert (finding.sheet, str(finding.message)) == ("Measurements", "Did you mean 0.7 % or 70 %?")
    assert "If you mean 70 %, enter 70." in str(finding.cure)
    assert "enter 0.007 without a unit" in str(finding.cure)


@pytest.mark.parametrize(("value", "unit"), [(70, "%"), (0.7, "1"), (0.007, None), (1.5, "%")])
def test_what_is_clear_goes_in_as_it_is(dairy_file, value, unit):
    file = with_repaired(dairy_file, value, unit)
    assert read_workbook(BytesIO(write_workbook(file))).measurements == file.measurements


def test_the_form_of_a_reading_asks_the_same(dairy_file):
    values = {"option": "leaks", "calculation": "compressed_air_leaks", "parameter": "repaired"}
    values |= {"value": "0.7", "unit": "%"}
    form = RecordForm(sheet_of("measurements"), replace(dairy_file, measurements=()), values)
    assert not form.is_valid()
    assert "Did you mean 0.7 % or 70 %?" in str(form.errors["value"])


def test_a_share_in_a_column_of_percentages_is_pointed_out(dairy_file):
    file = replace(dairy_file, factory=replace(dairy_file.factory, discount_rate=0.1))
    said = [notice_text(n, speaker("en")) for n in assess(file).notices]
    wanted = "The value of Discount rate for Rivermouth Dairy is 0.1 %. Did you mean 10 %?"
    assert any(text.startswith(wanted) for text in said)
    plain = [n.key for n in assess(dairy_file).notices]
    assert "like_a_share" not in plain
