"""Readings come in, savings are verified from them; nothing is guessed, doubled or lost."""

import io
from datetime import date

import numpy as np
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError, ReviewError
from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.translation import speaker
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.joint_saving import figures_of, join
from scp_centre.roles.production.followup.reading_files import (
    ReadingEntry,
    read_readings,
    write_template,
)
from scp_centre.roles.production.followup.saving_verification import (
    Metered,
    Worth,
    verify,
)
from scp_centre.roles.production.followup.verification_notes import meter_notes
from scp_centre.roles.production.models import (
    Assessment,
    Measure,
    Meter,
    Reading,
    VerifiedSaving,
)
from scp_centre.roles.production.portfolio import portfolio
from scp_centre.roles.production.workbook import WorkbookError

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
AFTER = (date(2026, 2, 1), date(2026, 10, 31))


@pytest.fixture
def assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


@pytest.fixture
def meters(assessment):
    return {m.key: m for m in Meter.objects.filter(site=assessment.site)}


def january(value, end=date(2019, 1, 31)):
    return ReadingEntry("natural_gas", date(2019, 1, 1), end, value)


def test_the_sample_saving_is_proved_and_near_what_was_built_into_it(assessment):
    """The sample readings fall by about 1.93 MWh a month from February on, nine months of them."""
    saved = VerifiedSaving.objects.get(measure__option="leaks")
    assert saved.verdict == "proved"
    assert saved.low < 9 * 1.93 < saved.high and saved.days == 273
    assert saved.money == pytest.approx(saved.avoided * 105, rel=1e-6)
    assert saved.co2e_t == pytest.approx(saved.avoided * 0.42, rel=1e-6)


def test_a_verified_saving_is_a_figure_with_its_derivation(assessment):
    saved = VerifiedSaving.objects.get(measure__option="leaks")
    figure = Observation.objects.get(origin=saved.origin, indicator="verified_saving")
    assert figure.value == pytest.approx(saved.avoided) and figure.status == Status.DRAFT
    assert figure.uncertainty > 0 and len(figure.inputs) == 2 + 9


def months(first, values):
    """Return the readings of months that follow each other from January of a year."""
    from calendar import monthrange

    found = {}
    for i, value in enumerate(values):
        year, month = first + i // 12, i % 12 + 1
        span = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        found[span] = value
    return found


def test_gas_counted_in_m3_on_a_flow_in_m3_by_hand(gas_plant):
    """An asphalt plant: 23,076 m3 in six months; 12,704 EUR and 91.5 t if a year is like them.

    0.273 EUR, 35 MJ and 56,156.5 kg CO2e/TJ (AR5) a m3; least squares solved beside it.
    """
    use, made = gas_plant
    before, now = use[:12], use[12:]
    X = np.column_stack([np.ones(12), made[:12]])
    b = np.linalg.lstsq(X, np.array(before), rcond=None)[0]
    avoided = float(np.sum(b[0] + b[1] * np.array(made[12:]) - np.array(now)))
    worth = Worth(35.0, "energy", 0.273 / 35, 56_156.5e-6)
    verified = verify(
        Metered("gas", "m3", months(2018, use)),
        [Metered("asphalt", "t", months(2018, made))],
        (date(2018, 1, 1), date(2018, 12, 31)),
        (date(2019, 1, 1), date(2019, 6, 30)),
        worth=worth,
    )
    assert verified.saving.total == pytest.approx(avoided)
    assert verified.days == 181 and verified.carried == 1
    assert verified.money == pytest.approx(avoided * 0.273)
    total, money, co2e_t = verified.projected
    assert total == pytest.approx(avoided * 365 / 181)
    assert money == pytest.approx(avoided * 365 / 181 * 0.273)
    assert co2e_t == pytest.approx(avoided * 365 / 181 * 35 * 56_156.5e-9)
    (figure, *_rest) = figures_of(join([verified]), "cover", "2019", "EUR")
    assert figure.unit == "MWh"
    assert figure.value == pytest.approx(avoided * 35 / 3_600)


