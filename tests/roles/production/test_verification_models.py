"""Savings by weather models and over several meters: from temperatures to the page."""

import io
from datetime import date, timedelta

import numpy as np
import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.roles.production import actions
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.joint_saving import join
from scp_centre.roles.production.followup.saving_verification import Metered, Worth, verify
from scp_centre.roles.production.followup.weather import (
    MOST_FINDINGS,
    MOST_ROWS,
    read_temperatures,
)
from scp_centre.roles.production.models import (
    Assessment,
    DayTemperature,
    Measure,
    Reading,
    VerifiedSaving,
)
from scp_centre.roles.production.portfolio import portfolio

pytestmark = pytest.mark.django_db
FIRST = date(2024, 1, 1)
BEFORE = (FIRST, date(2024, 12, 31))
AFTER = (date(2025, 1, 1), date(2025, 12, 31))
DAYS = [FIRST + timedelta(i) for i in range(731)]
RNG = np.random.default_rng(6)
WEATHER = 14 - 10 * np.cos(np.arange(731) / 365.25 * 2 * np.pi) + RNG.normal(0, 2, 731)
GAS = 40 + 5 * np.maximum(12.0 - WEATHER, 0) + RNG.normal(0, 2, 731)


def daily(values):
    return {(day, day): float(v) for day, v in zip(DAYS, values, strict=True)}


@pytest.fixture
def assessment(sample_centre):
    found = Assessment.objects.get(company="Rivermouth Dairy")
    Measure.objects.filter(option="leaks").update(carried_out_on=date(2025, 1, 1))
    return found


def temperature_file():
    lines = [f"{day.isoformat()};{t:.2f}" for day, t in zip(DAYS, WEATHER, strict=True)]
    return io.BytesIO("\n".join(["Day;Temperature", *lines]).encode())


def add_daily_meter(site, name, unit, values, person, **more):
    meter = actions.add_meter(site, name, unit, acting_user=person, **more)
    Reading.objects.bulk_create(
        Reading(meter=meter, start=d, end=d, value=v, entered_by=person)
        for d, v in zip(DAYS, np.maximum(values, 0), strict=True)
    )
    return meter


def test_a_fifth_less_gas_is_found_below_the_weather(assessment, sample_centre):
    """A colder second year hides half of the saving from a mean; the weather model finds 0.2 of use."""
    saved = np.where(np.arange(731) >= 366, 0.8, 1.0)
    degrees = dict(zip(DAYS, WEATHER - 3.0 * (np.arange(731) >= 366), strict=True))
    use = (40 + 5 * np.maximum(12.0 - np.array(list(degrees.values())), 0)) * saved
    meter = Metered("gas", "MWh", daily(use + RNG.normal(0, 2, 731)))
    plain = verify(meter, [], BEFORE, AFTER, worth=None)
    model = verify(meter, [], BEFORE, AFTER, worth=None, model="choose", temperatures=degrees)
    assert model.choice.chosen.terms.weather == "heating"
    assert model.choice.chosen.balance == pytest.approx((12.0,), abs=0.4)
    assert model.saving.share == pytest.approx(0.2, abs=0.02)
    assert model.saving.verdict == "proved" and plain.saving.share < 0.12


def test_a_heat_pump_that_saves_gas_and_uses_power_counts_both():
    """120 MWh of gas less and 40 MWh of power more: 80 MWh, at two prices."""
    rng = np.random.default_rng(9)
    fewer = np.where(np.arange(731) >= 366, 120 / 365, 0)
    more = np.where(np.arange(731) >= 366, 40_000 / 365, 0)
    gas = Metered("gas", "m3", daily((10 + rng.normal(0, 0.1, 731) - fewer) * 100))
    power = Metered("power", "kWh", daily(500 + rng.normal(0, 5, 731) + more))
    parts = [
        verify(gas, [], BEFORE, AFTER, worth=Worth(36.0, "energy", 0.01, 0.056)),
        verify(power, [], BEFORE, AFTER, worth=Worth(3.6, "energy", 0.04, 0.1)),
    ]
    joint = join(parts)
    assert joint.unit == "MWh"
    assert joint.total == pytest.approx(80, abs=2)
    assert joint.money == pytest.approx(120 * 36.0 + -40 * 144.0, abs=80)
    assert joint.half_width == pytest.approx(
        np.hypot(
            (parts[0].saving.high - parts[0].saving.total) * 0.01,
            (parts[1].saving.high - parts[1].saving.total) * 0.001,
        )
    )
    assert joint.verdict == "proved"
    assert parts[1].saving.verdict == "lost"
    assert joint.physical["mwh"] == pytest.approx(joint.total)


