"""Files of readings: of one site or of many, checked whole, taken over whole or not at all."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Assessment, Meter, Reading
from scp_centre.roles.production.workbook import WorkbookError

pytestmark = pytest.mark.django_db
HEAD = "Company,Site,Meter,First day,Last day,Value,Source"


@pytest.fixture
def sites(sample_centre):
    """The dairy with its meters, and the dyehouse with one."""
    found = {a.company: a.site for a in Assessment.objects.select_related("site__organisation")}
    dairy = found["Rivermouth Dairy"]
    (dyehouse,) = [s for name, s in found.items() if name.startswith("Lower Bridge")]
    actions.add_meter(dyehouse, "Water", "m3", acting_user=sample_centre["expert"])
    return {"dairy": dairy, "dyehouse": dyehouse}


def row(site, meter, start, end, value, source=""):
    return f"{site.organisation.name},{site.name},{meter},{start},{end},{value},{source}"


def take(person, *rows, site=None, head=HEAD):
    file = io.BytesIO("\n".join([head, *rows]).encode())
    return actions.import_readings(file, "readings.csv", acting_user=person, site=site)


def test_one_file_fills_the_meters_of_many_sites(sites, sample_centre):
    rows = (
        row(sites["dairy"], "natural_gas", "2021-01-01", "2021-01-31", 700, "Bill 7"),
        row(sites["dyehouse"], "water", "2021-01-01", "2021-01-31", 912.5),
    )
    counts = take(sample_centre["expert"], *rows)
    assert counts == {"new": 2, "corrected": 0, "unchanged": 0}
    water = Reading.objects.get(meter__key="water")
    assert (water.start, water.end, water.value) == (date(2021, 1, 1), date(2021, 1, 31), 912.5)
    assert water.entered_by == sample_centre["expert"] and water.created
    assert Entry.objects.filter(act="import_readings").latest("pk").after["new"] == 2
    again = take(sample_centre["expert"], rows[0], rows[1].replace("912.5", "920"))
    assert again == {"new": 0, "corrected": 1, "unchanged": 1}
    values = Reading.objects.filter(meter__key="water").values_list("value", "current")
    assert sorted(values) == [(912.5, False), (920.0, True)]


def test_all_mistakes_are_named_and_nothing_is_kept(sites, sample_centre):
    before = Reading.objects.count()
    good = row(sites["dairy"], "natural_gas", "2021-01-01", "2021-01-31", 700)
    bad = (
        row(sites["dairy"], "steam", "2021-01-01", "2021-01-31", 700),
        row(sites["dyehouse"], "water", "2021-01-31", "2021-01-01", 1),
        row(sites["dyehouse"], "water", "31/13/2021", "2021-01-31", "nan"),
        row(sites["dyehouse"], "water", "2021-01-01", "2021-01-31", -3),
    )
    with pytest.raises(WorkbookError) as caught:
        take(sample_centre["expert"], good, *bad)
    found = [(f.row, f.column) for f in caught.value.findings]
    assert found == [
        (3, "Meter"),
        (4, "Last day"),
        (5, "First day"),
        (5, "Value"),
        (6, "Value"),
    ]
    assert Reading.objects.count() == before


def test_a_period_twice_and_a_period_over_another_are_named(sites, sample_centre):
    before = Reading.objects.count()
    one = row(sites["dyehouse"], "water", "2021-01-01", "2021-01-31", 1)
    for second, words in (
        (row(sites["dyehouse"], "water", "2021-01-01", "2021-01-30", 2), "is already in row 2"),
        (row(sites["dyehouse"], "water", "2021-01-31", "2021-02-27", 2), "overlaps the one from"),
    ):
        with pytest.raises(WorkbookError) as caught:
            take(sample_centre["expert"], one, second)
        (finding,) = caught.value.findings
        assert words in finding.message and finding.row in (2, 3)
    assert Reading.objects.count() == before


def test_a_member_fills_only_meters_of_the_own_company(sites, sample_centre):
    other = row(sites["dyehouse"], "water", "2021-01-01", "2021-01-31", 1)
    with pytest.raises(WorkbookError, match="1 error"):
        take(sample_centre["company"], other)
    head = "Meter,First day,Last day,Value"
    with pytest.raises(NotPermittedError):
        take(
            sample_centre["company"],
            "water,2021-01-01,2021-01-31,1",
            site=sites["dyehouse"],
            head=head,
        )
    for who in ("reviewer", "director", "admin"):
        with pytest.raises(NotPermittedError):
            take(sample_centre[who], other)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\x00\x01\x02\x00\x00\x03", "is a picture, not a table"),
        (HEAD.encode(), "contains no readings"),
        (b"Company,Site,Meter,First day,Value\nA,B,C,2021-01-01,1", "This column is missing"),
        (b'Company,Site\n"' + b"x" * 200_000, "Row 2 cannot be read"),
        (HEAD.encode() + b'\n"' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_file_of_readings_is_refused_in_words(sample_centre, content, words):
    with pytest.raises(WorkbookError) as caught:
        actions.import_readings(io.BytesIO(content), "r.csv", acting_user=sample_centre["expert"])
    assert any(words in f.message for f in caught.value.findings)


def test_a_large_file_becomes_a_job_that_says_what_came_in(
    sites, signed_in, django_capture_on_commit_callbacks
):
    client = signed_in("expert")
    assert "Readings from many sites" in client.get("/companies/").content.decode()
    good = row(sites["dyehouse"], "water", "2021-01-01", "2021-01-31", 5)
    for rows, state, words in (
        ([good, good.replace("water", "steam")], State.FAILED, "There is no meter"),
        ([good], State.DONE, "1 reading added"),
    ):
        file = SimpleUploadedFile("utility.csv", "\n".join([HEAD, *rows]).encode())
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/readings/", {"readings": file})
        job = Job.objects.latest("created")
        assert job.state == state, job.message
        assert words in client.get(response["Location"]).content.decode()
    with job.result.open("rb") as result:
        last = result.read().decode("utf-8-sig").splitlines()[-1]
    assert not job.upload and last.endswith("water,1,2021-01-01,2021-01-31")
    assert Entry.objects.filter(act="request_readings_import").count() == 2
    failed = Job.objects.get(state=State.FAILED)
    assert not failed.upload
    assert "Try again" not in client.get(f"/jobs/{failed.pk}/").content.decode()


def test_a_file_of_one_site_that_is_large_is_imported_as_a_job(
    sites, signed_in, django_capture_on_commit_callbacks
):
    client = signed_in("dyehouse")
    days = [date.fromordinal(date(1970, 1, 1).toordinal() + n) for n in range(20_000)]
    rows = "\n".join(
        f'water,{d},{d},{i % 7 + 0.25},"a log sheet of that day, read by the night shift"'
        for i, d in enumerate(days)
    )
    file = SimpleUploadedFile("w.csv", f"Meter,First day,Last day,Value,Source\n{rows}".encode())
    address = f"/sites/{sites['dyehouse'].pk}/readings/"
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"act": "file", "file-readings": file})
    assert response["Location"].startswith("/jobs/")
    assert Reading.objects.filter(meter__key="water", current=True).count() == 20_000


def test_the_template_of_many_sites_holds_ones_own_meters(sites, signed_in):
    import openpyxl

    data = signed_in("company").get("/readings/template.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Readings of sites"]
    rows = [[c.value for c in r[:3]] for r in sheet.iter_rows(min_row=4) if r[0].value]
    dairy = sites["dairy"]
    assert [r[:2] for r in rows] == [["Rivermouth Dairy", dairy.name]] * Meter.objects.filter(
        site=dairy
    ).count()


def winter(days=31, month=1, *, skip=()):
    lines = [f"2021-{month:02}-{d:02},{5.5 - d % 3}" for d in range(1, days + 1) if d not in skip]
    return "Day,Temperature\n" + "\n".join(lines)


def weather(client, site, text, **changes):
    file = SimpleUploadedFile("station.csv", text.encode())
    form = {
        "act": "weather",
        "weather-temperatures": file,
        "weather-kind": "heating",
        "weather-base": "15.5",
        "weather-source": "Weather service, station 12",
    }
    return client.post(f"/sites/{site.pk}/readings/", form | changes, follow=True)


def test_temperatures_become_degree_days_of_whole_months(sites, signed_in):
    client = signed_in("company")
    text = winter() + "\n" + winter(27, 2).split("\n", 1)[1]  # a day of February is missing
    page = weather(client, sites["dairy"], text).content.decode()
    assert "Heating degree days, base 15.5 °C: 1 month entered. Months left out" in page
    reading = Reading.objects.get(meter__name="Heating degree days, base 15.5 °C")
    assert (reading.start, reading.end) == (date(2021, 1, 1), date(2021, 1, 31))
    expected = sum(15.5 - (5.5 - d % 3) for d in range(1, 32))
    assert reading.value == pytest.approx(expected) and reading.meter.driver
    assert reading.meter.unit == "K d" and reading.source == "Weather service, station 12"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (winter(20), "No month is complete"),
        (winter() + "\n2021-01-05,3", "appears twice"),
        (winter() + "\n2021-02-01,850", "is not a valid daily temperature"),
        (winter() + "\nyesterday,3", "is not a date"),
        ("Day,Temperature\n", "contains no temperatures"),
    ],
)
def test_temperatures_that_cannot_be_are_told(sites, signed_in, text, words):
    page = weather(signed_in("company"), sites["dairy"], text)
    assert words in page.content.decode()
    assert not Reading.objects.filter(meter__unit="K d").exists()


def test_degree_days_of_another_company_are_not_entered(sites, signed_in):
    assert weather(signed_in("dyehouse"), sites["dairy"], winter()).status_code == 404
