"""Calculations of an option: bounds, worked formulas, ranges, the page and what it saves."""

import math

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.reference import load_table
from scp_centre.roles.production import actions
from scp_centre.roles.production.assessment.calculations import (
    CALCULATIONS,
    FIELDS,
    run_calculation,
)
from scp_centre.roles.production.assessment.calculations.estimate import (
    estimate_saving,
    fill_formula,
)
from scp_centre.roles.production.calculation_forms import CalculationForm
from scp_centre.roles.production.models import Assessment, Measurement

LEAKS = {"leak_flow": (50, "m3/h"), "specific_power": (0.1, None), "hours": (6_000, "h")}
# Readings that fit together where the middle of what is allowed would not.
FITTING = {
    "efficiency": 0.7,
    "new_efficiency": 0.9,
    "power_factor": 0.8,
    "wanted": 0.95,
    "shaft_power": 8,
    "rated": 20,
    "new_rated": 10,
    "cop": 3,
    "new_cop": 4,
    "evaporating": 270,
    "condensing": 310,
    "new_evaporating": 275,
    "new_condensing": 305,
    "transmittance": 2,
    "new_transmittance": 0.4,
    "entering": 20,
    "leaving": 800,
    "hot": 90,
    "cold": 20,
    "temperature": 310,
    "new_temperature": 295,
}


def fitting(calculation):
    """Return readings for a calculation, of which what is new is half of what is now."""
    readings = {}
    for p in calculation.parameters:
        fair = 0.3 if p.unit == "1" else 8.0
        readings[p.key] = FITTING.get(p.key, fair / 2 if p.key.startswith("new_") else fair)
    return readings


def test_forty_calculations_and_more_in_their_fields():
    assert len(CALCULATIONS) == sum(len(group) for group in FIELDS.values()) == 49
    for c in CALCULATIONS.values():
        assert c.formula and c.source and all(p.help.endswith(".") for p in c.parameters)
        keys = [p.key for p in c.parameters]
        assert len(set(keys)) == len(keys), c.key


@pytest.mark.parametrize("key", [c.key for c in CALCULATIONS.values() if c.worked])
def test_the_worked_formula_gives_the_result(key):
    """What a page shows with numbers in it is what was computed, to the last digit shown."""
    calculation = CALCULATIONS[key]
    readings = fitting(calculation)
    text = fill_formula(calculation, {name: repr(value) for name, value in readings.items()})
    for sign, operator in (("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2"), ("³", "**3")):
        text = text.replace(sign, operator)
    assert eval(text) == pytest.approx(calculation.run(**readings), rel=1e-6)


def test_every_constant_that_a_calculation_reads_was_read_in_its_source():
    for name in ("constants", "saturated_steam", "oxygen_saturation", "open_tank_loss"):
        assert {row["checked"] for row in load_table(name).rows} == {"read"}


