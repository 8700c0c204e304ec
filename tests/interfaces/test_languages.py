"""Pages in the reader's language: words, numbers, days, direction; what people wrote stays."""

import html
import io
import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Person
from scp_centre.centre.translation import speaker
from scp_centre.centre.translation.messages import translations
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.workbook import write_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading_in(signed_in, sample_centre):
    """Return a client of a person who reads in a language."""

    def read(language, who="expert"):
        Person.objects.filter(pk=sample_centre[who].pk).update(language=language)
        sample_centre[who].refresh_from_db()
        return signed_in(who)

    return read


@pytest.fixture
def dairy_pk(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy").pk


@pytest.mark.parametrize(
    ("language", "words", "number"),
    [
        ("fr", "Coût des pertes", "436\u202f034"),
        ("es", "Costo de las pérdidas", "436.034"),
        ("ar", "تكلفة الفواقد", "436,034"),
    ],
)
def test_a_page_speaks_and_counts_as_its_reader_does(reading_in, dairy_pk, language, words, number):
    text = reading_in(language).get(f"/assessments/{dairy_pk}/").content.decode()
    assert words in text and number in text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert "Push milk out of pipes with a pig" in text


def test_what_a_person_chose_goes_with_the_person(signed_in, sample_centre):
    client = signed_in("company")
    answer = client.post("/language/", {"language": "es", "next": "/companies/?page=1"})
    assert answer["Location"] == "/companies/?page=1"
    assert Person.objects.get(pk=sample_centre["company"].pk).language == "es"
    assert Entry.objects.filter(act="choose_language").latest("pk").after == {"language": "es"}
    assert "Empresas" in client.get("/companies/").content.decode()
    client.cookies.clear()
    client.force_login(Person.objects.get(pk=sample_centre["company"].pk))
    assert "Empresas" in client.get("/companies/").content.decode()


def test_before_sign_in_the_browser_or_the_choice_decides(client, sample_centre):
    page = client.get("/accounts/login/", headers={"accept-language": "fr-BE,fr;q=0.9"})
    assert "Mot de passe oublié" in page.content.decode()
    client.post("/language/", {"language": "ar", "next": "/accounts/login/"})
    assert 'dir="rtl"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example", "x:y"])
def test_the_choice_of_language_leads_nowhere_else(client, db, next_):
    answer = client.post("/language/", {"language": "fr", "next": next_})
    assert answer["Location"] == "/"
    assert client.post("/language/", {"language": "xx"}).status_code == 302


def test_mistakes_in_a_workbook_are_told_in_ones_language(reading_in, dairy_file):
    import openpyxl

    client = reading_in("fr")
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(dairy_file)))
    book["Flows"].cell(row=6, column=8).value = -20
    buffer = io.BytesIO()
    book.save(buffer)
    file = SimpleUploadedFile("lait.xlsx", buffer.getvalue())
    text = client.post("/assessments/import/", {"workbook": file}).content.decode()
    assert "1 erreur dans lait.xlsx" in text
    assert "Feuille Flows, ligne 6, colonne" in text and "-20 est négatif." in text


def test_a_stored_message_is_read_in_any_language(reading_in, sample_centre):
    job = Job.objects.create(
        kind="readings",
        title=_("Donor report, {upper}", upper="PDF"),
        owner=sample_centre["expert"],
        state=State.DONE,
        message=n_(
            "{count} reading added, {counts2} corrected, {counts3} already present.",
            "{count} readings added, {counts2} corrected, {counts3} already present.",
            1200,
            counts2=3,
            counts3=0,
        ),
    )
    spanish = reading_in("es").get(f"/jobs/{job.pk}/").content.decode()
    assert "1.200 lecturas añadidas; corregidas: 3; ya presentes: 0." in spanish
    assert "Informe para donantes, PDF" in spanish


def test_what_an_older_version_kept_in_english_is_shown_as_it_is(reading_in, sample_centre):
    job = Job.objects.create(
        kind="readings",
        title="Donor report, PDF",
        owner=sample_centre["expert"],
        state=State.DONE,
        message="1,200 readings added, 3 corrected, 0 already present.",
    )
    spanish = reading_in("es").get(f"/jobs/{job.pk}/").content.decode()
    assert "1,200 readings added, 3 corrected, 0 already present." in spanish


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_company_called_energy_is_energy_everywhere(reading_in, dairy_pk, language):
    """On every page that names it; so is a site called Water, and a product with holes."""
    assessment = Assessment.objects.get(pk=dairy_pk)
    company, site = assessment.site.organisation, assessment.site
    named = {"company": "Energy", "site_name": "Water", "product": "{count} % <b>"}
    Assessment.objects.filter(pk=dairy_pk).update(**named)
    type(company).objects.filter(pk=company.pk).update(name="Energy")
    type(site).objects.filter(pk=site.pk).update(name="Water")
    client = reading_in(language)
    for page in ("", "flows/", "losses/", "indicators/", "options/", "plan/", "report/"):
        text = client.get(f"/assessments/{dairy_pk}/{page}").content.decode()
        assert "Energy" in text and "<b>" not in text.split("</h1>")[0].split("<h1")[-1]
    for page in (f"/companies/{company.pk}/", "/companies/", "/assessments/"):
        assert "Energy" in client.get(page).content.decode()
    job = Job.objects.create(
        kind="company_data",
        title=_("All data for {organisation}", organisation="Energy"),
        owner=sample_owner(client),
        state=State.WAITING,
    )
    heading = re.search(r"<h1>(.*?)</h1>", client.get(f"/jobs/{job.pk}/").content.decode())
    assert heading and "Energy" in heading[1]
    assert language == "ar" or "All data for" not in heading[1]


