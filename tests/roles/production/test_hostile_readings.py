"""Readings that no meter shows: a finite number or an error in words, by every way in."""

import io
import math
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.interfaces.cli.main import main
from scp_centre.methods.errors import InvalidValueError, MethodError
from scp_centre.methods.options.interaction import Saving
from scp_centre.roles.production.assessment.calculations import CALCULATIONS, run_calculation
from scp_centre.roles.production.assessment.calculations.estimate import estimate_saving
from scp_centre.roles.production.assessment.entries import Measurement as Row
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.models import Assessment, Measurement
from scp_centre.roles.production.workbook import write_workbook
from tests.roles.production.test_calculations import fitting

HOSTILE = (0.0, -1.0, 1e-300, 1e300, 1.7e308, -1.7e308)
# readings that divide by 0: what was asked for and the calculation's own words
ZEROS = {
    "power_factor": {"line_losses": 20, "hours": 100, "power_factor": 0.5, "wanted": 0},
    "air_pressure": {"power": 10, "hours": 100, "gauge": 7, "new_gauge": 0, "atmosphere": 0},
    "variable_speed_drive": {
        "input_power": 10, "flow_share": 0.5, "hours": 100, "static": 0, "drive": 0, "now": 0,
    },
}  # fmt: skip


def hostile_readings(calculation):
    """Return readings with one hostile value, with two, and with nothing else."""
    fair = fitting(calculation)
    for value in HOSTILE:
        yield dict.fromkeys(fair, value)
        for key in fair:
            yield fair | {key: value}
    keys = list(fair)
    for first, second in zip(keys, keys[1:] + keys[:1], strict=True):
        for value in HOSTILE:
            for other in (0.0, 1e300):
                yield fair | {first: value, second: other}


@pytest.mark.parametrize("key", CALCULATIONS)
def test_a_calculation_gives_a_finite_number_or_an_error_in_words(key):
    calculation = CALCULATIONS[key]
    for readings in hostile_readings(calculation):
        given = {name: (value, None) for name, value in readings.items()}
        for compute in (
            lambda given=given: run_calculation(key, given),
            lambda given=given: estimate_saving(calculation, given, 5).high,
        ):
            try:
                value = compute()
            except MethodError as error:
                assert error.message and error.cure
            else:
                assert isinstance(value, float) and math.isfinite(value), readings


@pytest.mark.parametrize("key", CALCULATIONS)
def test_a_reading_has_a_least_and_a_most(key):
    for parameter in CALCULATIONS[key].parameters:
        low, high = parameter.bounds
        assert math.isfinite(low) and math.isfinite(high) and low < high
        assert parameter.default is None or low <= parameter.default <= high, parameter.key


@pytest.mark.parametrize("key", ZEROS)
def test_what_divides_by_nothing_is_refused_by_name(key):
    """A stored reading is not checked against its bounds: the calculation says it itself."""
    given = {name: (value, None) for name, value in ZEROS[key].items()}
    with pytest.raises(InvalidValueError) as stored:
        run_calculation(key, given)
    assert stored.value.where == key or stored.value.cure
    with pytest.raises(InvalidValueError, match="This reading is") as new:
        estimate_saving(CALCULATIONS[key], given, 5)
    assert "Enter a value from" in new.value.cure


