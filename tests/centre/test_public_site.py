"""The public site: what may be shown of savings, which marks and colours are accepted."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.disclosure.rules import FEW, LARGE, reason_against, rounded
from scp_centre.centre.errors import NotPermittedError, RegistryError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.public_site import queries
from scp_centre.centre.public_site.contrast import (
    AA,
    DARK_PAPER,
    LIGHT_PAPER,
    TINT,
    contrast,
    for_dark_ground,
    mix,
    worst_ground,
)
from scp_centre.centre.public_site.errors import LookError, RequestError, ResultError, SitePageError
from scp_centre.centre.public_site.logo_upload import read_mark
from scp_centre.centre.public_site.look_actions import change_look, checked_colours
from scp_centre.centre.public_site.models import AssessmentRequest, Mark, PublishedResult, SitePage
from scp_centre.centre.public_site.page_actions import write_site_page
from scp_centre.centre.public_site.request_actions import (
    accept_request,
    decline_request,
    forget_requests,
    request_assessment,
)
from scp_centre.centre.public_site.result_actions import publish_result, withdraw_result
from scp_centre.centre.registry.models import Centre, Membership, Organisation, Role
from tests.centre.saving_companies import YEAR, add_company

EVEN = {"A": 10.0, "B": 10.0, "C": 10.0, "D": 10.0, "E": 10.0}
LOOK = dict.fromkeys(("colour", "dark_colour", "email", "telephone", "postal_address"), "")
ASKED = {
    "company": "Hilltop Mill",
    "sector": "food and beverage",
    "place": "Hilltop",
    "person": "A. Stone",
    "email": "stone@hilltop.example",
    "telephone": "",
    "about": "Power",
}


# --- disclosure


def test_a_sum_of_few_or_of_one_large_part_is_not_shown():
    assert reason_against(EVEN) == ""
    assert reason_against({"A": 1.0, "B": 1.0, "C": 1.0, "D": 1.0}) == FEW
    assert reason_against(EVEN | {"A": 41.0}) == LARGE  # more than half
    assert reason_against(EVEN | {"A": 40.0}) == ""  # half
    assert reason_against({"A": 45.0, "B": 36.0, "C": 7.0, "D": 6.0, "E": 6.0}) == LARGE  # 81 %
    assert reason_against({"A": 45.0, "B": 35.0, "C": 7.0, "D": 7.0, "E": 6.0}) == ""  # 80 %


@given(st.floats(1e-6, 1e12))
def test_a_sum_has_two_significant_figures(value):
    assert abs(rounded(value) - value) <= 0.05 * value * (1 + 1e-9)
    assert len(f"{rounded(value):.10e}".split("e")[0].rstrip("0").replace(".", "")) <= 2


# --- results


@pytest.fixture
def savers(sample_centre):
    """Five companies whose savings can be shown together."""
    for n, mwh in enumerate((100, 110, 120, 130, 140)):
        add_company(sample_centre, f"Saver {n}", mwh)
    return sample_centre


@pytest.mark.django_db
def test_only_approved_and_proved_savings_of_those_who_consent_are_counted(savers):
    add_company(savers, "Silent", 1000, consents=False)
    add_company(savers, "Draft", 1000, approved=False)
    add_company(savers, "Unproved", 1000, verdict="not proved")
    proposal = queries.proposal_of("energy", YEAR)
    assert sum(proposal.total.by_organisation.values()) == 600 and proposal.organisations == 5
    row = publish_result("energy", YEAR, acting_user=savers["director"])
    assert (row.value, row.unit) == (600.0, "MWh")
    entry = Entry.objects.get(act="publish_results")
    assert entry.person == savers["director"] and "Saver" not in str(entry.after)


@pytest.mark.django_db
def test_one_companys_saving_changes_nothing_that_is_shown(savers, client):
    """What somebody sees before and after one company has saved: the same page, byte for byte."""
    publish_result("energy", YEAR, acting_user=savers["director"])
    before = client.get("/").content
    assert b"600" in before
    add_company(savers, "Newcomer", 90)
    assert client.get("/").content == before
    with pytest.raises(ResultError):
        publish_result("energy", YEAR, acting_user=savers["director"])
    add_company(savers, "Second", 95)
    with pytest.raises(ResultError):
        publish_result("energy", YEAR, acting_user=savers["director"])
    assert client.get("/").content == before
    add_company(savers, "Third", 107)
    with pytest.raises(ResultError):  # two of the three would find the third
        publish_result("energy", YEAR, acting_user=savers["director"])
    for n in range(2):
        add_company(savers, f"Further {n}", 100)
    publish_result("energy", YEAR, acting_user=savers["director"])
    after = client.get("/").content
    assert "1,100" in after.decode() and b"Newcomer" not in after  # 1,092, rounded


@pytest.mark.django_db
def test_who_withdraws_consent_is_in_no_sum_that_is_shown(savers):
    publish_result("energy", YEAR, acting_user=savers["director"])
    leaver = Organisation.objects.get(name="Saver 0")
    Membership.objects.create(person=savers["company"], role=Role.COMPANY, organisation=leaver)
    person = type(savers["company"]).objects.get(pk=savers["company"].pk)
    set_consent(leaver, Use.RESULTS, False, acting_user=person)
    assert queries.shown_results() == []
    add_company(savers, "In their place", 100)
    with pytest.raises(ResultError):  # the difference would show who left and who came
        publish_result("energy", YEAR, acting_user=savers["director"])


@pytest.mark.django_db
def test_a_year_that_runs_is_not_published(sample_centre):
    year = timezone.localdate().year
    for n in range(6):
        add_company(sample_centre, f"Saver {n}", 100, year=year)
    with pytest.raises(ResultError):
        publish_result("energy", year, acting_user=sample_centre["director"])


@pytest.mark.django_db
def test_gas_in_cubic_metres_is_not_called_water(savers):
    from scp_centre.centre.evidence.models import Observation

    Observation.objects.filter(indicator="verified_saving").update(unit="m3/year")
    assert queries.proposal_of("water", YEAR) is None


@pytest.mark.django_db
def test_results_are_the_directors(savers):
    for who in ("expert", "admin", "company"):
        with pytest.raises(NotPermittedError):
            publish_result("energy", YEAR, acting_user=savers[who])
    row = publish_result("energy", YEAR, acting_user=savers["director"])
    withdraw_result(row, acting_user=savers["director"])
    assert queries.shown_results() == []
    with pytest.raises(ResultError):
        withdraw_result(row, acting_user=savers["director"])
    assert PublishedResult.objects.count() == 1


@pytest.mark.django_db
def test_a_published_sum_without_savings_can_still_be_withdrawn(savers):
    from scp_centre.roles.production.models import VerifiedSaving

    row = publish_result("energy", YEAR, acting_user=savers["director"])
    VerifiedSaving.objects.filter(unit="MWh").update(current=False)
    (left,) = queries.proposals()
    assert left.published == row and left.reason == FEW and left.organisations == 0


# --- colours


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_that_is_accepted_can_be_read_everywhere(number):
    colour = f"#{number:06x}"
    try:
        light, dark = checked_colours(colour, "")
    except LookError as error:
        assert worst_ground(colour, dark=False)[1] < AA and ":1" in error.message
        return
    assert worst_ground(light, dark=False)[1] >= AA
    assert worst_ground(dark, dark=True)[1] >= AA
    # What stands out has a ground of the colour itself.
    assert contrast(light, mix(light, LIGHT_PAPER, TINT)) >= 4.0
    assert contrast(dark, mix(dark, DARK_PAPER, TINT)) >= 4.0


def test_a_refused_colour_says_its_ratio_and_what_is_needed():
    with pytest.raises(LookError, match=r"contrast of 1\.0:1 .* 4\.5:1 is required") as refused:
        checked_colours("#ffff00", "")
    assert refused.value.where == "colour"
    with pytest.raises(LookError, match="dark backgrounds") as refused:
        checked_colours("#1f5f4a", "#1f5f4a")
    assert refused.value.where == "dark_colour"
    for wrong in ("green", "#12345", "#1234567", "url(x)"):
        with pytest.raises(LookError, match="This value is not a valid colour."):
            checked_colours(wrong, "")
    assert checked_colours("", "") == ("", "")
    assert for_dark_ground("#000000") != "#000000"


# --- marks


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"%s>%s</svg>'
HOSTILE = {
    "a script": SVG % ("", "<script>alert(1)</script>"),
    "an event handler": SVG % (' onload="alert(1)"', ""),
    "event handler": SVG % ("", '<path d="M0 0" ONCLICK="x()"/>'),
    "a link to content": SVG
    % (
        ' xmlns:xlink="http://www.w3.org/1999/xlink"',
        '<linearGradient xlink:href="https://evil.example/x.svg#a"/>',
    ),
    "outside the file": SVG % ("", '<path d="M0 0" fill="url(https://evil.example/#a)"/>'),
    "link": SVG % ("", '<path d="M0 0" style="fill:url( \'//evil.example/a\')"/>'),
    "The SVG loads a picture from outside the file.": SVG
    % ("", '<image href="https://evil.example/a.png"/>'),
    "foreignObject": SVG % ("", "<foreignObject><p>x</p></foreignObject>"),
    "foreign content": SVG % ("", '<p xmlns="http://www.w3.org/1999/xhtml">x</p>'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    + SVG % ("", "<text>&b;</text>"),
    "a style that can load": SVG % ("", "<style>@import '/x.css';</style>"),
    "linked copies": SVG % ("", '<use href="#a"/>'),
    "an animation": SVG % ("", '<animate attributeName="href" to="x"/>'),
    "“handler”": SVG % ("", '<handler type="x"/>'),
    "“a”": SVG % ("", '<a href="javascript:alert(1)"><path d="M0 0"/></a>'),
    "does not state its size": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "too detailed": SVG % ("", '<path d="M0 0"/>' * 3_000),
}


@pytest.mark.parametrize("said", HOSTILE)
def test_a_hostile_drawing_is_refused_in_plain_words(said):
    with pytest.raises(LookError) as refused:
        read_mark(SimpleUploadedFile("logo.svg", HOSTILE[said].encode()))
    assert said in refused.value.message and refused.value.cure


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "This file cannot be read as a logo."),
        (b"<svg", "This file cannot be read as a logo."),
        (b"<html><svg></svg></html>", "This file cannot be read as a logo."),
        (b"", "This file cannot be read as a logo."),
        (b"\x89PNG\r\n" + b"\0" * 2_500_000, "MB, over the 2 MB limit."),
    ],
)
def test_what_is_no_logo_is_refused(content, said):
    with pytest.raises(LookError, match=said):
        read_mark(SimpleUploadedFile("logo.png", content))


def test_a_drawing_is_written_anew_with_its_shapes_only():
    drawing = SVG % (
        ' xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1"',
        "<!-- secret --><metadata>who drew it</metadata><defs><linearGradient id='g'>"
        "<stop offset='0' stop-color='#fff'/></linearGradient></defs>"
        "<path d='M0 0h9' fill='url(#g)' style='stroke:#000' data-name='x'/><text x='1'>Ce</text>",
    )
    mark = read_mark(SimpleUploadedFile("logo.svg", drawing.encode()))
    text = mark.content.decode()
    assert mark.media_type == "image/svg+xml" and (mark.width, mark.height) == (640, 320)
    assert 'fill="url(#g)"' in text and ">Ce</" in text
    for gone in ("secret", "inkscape", "who drew", "data-name"):
        assert gone not in text, gone


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_raster_logo_becomes_a_small_png(form):
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((900, 420), 90).convert("RGB").save(out, form)
    mark = read_mark(SimpleUploadedFile("logo", out.getvalue()))
    assert mark.media_type == "image/png" and mark.content.startswith(b"\x89PNG")
    assert mark.width <= 640 and mark.height <= 320 and len(mark.content) < 60_000


@pytest.mark.django_db
def test_the_look_is_saved_and_logged(sample_centre):
    drawn = read_mark(SimpleUploadedFile("a.svg", (SVG % ("", '<path d="M0 0"/>')).encode()))
    values = LOOK | {"colour": "1F4F8A", "telephone": " +000  1 "}
    change_look(values, drawn, acting_user=sample_centre["admin"])
    centre = Centre.objects.get()
    assert (centre.colour, centre.telephone) == ("#1f4f8a", "+000 1")
    assert centre.mark_digest == drawn.digest == Mark.objects.get().digest
    assert Entry.objects.filter(act="change_look").first().after["colour"] == "#1f4f8a"
    change_look(LOOK, remove_mark=True, acting_user=sample_centre["admin"])
    assert not Mark.objects.exists() and Centre.objects.get().mark_digest == ""
    with pytest.raises(NotPermittedError):
        change_look(LOOK, acting_user=sample_centre["director"])


# --- pages


@pytest.mark.django_db
def test_a_page_is_written_versioned_and_taken_away(sample_centre):
    director = sample_centre["director"]
    write_site_page("about", "es", "Primero", acting_user=director)
    write_site_page("about", "es", "Segundo", acting_user=director)
    last = Entry.objects.filter(act="write_site_page", subject="about (es)").first()
    assert last.before == {"text": "Primero"} and last.after == {"text": "Segundo"}
    assert queries.page_in("about", "es").text == "Segundo"
    write_site_page("about", "es", "", acting_user=director)
    assert queries.page_in("about", "es").language == "en"
    for key, language in (("nothing", "en"), ("about", "xx")):
        with pytest.raises(SitePageError):
            write_site_page(key, language, "x", acting_user=director)
    with pytest.raises(SitePageError, match="20,001"):
        write_site_page("about", "es", "x" * 20_001, acting_user=director)
    with pytest.raises(NotPermittedError):
        write_site_page("about", "es", "x", acting_user=sample_centre["expert"])


@pytest.mark.django_db
def test_a_page_without_a_text_is_not_linked(sample_centre, client):
    assert b"/pages/imprint/" in client.get("/").content
    SitePage.objects.filter(key="imprint").delete()
    assert b"/pages/imprint/" not in client.get("/").content
    assert client.get("/pages/imprint/").status_code == 404


# --- requests


@pytest.mark.django_db
def test_a_request_becomes_a_company_with_its_contact(sample_centre):
    made = request_assessment(ASKED, "fr")
    values = {"name": "Hilltop Mill", "country": "Verdania", "sector": "food and beverage"}
    company = accept_request(made, values, acting_user=sample_centre["expert"])
    contact = company.contacts.get()
    assert (contact.name, contact.email, contact.address) == (
        "A. Stone",
        "stone@hilltop.example",
        "Hilltop",
    )
    acts = set(Entry.objects.filter(organisation=company).values_list("act", flat=True))
    assert acts == {"keep_organisation", "keep_contact", "accept_request"}
    made.refresh_from_db()
    assert made.organisation == company and not made.is_open
    with pytest.raises(RequestError):
        decline_request(made, "Too late", acting_user=sample_centre["expert"])


@pytest.mark.django_db
def test_a_known_company_is_not_made_twice(sample_centre):
    known = Organisation.objects.get(name="Rivermouth Dairy")
    made = request_assessment(ASKED | {"company": known.name}, "en")
    values = {"name": known.name, "country": known.country, "sector": known.sector}
    with pytest.raises(RegistryError, match="already exists"):
        accept_request(made, values, acting_user=sample_centre["expert"])
    assert AssessmentRequest.objects.get(pk=made.pk).is_open
    assert accept_request(made, {}, known, acting_user=sample_centre["director"]) == known
    assert known.contacts.filter(name="A. Stone").exists()


@pytest.mark.django_db
def test_a_request_is_declined_with_a_reason_by_those_who_may(sample_centre):
    made = request_assessment(ASKED, "en")
    with pytest.raises(RequestError, match="reason is required"):
        decline_request(made, "  ", acting_user=sample_centre["expert"])
    for who in ("reviewer", "admin", "company", "trainer"):
        with pytest.raises(NotPermittedError):
            decline_request(made, "No", acting_user=sample_centre[who])
    decline_request(made, "No plant in Verdania.", acting_user=sample_centre["director"])
    made.refresh_from_db()
    assert made.state == "declined" and made.reason == "No plant in Verdania."


@pytest.mark.django_db
def test_requests_are_forgotten_and_the_log_keeps_nobodys_name(sample_centre, settings):
    made = request_assessment(ASKED, "en")
    AssessmentRequest.objects.exclude(pk=made.pk).delete()
    now = timezone.now()
    decline_request(made, "No", acting_user=sample_centre["expert"])
    assert forget_requests(now + timedelta(days=settings.REQUEST_KEEP_DAYS - 1)) == 0
    assert forget_requests(now + timedelta(days=settings.REQUEST_KEEP_DAYS + 1)) == 1
    unanswered = request_assessment(ASKED, "en")
    assert forget_requests(now + timedelta(days=settings.REQUEST_KEEP_DAYS_OPEN + 1)) == 1
    assert not AssessmentRequest.objects.filter(pk=unanswered.pk).exists()
    logged = str(list(Entry.objects.filter(subject__startswith="request ").values()))
    assert "Stone" not in logged and "stone@" not in logged and "Hilltop" not in logged