@pytest.fixture
def gas_plant():
    """18 months of gas, m3, and asphalt made, t: use 6,400 + 7.4 a tonne, 3,800 less later."""
    made = [1500, 1800, 2500, 3500, 4200, 4600, 4800, 4500, 4300, 3900, 2700, 1700]
    made += [1600, 1900, 2700, 3700, 4400, 4700]
    noise = [(-1) ** i * 37.0 * (i % 5) for i in range(18)]
    use = [6_400 + 7.4 * t + n for t, n in zip(made, noise, strict=True)]
    return [u - 3_800 * (i >= 12) for i, u in enumerate(use)], made


def test_one_idle_month_is_never_a_year_of_proof():
    use = months(2021, [100.0 + 10 * i for i in range(12)])
    out = months(2021, [10.0 + i for i in range(12)])
    idle = (date(2022, 1, 1), date(2022, 1, 31))
    verified = verify(
        Metered("gas", "m3", use | {idle: 0.0}),
        [Metered("output", "t", out | {idle: 0.0})],
        (date(2021, 1, 1), date(2021, 12, 31)),
        idle,
        worth=Worth(35.0, "energy", 0.01, 5e-5),
    )
    assert verified.saving.verdict == "not proved" and verified.saving.total == 0
    assert verified.money == 0 and verified.projected is None
    assert "A shutdown is not a saving" in speaker("en")(meter_notes(verified)[0])


def test_bills_of_unequal_length_of_a_constant_use_prove_nothing():
    from datetime import timedelta

    lengths = [28, 35, 30, 25, 36, 31, 29, 33, 27, 34, 30, 28, 60, 20, 61, 19]
    spans, start = {}, date(2020, 1, 1)
    for days in lengths:
        spans[start, start + timedelta(days - 1)] = 100.0 * days
        start += timedelta(days)
    verified = verify(
        Metered("el", "kWh", spans),
        [],
        (date(2020, 1, 1), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2021, 6, 9)),
        worth=None,
    )
    assert verified.saving.total == pytest.approx(0, abs=1e-6)
    assert verified.saving.verdict == "not proved" and verified.baseline.by_day
    assert verified.missing_days == (0, 0)


def test_a_draft_reaches_neither_portfolio_nor_donor(assessment, sample_centre):
    saved = VerifiedSaving.objects.get(measure__option="leaks")
    director = sample_centre["director"]
    everything = Assessment.objects.all()
    assert saved not in queries.reviewed_savings(everything)
    assert all(r.of("verified", "money") == 0 for r in portfolio(director, {}).rows)
    actions.approve_verification(saved, acting_user=sample_centre["reviewer"])
    assert saved in queries.reviewed_savings(everything)
    rows = portfolio(director, {}).rows
    assert sum(r.of("verified", "money") for r in rows) == pytest.approx(saved.money)


def test_one_meter_credits_each_day_once(assessment, sample_centre):
    saved = VerifiedSaving.objects.get(measure__option="leaks")
    other = Measure.objects.filter(assessment=assessment).exclude(option="leaks").first()
    other.progress, other.carried_out_on = "carried out", date(2026, 1, 15)
    other.save()
    span = saved.reporting_start, saved.reporting_end
    with pytest.raises(FollowUpError, match="been credited to"):
        actions.verify_saving(
            assessment, other.option, [saved.meter], [], YEAR, span,
            acting_user=sample_centre["expert"],
        )  # fmt: skip


def test_follow_up_adds_up(assessment):
    found = queries.follow_up_of(assessment)
    by_key = {r.option.entry.key: r for r in found.rows}
    assert found.carried_out == pytest.approx(
        by_key["leaks"].option.net_saving + by_key["insulation"].option.net_saving
    )
    assert found.identified > found.accepted > found.carried_out > 0
    assert "new filler" in by_key["whey_tank"].hindrance
    assert "heat_pump" not in by_key