@pytest.fixture
def dairy(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


@pytest.fixture
def calculated(dairy):
    """An option of the dairy whose saving comes from readings."""
    file = load_file(dairy)
    waiting = {s.option for s in file.savings if s.share is None and s.amount is None}
    return next(m.option for m in file.measurements if m.option in waiting)


def rows_of(option, key):
    return tuple(
        Row(option=option, calculation=key, parameter=name, value=float(value))
        for name, value in ZEROS[key].items()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("key", ZEROS)
def test_the_page_refuses_what_divides_by_nothing(dairy, calculated, signed_in, key):
    address = f"/assessments/{dairy.pk}/options/{calculated}/calculate/?calculation={key}"
    sent = {name: str(value) for name, value in ZEROS[key].items()}
    for parameter in CALCULATIONS[key].parameters:
        sent[f"{parameter.key}-unit"] = parameter.unit
    for act in ("calculate", "save"):
        answer = signed_in("expert").post(address, sent | {"act": act, "replace": "on"})
        assert answer.status_code == 422 and "Enter a value from" in answer.content.decode()


@pytest.mark.django_db
def test_the_page_shows_no_number_that_is_none(dairy, calculated, signed_in):
    address = f"/assessments/{dairy.pk}/options/{calculated}/calculate/"
    address += "?calculation=compressed_air_leaks"
    for flow in ("1e300", "1.7e308"):
        sent = {"leak_flow": flow, "leak_flow-unit": "m3/h", "specific_power": "0.1"}
        sent |= {"hours": "6000", "hours-unit": "h", "repaired-unit": "1", "act": "save"}
        answer = signed_in("expert").post(address, sent | {"replace": "on"})
        assert answer.status_code == 422 and "–&nbsp;kWh" not in answer.content.decode()


@pytest.mark.django_db
def test_stored_rows_that_cannot_be_computed_close_no_page(dairy, calculated, signed_in):
    Measurement.objects.filter(assessment=dairy, option=calculated).delete()
    for row in rows_of(calculated, "power_factor"):
        Measurement.objects.create(
            assessment=dairy, option=calculated, calculation=row.calculation,
            parameter=row.parameter, value=row.value, position=999,
        )  # fmt: skip
    client, start = signed_in("expert"), f"/assessments/{dairy.pk}"
    for page in ("", "options/", f"options/{calculated}/", f"options/{calculated}/calculate/",
                 "data/", "data/measurements/", "data/savings/new/", "plan/", "report/"):  # fmt: skip
        assert client.get(f"{start}/{page}").status_code in (200, 404, 422), page


@pytest.mark.django_db
def test_a_record_form_refuses_it_in_words(dairy, calculated, signed_in):
    from tests.roles.production.test_records import posted

    file = load_file(dairy)
    place = next(i for i, m in enumerate(file.measurements) if m.option == calculated)
    row = file.measurements[place]
    answer = signed_in("expert").post(
        f"/assessments/{dairy.pk}/data/measurements/{place}/",
        posted(row, "measurements") | {"value": "1e300"},
    )
    assert answer.status_code == 422
    assert load_file(dairy).measurements == file.measurements


def book_with(file, option, key):
    others = tuple(m for m in file.measurements if m.option != option)
    made = replace(file, measurements=(*others, *rows_of(option, key)))
    return write_workbook(made)


@pytest.mark.django_db
def test_an_import_and_the_command_refuse_it_in_words(
    dairy, calculated, signed_in, tmp_path, capsys
):
    content = book_with(load_file(dairy), calculated, "power_factor")
    assert openpyxl.load_workbook(io.BytesIO(content))
    answer = signed_in("expert").post(
        "/assessments/import/", {"workbook": SimpleUploadedFile("mine.xlsx", content)}
    )
    said = "gives no result with these readings"
    assert answer.status_code in (400, 409, 422) and said in answer.content.decode()
    path = tmp_path / "mine.xlsx"
    path.write_bytes(content)
    assert main(["assess", str(path), "-o", str(tmp_path / "out"), "--no-report"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["operating_cost", "investment", "salvage", "other_saving"])
@pytest.mark.parametrize("value", ["1e308", "-1e308"])
def test_money_without_end_is_refused_at_the_form(dairy, signed_in, column, value):
    from tests.roles.production.test_records import posted

    option = load_file(dairy).options[1]
    answer = signed_in("expert").post(
        f"/assessments/{dairy.pk}/data/options/1/", posted(option, "options") | {column: value}
    )
    assert answer.status_code == 422 and load_file(dairy).options[1] == option


@pytest.mark.parametrize("amount", [1e15, 1e300])
def test_a_saving_is_never_said_as_endless_per_cent(amount):
    with pytest.raises(InvalidValueError) as refused:
        Saving("el_air", amount=amount).share_of(1e-15)
    assert "inf" not in str(refused.value.message) and "many times" in str(refused.value.message)


@pytest.mark.django_db
def test_the_base_of_degree_days_is_asked_for_and_is_a_temperature(dairy, signed_in):
    client, address = signed_in("expert"), f"/sites/{dairy.site_id}/readings/"
    page = client.get(address).content.decode()
    assert "Base temperature, °C" in page and "Base temperature, °C (optional)" not in page
    days = b"2025-01-01,4.5\n2025-01-02,3.5\n"
    for base, said in (
        ("", "Enter the base temperature."),
        ("1e-300", "no more than two decimal places"),
    ):
        file = SimpleUploadedFile("days.csv", days)
        sent = {"act": "weather", "weather-kind": "heating", "weather-base": base}
        sent |= {"weather-source": "Station", "weather-temperatures": file}
        answer = client.post(address, sent)
        assert answer.status_code == 422 and said in answer.content.decode()
