"""Pages: what they show, how many queries they need, what they say to bad requests."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.workbook import write_workbook

pytestmark = pytest.mark.django_db
PAGES = ("", "flows/", "losses/", "indicators/", "options/", "plan/", "report/")


@pytest.fixture
def dairy_page(signed_in):
    client = signed_in("expert")
    pk = Assessment.objects.get(company="Rivermouth Dairy").pk
    return client, f"/assessments/{pk}/"


@pytest.mark.parametrize("page", [*PAGES, None])
def test_at_most_twenty_queries_and_150_kB(dairy_page, page, django_assert_max_num_queries):
    client, base = dairy_page
    address = "/assessments/" if page is None else base + page
    client.get(address)
    with django_assert_max_num_queries(20):
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 150_000


def test_every_page_says_that_the_country_is_fictional(dairy_page, client):
    signed, base = dairy_page
    for page in PAGES:
        assert b"Verdania is a fictional country" in signed.get(base + page).content


def test_no_page_loads_anything_from_another_host(dairy_page):
    import re

    client, base = dairy_page
    for page in (*PAGES, "../", "../../catalogue/"):
        text = client.get(base + page, follow=True).content.decode()
        loaded = re.findall(
            r"<(?:script|link|img|source|iframe)[^>]+(?:src|href|srcset)=\"([^\"]+)", text
        )
        assert loaded and all(a.startswith("/") for a in loaded)


def test_headers_that_keep_a_browser_safe(dairy_page):
    client, base = dairy_page
    headers = client.get(base).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_and_the_command_line_show_the_same_figures(dairy_page, dairy):
    client, base = dairy_page
    text = client.get(base).content.decode()
    for value in (dairy.assessed.costs.loss, dairy.plan.net_saving, dairy.plan.investment):
        assert f"{round(value):,}" in text


def test_a_figure_leads_to_its_derivation(dairy_page):
    import re

    client, base = dairy_page
    link = re.search(
        'href="(/figures/\\d+/)">ended up as losses', client.get(base).content.decode()
    )[1]
    text = client.get(link).content.decode()
    assert (
        "ISO 14051" in text
        and "Sludge" in text
        and "sum of material, energy, system and waste management costs over all losses" in text
    )


@pytest.mark.parametrize("ending", ["svg", "png", "csv"])
@pytest.mark.parametrize("form", ["full", "wide", "narrow"])
def test_pictures_can_be_downloaded(dairy_page, ending, form):
    client, base = dairy_page
    response = client.get(f"{base}pictures/1/loss-costs-{form}.{ending}")
    assert response.status_code == 200
    start = {"svg": b"<svg", "png": b"\x89PNG", "csv": "\ufeffLoss".encode()}[ending]
    assert response.content.startswith(start)
    assert response["Cache-Control"].startswith("private")  # one company's picture is no other's


def test_unknown_pictures_and_old_revisions_are_not_found(dairy_page):
    client, base = dairy_page
    for tail in (
        "pictures/1/nothing-wide.svg",
        "pictures/9/loss-costs-wide.svg",
        "pictures/1/loss-costs-wide.exe",
    ):
        assert client.get(base + tail).status_code == 404


def test_uploading_shows_every_mistake_with_its_cure(signed_in, dairy_file):
    import openpyxl

    client = signed_in("expert")
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(dairy_file)))
    book["Flows"].cell(row=6, column=8).value = -20
    book["Flows"].cell(row=7, column=9).value = "ton"
    buffer = io.BytesIO()
    book.save(buffer)
    response = client.post(
        "/assessments/import/", {"workbook": SimpleUploadedFile("mine.xlsx", buffer.getvalue())}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "Nothing was imported because mine.xlsx contains 2 errors" in text
    assert "Sheet Flows, row 6, column Amount" in text and "Enter 0 or more." in text


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"x" * 11 * 1024**2], ids=["empty", "text", "11 MB"]
)
def test_bad_uploads_are_answered(signed_in, content):
    response = signed_in("expert").post(
        "/assessments/import/", {"workbook": SimpleUploadedFile("mine.xlsx", content)}
    )
    assert response.status_code == 422


def test_uploading_the_sample_updates_it(signed_in, dairy_file):
    client = signed_in("expert")
    file = SimpleUploadedFile("mine.xlsx", write_workbook(dairy_file))
    response = client.post("/assessments/import/", {"workbook": file}, follow=True)
    assert b"has been imported as revision 2" in response.content


def test_choosing_options_on_the_page(dairy_page):
    client, base = dairy_page
    response = client.post(
        base + "options/", {"decision-pushout": "study", "reason-pushout": "ask price"}, follow=True
    )
    assert b"1 options changed" in response.content or b"1 option" in response.content
    assert b"51,500 EUR" in response.content
    refused = client.post(base + "options/", {"decision-pushout": "reject", "reason-pushout": ""})
    assert (
        refused.status_code == 422
        and b"the reason for rejecting the option is missing" in refused.content
    )


def test_compute_over_the_web_answers_as_the_command_line(signed_in):
    from scp_centre.interfaces.contracts import run
    from tests.interfaces.test_contracts import EXAMPLES

    client = signed_in("company")
    for method, data in EXAMPLES.items():
        response = client.post(
            f"/api/compute/{method}", json.dumps(data), content_type="application/json"
        )
        answer, here = response.json(), json.loads(json.dumps(run(method, data)))
    for timed in ("index_seconds", "query_milliseconds_p95"):
        assert answer.pop(timed, 0) >= 0 and here.pop(timed, 0) >= 0
    assert answer == here
    bad = client.post("/api/compute/ghg", "{", content_type="application/json")
    assert bad.status_code == 422 and set(bad.json()["error"]) == {
        "code",
        "message",
        "where",
        "cure",
    }


def test_not_found_and_broken_pages_speak_plainly(signed_in):
    response = signed_in("expert").get("/assessments/99999/")
    assert response.status_code == 404 and b"not allowed to see it" in response.content


def test_an_option_shows_what_its_value_depends_on(dairy_page, dairy):
    client, base = dairy_page
    option = next(o for o in dairy.options if o.entry.key == "insulation")
    text = client.get(f"{base}options/insulation/").content.decode()
    assert (
        "What the option&#x27;s value depends on" in text and "Outside diameter of the pipe" in text
    )
    assert f"{round(option.appraisal.npv):,}" in text
    assert client.get(f"{base}options/nothing/").status_code == 404