def test_energy_and_water_do_not_add_up():
    power = verify(Metered("power", "kWh", daily(GAS)), [], BEFORE, AFTER, worth=None)
    water = verify(Metered("water", "m3", daily(GAS)), [], BEFORE, AFTER, worth=None)
    with pytest.raises(FollowUpError, match=r"different things: power \(kWh\), water \(m³\)"):
        join([power, water])


def test_temperatures_are_kept_once_a_day(assessment, sample_centre):
    expert, site = sample_centre["expert"], assessment.site
    for _twice in range(2):
        count = actions.enter_temperatures(
            site, temperature_file(), "Station 7", acting_user=expert
        )
    assert count == DayTemperature.objects.filter(site=site).count() == 731
    assert Entry.objects.filter(act="enter_temperatures").latest("pk").after["days"] == 731
    with pytest.raises(NotPermittedError):
        actions.enter_temperatures(
            site, temperature_file(), "x", acting_user=sample_centre["director"]
        )


def test_a_saving_over_two_meters_by_a_weather_model_from_page_to_portfolio(
    client, assessment, sample_centre
):
    expert, site = sample_centre["expert"], assessment.site
    actions.enter_temperatures(site, temperature_file(), "Station 7", acting_user=expert)
    saved = np.where(np.arange(731) >= 366, 10.0, 0)
    meters = [
        add_daily_meter(site, "Boiler 1", "MWh", GAS + 20 - saved, expert),
        add_daily_meter(site, "Boiler 2", "kWh", (GAS + 20 - saved) * 1000, expert),
    ]
    client.force_login(expert)
    asked = "&".join(f"meter={m.pk}" for m in meters) + (
        "&model=choose&baseline_start=2024-01-01&baseline_end=2024-12-31"
        "&reporting_start=2025-01-01&reporting_end=2025-12-31"
    )
    address = f"/assessments/{assessment.pk}/options/leaks/verify/"
    page = client.get(f"{address}?{asked}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Boiler 1" in text and "Boiler 2" in text and "lowest BIC" in text
    assert "heating degree days below" in text and "proved" in text
    for part, status in (("0", 200), ("1", 200), ("2", 404), ("x", 404)):
        picture = client.get(f"{address}wide.svg?{asked}&part={part}")
        assert picture.status_code == status
    answer = client.post(address, dict(p.split("=") for p in asked.split("&")[2:]) | {
        "meter": [m.pk for m in meters],
    })  # fmt: skip
    assert answer.status_code == 302
    kept = VerifiedSaving.objects.get(measure__option="leaks", current=True)
    assert kept.unit == "MWh" and kept.model == "choose"
    assert kept.avoided == pytest.approx(2 * 10 * 365, rel=0.03)
    assert kept.mwh == pytest.approx(kept.avoided)
    assert kept.meter_names == "Boiler 1 · Boiler 2"
    actions.approve_verification(kept, acting_user=sample_centre["reviewer"])
    (total,) = portfolio(sample_centre["director"], {}).totals
    assert total.of("verified", "mwh") == pytest.approx(kept.mwh)
    text = client.get(address).content.decode()
    assert "Boiler 1 · Boiler 2" in text


def test_a_weather_model_without_temperatures_says_what_to_import(assessment, sample_centre):
    expert = sample_centre["expert"]
    meter = add_daily_meter(assessment.site, "Boiler", "MWh", GAS, expert)
    with pytest.raises(FollowUpError, match="mean temperature of each day"):
        actions.preview_saving(assessment, [meter], [], BEFORE, AFTER, "heating")


def test_a_file_of_temperatures_has_a_bound():
    """What no weather service sends is refused before its rows are read."""
    with pytest.raises(WorkbookError) as told:
        read_temperatures(io.BytesIO(b"2026-01-31,4.5\n" * (MOST_ROWS + 1)))
    assert "more than 20,000 rows" in str(told.value.findings[0].message)
    with pytest.raises(WorkbookError) as told:
        read_temperatures(io.BytesIO(b"2026-01-31,warm\n" * MOST_ROWS))
    assert len(told.value.findings) == MOST_FINDINGS