@pytest.mark.parametrize(
    ("reading", "value", "unit", "said"),
    [
        ("repaired", 1.5, None, "from 0 to 1"),
        ("repaired", 150, "%", "from 0 to 1"),
        ("hours", 9_000, "h", "from 0 to 8,784"),
        ("leak_flow", -1, "m3/h", "from 0 to 100,000,000"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(reading, value, unit, said):
    with pytest.raises(InvalidValueError) as caught:
        estimate_saving(CALCULATIONS["compressed_air_leaks"], LEAKS | {reading: (value, unit)}, 5)
    assert said in caught.value.cure and caught.value.where == reading


def test_a_stored_reading_out_of_bounds_is_computed_as_it_stands():
    """An assessment that was made before the bounds stays open."""
    stored = LEAKS | {"hours": (9_000, "h")}
    assert run_calculation("compressed_air_leaks", stored) == pytest.approx(45_000)


def test_a_missing_reading_is_named():
    with pytest.raises(MissingValueError, match="leak_flow"):
        run_calculation("compressed_air_leaks", {"hours": (1, "h")})


def test_a_difference_of_temperatures_is_the_same_in_kelvin_and_degrees():
    readings = {"fuel": (1_000, "MJ"), "oxygen": (7, "%"), "new_oxygen": (3, "%")}
    kelvin = run_calculation("boiler_excess_air", readings | {"rise": (222.2, "K")})
    degrees = run_calculation("boiler_excess_air", readings | {"rise": (222.2, "°C")})
    assert kelvin == degrees > 0


def test_the_range_of_a_product_is_the_root_of_the_squares():
    """Four factors at 5 %: 5 % x 2, where the default share repaired counts, too."""
    found = estimate_saving(CALCULATIONS["compressed_air_leaks"], LEAKS, 5)
    assert found.value == pytest.approx(30_000)
    assert found.spread == pytest.approx(0.05 * math.sqrt(4) * 30_000, rel=1e-3)


def test_counts_carry_no_uncertainty():
    readings = {
        "lamps": (100, None),
        "power": (70, "W"),
        "new_power": (28, "W"),
        "hours": (4_000, "h"),
        "new_hours": (4_000, "h"),
    }
    found = estimate_saving(CALCULATIONS["lighting"], readings, 10)
    parts = (0.1 * 100 * 70 * 4, 0.1 * 100 * 28 * 4)
    assert found.spread == pytest.approx(math.sqrt(2 * sum(p**2 for p in parts)), rel=1e-3)


@pytest.fixture
def dairy(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


@pytest.fixture
def untouched(dairy):
    """An option of the dairy without readings."""
    taken = set(Measurement.objects.filter(assessment=dairy).values_list("option", flat=True))
    return next(o.key for o in dairy.option_set.all() if o.key not in taken)


@pytest.mark.django_db
def test_readings_are_saved_with_their_audit_row(dairy, untouched, sample_centre):
    expert = sample_centre["expert"]
    actions.keep_readings(dairy, untouched, "compressed_air_leaks", LEAKS, acting_user=expert)
    rows = Measurement.objects.filter(assessment=dairy, option=untouched)
    assert {(m.parameter, m.value, m.unit) for m in rows} == {
        ("leak_flow", 50, "m3/h"),
        ("specific_power", 0.1, None),
        ("hours", 6_000, "h"),
    }
    assert Entry.objects.filter(act="change_record").latest("pk").after["leak_flow"] == 50


@pytest.mark.django_db
def test_readings_are_saved_with_their_uncertainty(dairy, untouched, sample_centre):
    expert = sample_centre["expert"]
    saved = {"acting_user": expert, "uncertainty": 12}
    actions.keep_readings(dairy, untouched, "compressed_air_leaks", LEAKS, **saved)
    rows = Measurement.objects.filter(assessment=dairy, option=untouched)
    assert {m.uncertainty for m in rows} == {12}


@pytest.mark.django_db
def test_older_readings_are_replaced_only_after_saying_so(dairy, untouched, sample_centre):
    expert = sample_centre["expert"]
    actions.keep_readings(dairy, untouched, "compressed_air_leaks", LEAKS, acting_user=expert)
    other = {"power": (10, "kW"), "unloaded_share": (25, "%"), "hours": (100, "h")}
    other |= {"time_share": (0.5, "1")}
    with pytest.raises(ConflictError, match="Compressed-air leaks"):
        actions.keep_readings(dairy, untouched, "air_off_load", other, acting_user=expert)
    assert Measurement.objects.filter(option=untouched).count() == 3
    actions.keep_readings(
        dairy, untouched, "air_off_load", other, acting_user=expert, may_replace=True
    )
    rows = Measurement.objects.filter(assessment=dairy, option=untouched)
    assert {m.calculation for m in rows} == {"air_off_load"} and rows.count() == 4


@pytest.mark.django_db
def test_who_may_not_change_data_may_not_calculate(dairy, untouched, sample_centre, signed_in):
    with pytest.raises(NotPermittedError):
        actions.keep_readings(
            dairy,
            untouched,
            "compressed_air_leaks",
            LEAKS,
            acting_user=sample_centre["reviewer"],
        )
    address = f"/assessments/{dairy.pk}/options/{untouched}/calculate/"
    assert signed_in("reviewer").get(address).status_code == 403
    assert signed_in("dyehouse").get(address).status_code == 404


@pytest.mark.django_db
def test_the_page_of_an_option_leads_from_the_list_to_saved_readings(dairy, untouched, signed_in):
    client = signed_in("expert")
    option = f"/assessments/{dairy.pk}/options/{untouched}/"
    address = f"{option}calculate/"
    assert address in client.get(option).content.decode()
    assert address in client.get(f"/assessments/{dairy.pk}/data/measurements/").content.decode()
    listed = client.get(address).content.decode()
    assert "Compressed air" in listed and "?calculation=air_pressure" in listed
    form = f"{address}?calculation=compressed_air_leaks"
    assert "m³/h" in client.get(form).content.decode()
    sent = {"leak_flow": "50", "leak_flow-unit": "m3/h", "specific_power": "0.1"}
    sent |= {"hours": "6000", "hours-unit": "h", "repaired-unit": "1"}
    answer = client.post(form, sent | {"act": "calculate"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "30,000" in page
    assert "50 × 0.1 × 6,000 × 1" in page and "uncertainty of 5" in page
    assert not Measurement.objects.filter(option=untouched).exists()
    assert client.post(form, sent | {"act": "save"}).status_code == 302
    assert Measurement.objects.filter(option=untouched).count() == 3
    for shown in ("", "the mark of before"):  # clicked once more
        assert client.post(form, sent | {"act": "save", "shown": shown}).status_code == 302
    sent |= {"leak_flow": "60"}
    again = client.post(form, sent | {"act": "save"})
    assert again.status_code == 422 and "Tick the box" in again.content.decode()
    assert client.post(form, sent | {"act": "save", "replace": "on"}).status_code == 302


@pytest.mark.django_db
def test_wrong_readings_are_told_at_the_page(dairy, untouched, signed_in):
    client = signed_in("expert")
    form = f"/assessments/{dairy.pk}/options/{untouched}/calculate/?calculation=air_intake"
    sent = {"power": "100", "power-unit": "kW", "hours": "1000", "hours-unit": "h"}
    sent |= {"temperature": "20", "temperature-unit": "°C"}
    empty = client.post(form, sent | {"act": "calculate"})
    assert empty.status_code == 422
    sent |= {"new_temperature": "30", "new_temperature-unit": "°C"}
    answer = client.post(form, sent | {"act": "calculate"})
    assert answer.status_code == 422 and "These readings show no saving" in answer.content.decode()
    assert client.get(form.replace("air_intake", "perpetuum")).status_code == 404


@pytest.mark.django_db
def test_readings_that_somebody_changed_are_not_replaced_unseen(
    dairy, untouched, sample_centre, signed_in
):
    client = signed_in("expert")
    form = (
        f"/assessments/{dairy.pk}/options/{untouched}/calculate/?calculation=compressed_air_leaks"
    )
    page = client.get(form).content.decode()
    shown = page.split('name="shown" value="')[1].split('"')[0]
    theirs = LEAKS | {"leak_flow": (70, "m3/h")}
    actions.keep_readings(
        dairy,
        untouched,
        "compressed_air_leaks",
        theirs,
        acting_user=sample_centre["company"],
    )
    sent = {"leak_flow": "50", "leak_flow-unit": "m3/h", "specific_power": "0.1", "hours": "6000"}
    sent |= {"hours-unit": "h", "repaired-unit": "1", "act": "save", "replace": "on"}
    answer = client.post(form, sent | {"shown": shown})
    assert answer.status_code == 422
    assert Measurement.objects.get(option=untouched, parameter="leak_flow").value == 70


@pytest.mark.django_db
def test_a_percentage_that_looks_like_a_share_is_asked_back(dairy, untouched, signed_in):
    client = signed_in("expert")
    form = (
        f"/assessments/{dairy.pk}/options/{untouched}/calculate/?calculation=compressed_air_leaks"
    )
    sent = {"leak_flow": "50", "leak_flow-unit": "m3/h", "specific_power": "0.1", "hours": "6000"}
    sent |= {"hours-unit": "h", "repaired": "0.7", "repaired-unit": "%"}
    for act in ("calculate", "save"):
        answer = client.post(form, sent | {"act": act})
        page = answer.content.decode()
        assert answer.status_code == 422 and "Did you mean 0.7 % or 70 %?" in page
        assert 'name="repaired-sure"' in page
    assert not Measurement.objects.filter(option=untouched).exists()
    meant = client.post(form, sent | {"repaired": "70", "act": "calculate"})
    assert meant.status_code == 200 and "21,000" in meant.content.decode()
    sure = client.post(form, sent | {"repaired-sure": "on", "act": "calculate"})
    assert sure.status_code == 200 and "210" in sure.content.decode()
    share = client.post(form, sent | {"repaired-unit": "1", "act": "calculate"})
    assert share.status_code == 200 and "21,000" in share.content.decode()


def test_an_efficiency_below_its_least_cannot_be_confirmed(db):
    calculation = next(
        c for c in CALCULATIONS.values() if any(p.key == "efficiency" for p in c.parameters)
    )
    data = {"efficiency": "0.7", "efficiency-unit": "%", "efficiency-sure": "on"}
    form = CalculationForm(calculation, data, stored={})
    assert not form.is_valid()
    assert form.errors["efficiency"] == ["Did you mean 0.7 % or 70 %? If you mean 70 %, enter 70."]
    assert "efficiency-sure" not in form.fields


def test_what_may_be_tiny_is_not_asked_back():
    doubtful = {
        p.key
        for c in CALCULATIONS.values()
        for p in c.parameters
        if p.is_doubtful(0.5, "%") and not p.is_doubtful(0.5, "1") and not p.is_doubtful(5, "%")
    }
    assert {"efficiency", "avoided", "recovered", "motor", "repaired"} <= doubtful
    assert not doubtful & {"drift", "new_drift", "rate", "new_rate", "flash", "oxygen"}