@pytest.mark.parametrize(("language", "role"), [("fr", "Expert"), ("es", "Experto"), ("ar", "")])
def test_the_log_translates_its_words_and_no_name(reading_in, sample_centre, language, role):
    """The act and a role are words of ours; subject, company and comment are what people wrote."""
    Entry.objects.create(
        person=sample_centre["expert"],
        act="add_programme",
        subject="Energy",
        before={"company": "Water", "reason": "{count} %(name)s 100 %"},
        after={"role": "expert", "name": "Materials"},
    )
    page = reading_in(language, "director").get("/audit/").content.decode()
    row = next(row for row in page.split("</tr>") if "Energy" in row)
    for name in ("Energy", "Water", "Materials", "{count} %(name)s 100 %"):
        assert name in row
    assert role.lower() in row.lower()


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_an_error_keeps_the_name_that_it_is_about(language):
    refused = _("{name} has members with user accounts.", name="Energy {name} 100 % “x” 'y'")
    told = speaker(language)(refused)
    assert told.count("Energy {name} 100 % “x” 'y'") == 1


def sample_owner(client):
    return Person.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize("language", ["fr", "es"])
def test_pages_of_the_main_journey_hold_no_english_sentence(reading_in, dairy_pk, language):
    """No message of the catalogue that is longer than a name stands there in English."""
    known = translations(language).forms
    sentences = {key[1] for key, forms in known.items() if forms[0] != key[1] and "{" not in key[1]}
    sentences = {text for text in sentences if text.count(" ") >= 2}
    client = reading_in(language)
    ends = ("", "flows/", "losses/", "indicators/", "options/", "plan/", "report/", "data/")
    pages = [f"/assessments/{dairy_pk}/{end}" for end in ends]
    for page in (*pages, "/", "/companies/", "/catalogue/", "/jobs/", "/assessments/new/"):
        text = html.unescape(re.sub(r"<[^>]+>", "\n", client.get(page).content.decode()))
        rows = {row.strip() for row in text.splitlines()}
        assert sorted(rows & sentences) == [], page


def test_days_and_numbers_by_language():
    at = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
    assert speaker("en").moment(at) == "31 Mar 2026, 14:05 UTC"
    assert speaker("es").date(at) == "31 de marzo de 2026"
    assert speaker("fr").moment(at) == "31 mars 2026, 14:05 UTC"
    assert speaker("es").number(-1234.5) == "\u22121.234"
    assert speaker("ar").number(-12.5) == "\u200e\u221212.5"


@pytest.mark.parametrize("page", ["", "flows/", "losses/", "indicators/", "options/", "plan/"])
def test_the_main_journey_is_arabic(reading_in, dairy_pk, page):
    """Heads, labels and buttons hold no English word; the workbook's own words may."""
    text = reading_in("ar").get(f"/assessments/{dairy_pk}/{page}").content.decode()
    heads = re.findall(r"<(?:h2|th scope=\"col\"|button|label|summary)[^>]*>([^<]+)<", text)
    units = r"t CO₂e|EUR|CSV|SVG|PNG|MJ|GJ|MWh|CO₂e?|m³|kg|\bt\b|\b[A-Z]{2,4}[\d₂₄]*\b"
    english = [h for h in heads if re.search(r"[A-Za-z]{2}", re.sub(units, "", h))]
    assert english == []


def test_a_reminder_is_in_the_language_of_whoever_gets_it(sample_centre):
    from datetime import date

    from django.core import mail

    from scp_centre.roles.production.actions.reminders import send_reminders

    Person.objects.filter(pk=sample_centre["company"].pk).update(language="es")
    send_reminders(date(2026, 11, 24))
    texts = {m.to[0].split("@")[0]: f"{m.subject}\n{m.body}" for m in mail.outbox}
    assert (
        "Medidas con plazo vencido o próximo" in texts["company"]
        and "30 de junio de 2026" in texts["company"]
    )
    assert "Measures due" in texts["expert"]
