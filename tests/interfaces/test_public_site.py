"""What a visitor meets at /, and what the centre sets of it: pages, robots, bad input."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.public_site.models import AssessmentRequest, Mark, SitePage
from scp_centre.centre.public_site.queries import latest
from scp_centre.centre.registry.models import Centre, Organisation, Person
from scp_centre.centre.translation import LANGUAGES
from scp_centre.roles.benchmarks.models import Release
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.policy.models import Brief

pytestmark = pytest.mark.django_db
PAGES = ("/", "/ask/", "/ask/sent/", "/pages/about/", "/pages/privacy/")
FIRST_LOAD = 150_000  # bytes
TYPEFACE = 70_000  # of a page with Latin and Arabic letters; tests/centre/test_typeface.py
ASKED = {
    "company": "Hilltop Mill",
    "sector": "food and beverage",
    "place": "Hilltop",
    "person": "A. Stone",
    "email": "stone@hilltop.example",
    "about": "Our power bill has doubled.",
}
LOOK = {"colour": "", "dark_colour": "", "email": "", "telephone": "", "postal_address": ""}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def text_of(response):
    return response.content.decode()


# --- what a visitor sees


def test_a_visitor_learns_what_the_centre_does_and_where_to_ask(sample_centre, client):
    text = text_of(client.get("/"))
    assert "<title>Cleaner Production Centre of Verdania</title>" in text
    assert text.count("<h1") == 1 and "less material, energy and water" in text
    for part in ("For companies", "For government", "For everyone", "What's new", "Contact"):
        assert part in text, part
    assert 'href="/ask/"' in text and 'href="/accounts/login/"' in text


def shown_latest(client):
    """Return the addresses of what stands under Latest on the front page, as they follow."""
    part = text_of(client.get("/")).split('id="latest"')[1].split("</section>")[0]
    return re.findall(r'<a href="(/[^"]+)"', part)


def of_cases(days):
    """Publish case studies so many days ago, all others and the benchmarks long before; their keys."""
    now = timezone.now()
    Item.objects.filter(type__in=("case_study", "training")).update(published=now - timedelta(900))
    Release.objects.update(released=now - timedelta(days=10))
    Brief.objects.filter(published__isnull=False).update(published=now - timedelta(days=20))
    cases = Item.objects.filter(type="case_study", standing=Standing.PUBLISHED)[: len(days)]
    for item, ago in zip(cases, days, strict=True):
        Item.objects.filter(pk=item.pk).update(published=now - timedelta(days=ago))
    return [reverse("item", args=[item.pk]) for item in cases]


def test_the_latest_begins_with_the_newest_of_any_kind(sample_centre, client):
    older, newest, oldest = of_cases((30, 1, 90))
    shown = shown_latest(client)
    release = next(address for address in shown if address.startswith("/benchmarks/"))
    assert [a for a in shown if a in (older, newest, oldest, release)] == [newest, release, older]
    of_cases((0, 1, 90))  # the older one is published once more, today
    shown = shown_latest(client)
    assert shown.index(older) < shown.index(newest) < shown.index(release)


def test_what_one_can_still_take_part_in_stands_before_the_newest(sample_centre, client):
    of_cases((2, 40, 60))
    today = timezone.localdate()
    news = latest(today)
    is_open = [one.until is not None and one.until >= today for one in news]
    assert is_open == sorted(is_open, reverse=True) and any(is_open)
    published = [one.day for one, still in zip(news, is_open, strict=True) if not still]
    assert published == sorted(published, reverse=True) and len(set(published)) > 1
    assert shown_latest(client) == [one.address for one in news]


def test_who_is_signed_in_is_led_to_their_work(signed_in):
    page = signed_in("expert").get("/").content.decode()
    assert "Waiting for you" in page and "Assessments you lead" in page


def test_an_empty_installation_leads_to_the_set_up(client):
    assert client.get("/").url == "/set-up/"


def test_a_centre_with_nothing_yet_has_a_front_page(client):
    Person.objects.create_user("first@centre.example", "a quiet river 41", name="First")
    Centre.objects.create(pk=1, name="Centre of A", country="A", currency="EUR")
    text = text_of(client.get("/"))
    assert "We help companies use less material, energy and water" in text
    assert "Centre of A works with companies" in text
    assert "What's new" not in text and "Results so far" not in text and "/pages/" not in text


@pytest.mark.parametrize("address", PAGES)
def test_no_cookie_for_who_only_reads(sample_centre, client, address):
    response = client.get(address)
    assert response.status_code == 200
    kept = set(response.cookies) - ({"csrftoken"} if address == "/ask/" else set())
    assert not kept
    assert response["Cache-Control"] == "private, no-cache" and response["ETag"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_each_language_has_an_address_and_says_so(sample_centre, client, address, language):
    text = text_of(client.get(f"{address}?language={language}"))
    assert f'<html lang="{language}"' in text
    if address != "/ask/sent/":
        for other in LANGUAGES:
            assert f'hreflang="{other}" href="http://testserver{address}?language={other}"' in text


def test_a_language_asked_for_by_an_address_stays(sample_centre, client):
    english = {"accept-language": "en"}
    client.get("/?language=en", headers=english)
    assert not client.cookies, "nothing is kept of who reads in the language of the browser"
    assert '<html lang="fr"' in text_of(client.get("/?language=fr", headers=english))
    assert '<html lang="fr"' in text_of(client.get("/pages/about/", headers=english))


def test_a_visitor_chooses_a_language_without_a_token(sample_centre, client):
    page = text_of(client.get("/"))
    assert "csrfmiddlewaretoken" not in page
    strict = type(client)(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "fr", "next": "/"})
    assert answer.url == "/" and '<html lang="fr"' in text_of(strict.get("/"))


def test_who_is_signed_in_needs_the_token_for_a_language(sample_centre, client):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(sample_centre["expert"])
    assert strict.post("/language/", {"language": "fr"}).status_code == 403
    sample_centre["expert"].refresh_from_db()
    assert sample_centre["expert"].language != "fr"


@pytest.mark.parametrize("address", PAGES)
def test_the_first_load_is_small(sample_centre, client, address):
    """The page with all that it loads, before compression."""
    page = client.get(address)
    text = text_of(page)
    loaded = set(
        re.findall(r'<(?:link rel="stylesheet"|img|script)[^>]*(?:href|src)="([^"]+)', text)
    )
    size = len(page.content)
    for name in loaded:
        if name.startswith("/static/"):
            path = settings.PACKAGE / "centre/pages/static" / name.removeprefix("/static/")
            size += path.stat().st_size
        else:
            size += len(client.get(name).content)
    assert loaded and size + TYPEFACE < FIRST_LOAD, size


def test_the_front_page_needs_few_queries(sample_centre, client, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(25):
        client.get("/")


def test_nothing_confidential_stands_on_the_front_page(sample_centre, client):
    """No name of a company that has not agreed to a published case study, and no draft."""
    text = text_of(client.get("/"))
    for one in Organisation.objects.exclude(name="Rivermouth Dairy"):
        assert one.name not in text
    for one in AssessmentRequest.objects.all():
        assert one.company not in text and one.email not in text


def test_a_text_of_the_centre_runs_no_script(sample_centre, client):
    SitePage.objects.filter(key="about", language="en").update(
        text="<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/a.png)"
    )
    text = text_of(client.get("/pages/about/"))
    assert "<script>alert" not in text and 'href="javascript' not in text
    assert '<img src="https://evil' not in text


def test_two_centres_with_like_names_do_not_meet(sample_centre, client):
    """There is one centre in an installation; an organisation may have its very name."""
    name = Centre.objects.get().name
    Organisation.objects.create(name=name, country="Elsewhere", kind="peer centre")
    assert f"<title>{name}</title>" in text_of(client.get("/"))


@pytest.mark.parametrize("name", ["<b>&\"'" * 20, "C" * 200, "مركز الإنتاج الأنظف"])
def test_any_name_fits_every_page(sample_centre, client, name):
    from html import escape

    Centre.objects.update(name=name[:200])
    for address in ("/", "/accounts/login/", "/clearinghouse/", "/nowhere/"):
        assert escape(name[:200]).replace("&#x27;", "&#x27;") in text_of(client.get(address))


# --- the look


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_the_mark_and_colours_stand_on_every_page(admin, client):
    values = LOOK | {"colour": "#1f4f8a", "logo": SimpleUploadedFile("a.svg", SVG)}
    assert admin.post("/centre/look/", values).status_code == 302
    mark = Mark.objects.get()
    anybody = type(client)()
    for address in ("/", "/accounts/login/", "/clearinghouse/", "/benchmarks/published/"):
        text = text_of(anybody.get(address))
        assert f"/mark/{mark.digest}" in text and "/colours/1f4f8a-" in text, address
    style = text_of(anybody.get(re.search(r"/colours/[\w-]+\.css", text)[0]))
    assert "--accent: #1f4f8a" in style and "prefers-color-scheme: dark" in style


def test_the_mark_is_sent_so_that_nothing_runs(sample_centre, client):
    response = client.get(f"/mark/{Mark.objects.get().digest}")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert client.get("/mark/0000").status_code == 404


def test_a_style_sheet_of_other_colours_is_not_made(client, sample_centre):
    for wrong in ("ffff00-ffff00", "1f5f4a", "x-y", "1f5f4a-1f5f4a", "1f5f4a-6fc3a3-000000"):
        assert client.get(f"/colours/{wrong}.css").status_code == 404, wrong


def test_a_refused_look_keeps_what_was_typed(admin):
    values = LOOK | {"colour": "#ffff00", "telephone": "+000 77"}
    response = admin.post("/centre/look/", values)
    text = text_of(response)
    assert response.status_code == 422 and "4.5:1 is required" in text and "+000 77" in text
    hostile = SimpleUploadedFile("a.svg", SVG.replace(b"<path", b"<script/><path"))
    response = admin.post("/centre/look/", LOOK | {"logo": hostile})
    assert response.status_code == 422 and "contains a script" in text_of(response)


def test_a_logo_of_20_mb_is_refused_in_plain_words(admin):
    before = Mark.objects.get().digest
    large = SimpleUploadedFile("a.png", b"\x89PNG" + b"\0" * 20 * 1024**2)
    response = admin.post("/centre/look/", LOOK | {"logo": large})
    assert response.status_code in (413, 422) and "MB" in text_of(response)
    assert Mark.objects.get().digest == before


# --- pages


def test_a_page_is_previewed_saved_and_found_again(signed_in):
    client = signed_in("director")
    address = "/centre/pages/about/fr/"
    text = text_of(client.post(address, {"text": "**Aperçu**", "preview": "1"}))
    assert "<strong>Aperçu</strong>" in text and "**Aperçu**</textarea>" in text
    assert "Aperçu" not in SitePage.objects.get(key="about", language="fr").text
    assert client.post(address, {"text": "**Aperçu**"}).status_code == 302
    assert "<strong>Aperçu</strong>" in text_of(client.get("/pages/about/?language=fr"))
    listed = text_of(client.get(address))
    first = re.findall(r"\?version=(\d+)", listed)[-1]
    assert "institution fictive" in text_of(client.get(f"{address}?version={first}"))
    assert client.get(f"{address}?version=999999").status_code == 404


# --- requests for an assessment


@pytest.fixture
def post_form(client, django_capture_on_commit_callbacks):
    """Post a form, and let the worker send the letters that follow."""

    def post(address, values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, values, headers={"accept-language": "fr"})

    return post


def test_a_request_is_sent_and_answered_by_a_page(sample_centre, client, post_form, mailoutbox):
    response = post_form("/ask/", ASKED)
    assert response.url == "/ask/sent/"
    made = AssessmentRequest.objects.get(company="Hilltop Mill")
    assert made.language == "fr" and made.is_open
    (letter,) = mailoutbox
    assert letter.to == ["stone@hilltop.example"]
    for typed in ("Hilltop", "Stone", "power bill"):
        assert typed not in letter.body and typed not in letter.subject
    assert "What happens next" in text_of(client.get("/ask/sent/"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": ""}, "Enter an e-mail address or a telephone number."),
        ({"email": "stone"}, "Enter an e-mail address such as name@example.org."),
        ({"company": ""}, "Enter the company"),
        ({"sector": "piracy"}, "Choose one of the options"),
        ({"about": "x" * 3_001}, "3,000 characters or fewer"),
        ({"person": "a\0b"}, "contains a character that cannot be saved"),
    ],
)
def test_a_wrong_request_keeps_what_was_typed(sample_centre, client, changed, said):
    response = client.post("/ask/", ASKED | changed)
    text = text_of(response)
    assert response.status_code == 422 and said in text
    kept = {"place": "Hilltop", "about": "power bill has doubled"}
    assert all(words in text for name, words in kept.items() if name not in changed)
    assert not AssessmentRequest.objects.filter(person="A. Stone").exists()


def test_fifty_posts_of_a_robot_become_few(sample_centre, post_form, mailoutbox):
    answers = []
    for n in range(50):
        values = ASKED | {"company": f"Robot {n}", "email": f"r{n}@robot.example"}
        answers.append(post_form("/ask/", values))
    made = AssessmentRequest.objects.filter(company__startswith="Robot").count()
    assert made == len(mailoutbox) == 5
    last = answers[-1]
    assert last.status_code == 429 and "Robot 49" in text_of(last)
    assert "écrivez-nous" in text_of(last)


def test_robots_of_many_networks_are_limited_together(sample_centre, client):
    for n in range(60):
        client.post("/ask/", ASKED | {"company": f"Robot {n}"}, REMOTE_ADDR=f"198.51.100.{n}")
    assert AssessmentRequest.objects.filter(company__startswith="Robot").count() == 40


def test_one_mailbox_gets_one_letter(sample_centre, post_form, mailoutbox):
    for n in range(4):
        post_form("/ask/", ASKED | {"company": f"Again {n}"})
    assert len(mailoutbox) == 1


def test_what_a_robot_fills_in_saves_nothing(sample_centre, client):
    answer = client.post("/ask/", ASKED | {"website": "https://spam.example"})
    assert answer.url == "/ask/sent/" and not mail.outbox
    assert not AssessmentRequest.objects.filter(company="Hilltop Mill").exists()


def test_a_request_without_the_token_of_its_form_is_refused(sample_centre, client):
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post("/ask/", ASKED).status_code == 403


def test_a_request_waits_for_the_experts_with_its_number(signed_in):
    client = signed_in("expert")
    text = text_of(client.get("/requests/"))
    assert "Hillside Brewery" in text and "<h1>Assessment requests</h1>" in text
    assert re.search(r'href="/requests/"[^<]*Requests\s*<span class="count">1', text)


def test_a_declined_request_is_told_its_reason(signed_in, post_form, mailoutbox):
    client = signed_in("director")
    one = AssessmentRequest.objects.get()
    page = text_of(client.post(f"/requests/{one.pk}/", {"decline": "1", "reason": ""}))
    assert "Enter the reason" in page and 'value="Hillside Brewery"' in page
    values = {"decline": "1", "reason": "We assess plants in Verdania only."}
    assert post_form(f"/requests/{one.pk}/", values).status_code == 302
    (letter,) = mailoutbox
    assert "We assess plants in Verdania only." in letter.body
    assert "declined" in text_of(client.get("/requests/"))