def test_readings_are_new_corrected_or_stand(assessment, sample_centre, meters):
    member = sample_centre["company"]
    assert actions.enter_readings(assessment.site, [january(700)], acting_user=member)["new"] == 1
    again = actions.enter_readings(assessment.site, [january(700)], acting_user=member)
    assert again == {"new": 0, "corrected": 0, "unchanged": 1}
    corrected = actions.enter_readings(assessment.site, [january(710)], acting_user=member)
    assert corrected["corrected"] == 1
    rows = Reading.objects.filter(meter=meters["natural_gas"], start=date(2019, 1, 1))
    assert sorted(rows.values_list("value", "current")) == [(700.0, False), (710.0, True)]
    assert Entry.objects.filter(act="enter_readings").latest("pk").after == corrected


def test_overlapping_readings_are_refused_and_nothing_is_kept(assessment, sample_centre):
    before = Reading.objects.count()
    entries = [
        january(700),
        ReadingEntry("natural_gas", date(2019, 1, 20), date(2019, 2, 20), 300),
    ]
    with pytest.raises(FollowUpError, match="overlaps"):
        actions.enter_readings(assessment.site, entries, acting_user=sample_centre["company"])
    assert Reading.objects.count() == before


@pytest.mark.parametrize("who", ["dyehouse", "reviewer", "director", "admin"])
def test_others_enter_no_readings(assessment, sample_centre, who):
    with pytest.raises(NotPermittedError):
        actions.enter_readings(assessment.site, [january(1)], acting_user=sample_centre[who])


def test_the_file_is_checked_row_by_row_and_nothing_is_half_taken():
    text = (
        "Meter,First day,Last day,Value,Source\n"
        "gas,2026-01-01,2026-01-31,12,\n"
        "steam,2026-02-30,2026-02-28,-4,\n"
        "gas,2026-03-31,2026-03-01,twelve,\n"
    )
    with pytest.raises(WorkbookError) as caught:
        list(read_readings(io.BytesIO(text.encode()), "r.csv", {("gas",): 1}))
    found = {(f.row, f.column) for f in caught.value.findings}
    assert found == {
        (3, "Meter"),
        (3, "First day"),
        (3, "Value"),
        (4, "Value"),
        (4, "Last day"),
    }


def test_semicolons_and_a_byte_order_mark_are_read():
    text = "\ufeffMeter;First day;Last day;Value\ngas;2026-01-01;2026-01-31;12.5\n"
    (entry,) = read_readings(io.BytesIO(text.encode()), "r.CSV", {("gas",): 1})
    assert entry == (2, 1, "2026-01-01", "2026-01-31", 12.5, "")


def test_a_decimal_comma_is_read_where_semicolons_part_the_fields():
    text = "Meter;First day;Last day;Value;Source\ngas;2026-01-01;2026-01-31;12,5;Bill 3, page 2\n"
    (entry,) = read_readings(io.BytesIO(text.encode()), "r.csv", {("gas",): 1})
    assert entry[4:] == (12.5, "Bill 3, page 2")


def test_the_template_comes_back_as_readings():
    row = {"meter": "gas", "start": date(2026, 1, 1), "end": date(2026, 1, 31), "value": 12.5}
    data = write_template([row])
    (entry,) = read_readings(io.BytesIO(data), "r.xlsx", {("gas",): 1})
    assert entry[4] == 12.5
    head = [c.value for c in openpyxl.load_workbook(io.BytesIO(data))["Readings"][3]]
    assert head[:4] == ["Meter", "First day", "Last day", "Value"]


def test_what_is_not_carried_out_is_not_verified(assessment, sample_centre, meters):
    with pytest.raises(FollowUpError, match="has not been carried out"):
        actions.verify_saving(
            assessment,
            "tuning",
            [meters["natural_gas"]],
            [],
            YEAR,
            AFTER,
            acting_user=sample_centre["expert"],
        )


def test_the_reporting_period_follows_the_measure(assessment, sample_centre, meters):
    with pytest.raises(FollowUpError, match="before the option was carried out"):
        actions.verify_saving(
            assessment,
            "insulation",
            [meters["natural_gas"]],
            [],
            YEAR,
            AFTER,
            acting_user=sample_centre["expert"],
        )


def test_a_month_without_its_driver_is_named(assessment, sample_centre, meters):
    Reading.objects.filter(meter=meters["cheese_made"], start=date(2026, 5, 1)).delete()
    with pytest.raises(FollowUpError, match="1 May 2026 to 31 May 2026"):
        actions.preview_saving(
            assessment, [meters["natural_gas"]], [meters["cheese_made"]], YEAR, AFTER
        )


def test_a_later_verification_takes_the_place_of_the_first(assessment, sample_centre, meters):
    first = VerifiedSaving.objects.get(measure__option="leaks")
    half = (date(2026, 2, 1), date(2026, 7, 31))
    actions.verify_saving(
        assessment,
        "leaks",
        [meters["electricity_compressors"]],
        [meters["cheese_made"]],
        YEAR,
        half,
        acting_user=sample_centre["expert"],
    )
    first.refresh_from_db()
    assert not first.current
    figures = Observation.objects.filter(origin=first.origin, succeeded_by=None)
    assert {f.period for f in figures.exclude(status="withdrawn")} == {"2026-02-01 to 2026-07-31"}


def test_somebody_else_approves(assessment, sample_centre):
    saved = VerifiedSaving.objects.get(measure__option="leaks")
    with pytest.raises(NotPermittedError):
        actions.approve_verification(saved, acting_user=sample_centre["expert"])
    VerifiedSaving.objects.update(verified_by=sample_centre["reviewer"])
    saved.refresh_from_db()
    with pytest.raises(ReviewError, match="somebody else"):
        actions.approve_verification(saved, acting_user=sample_centre["reviewer"])
    VerifiedSaving.objects.update(verified_by=sample_centre["expert"])
    saved.refresh_from_db()
    assert actions.approve_verification(saved, acting_user=sample_centre["reviewer"]) == 3


def test_the_database_refuses_two_current_readings(meters, sample_centre):
    one = Reading.objects.filter(meter=meters["natural_gas"]).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(
            meter=one.meter,
            start=one.start,
            end=one.end,
            value=1,
            entered_by=sample_centre["expert"],
        )


def test_the_pages_of_readings_and_verification(signed_in, assessment):
    client = signed_in("company")
    address = f"/sites/{assessment.site_id}/readings/"
    good = {
        "act": "reading",
        "reading-meter": "natural_gas",
        "reading-start": "2019-01-01",
        "reading-end": "2019-01-31",
        "reading-value": "701.5",
    }
    assert client.post(address, good).status_code == 302
    bad = client.post(address, good | {"reading-end": "2018-12-01"})
    assert bad.status_code == 422 and "before the first" in bad.content.decode()
    file = SimpleUploadedFile("r.csv", b"Meter,First day,Last day,Value\nsteam,2026-01-01,x,1\n")
    page = client.post(address, {"act": "file", "file-readings": file}).content.decode()
    assert "Nothing was imported because the file contains 2 errors" in page and "Row 2" in page
    client = signed_in("expert")
    meters = {m.key: m.pk for m in Meter.objects.filter(site=assessment.site)}
    query = (
        f"?meter={meters['electricity_compressors']}&drivers={meters['cheese_made']}"
        "&baseline_start=2025-01-01&baseline_end=2025-12-31"
        "&reporting_start=2026-02-01&reporting_end=2026-10-31"
    )
    base = f"/assessments/{assessment.pk}/options/leaks/verify/"
    text = client.get(base + query).content.decode()
    assert "proved" in text and "The baseline" in text and "cheese_made" not in text
    assert "like the 273 days measured. Seasonal effects are not taken into account" in text
    picture = client.get(f"{base}wide.svg{query}")
    assert picture["Content-Type"] == "image/svg+xml" and b"Measured" in picture.content
