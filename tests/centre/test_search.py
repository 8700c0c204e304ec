"""Search across everything: each finds what they may open, and nothing tells of the rest."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.followed_rows import FollowedQuerySet
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import (
    ContactPerson,
    Membership,
    Organisation,
    Person,
    Product,
    Role,
    Site,
)
from scp_centre.centre.search import library
from scp_centre.centre.search.entries import (
    clear_index,
    complete_index,
    index_later,
    number_entries,
)
from scp_centre.centre.search.everything import PAGE, search_everything, suggest
from scp_centre.centre.search.jobs import queue_missing_index
from scp_centre.centre.search.models import SearchEntry
from scp_centre.centre.search.readers import reader_of
from scp_centre.centre.search.sources import search_sources
from scp_centre.centre.search.watching import watched_models
from scp_centre.interfaces.cli import index
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.policy.models import Brief
from scp_centre.roles.training.models import Course, Module, Workshop
from scp_centre.roles.training.models.course import Door

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
WIDE = ("water", "energy", "Rivermouth", "2025", "a", "chee", "production", "plant", "Verdania")


@pytest.fixture(autouse=True)
def numbered(request):
    """Number the entries, as a commit does: the sample centre is put there by hand."""
    if "sample_centre" in request.fixturenames:
        request.getfixturevalue("sample_centre")
        number_entries()


def found(person, text):
    """Return everything that somebody finds, kind after kind."""
    page = search_everything(text, person, language="en")
    rows = []
    for one in page.kinds:
        if one.count == len(one.rows):
            rows += one.rows
            continue
        for start in range(0, one.count, PAGE):
            part = search_everything(text, person, language="en", kind=one.key, start=start)
            rows += part.rows
    assert len(rows) == page.total
    return rows


def titles(person, text):
    return [str(row.title) for row in found(person, text)]


@pytest.fixture
def acme(sample_centre):
    """A company with one of everything, and a member of it."""
    company = Organisation.objects.create(name="Zephyrine Glassworks", country="Verdania")
    site = Site.objects.create(organisation=company, name="Quillon works", region="Delta")
    Product.objects.create(
        organisation=company,
        name="Bottle",
        reference_unit="t",
        hs="701090",
        gtin="4006381333931",
    )
    ContactPerson.objects.create(
        organisation=company, name="Yolanda Xerxes", email="y@zephyrine.example"
    )
    Observation.objects.create(
        site=site,
        origin="test",
        indicator="cullet",
        name="Cullet smelted",
        value=12.0,
        unit="t",
        period="2031",
        formula="",
    )
    member = Person.objects.create_user("z@zephyrine.example", "a quiet river 41", name="Z. Member")
    Membership.objects.create(person=member, role=Role.COMPANY, organisation=company)
    company.member = member
    return company


OF_ACME = ("zephyrine", "quillon", "bottle", "701090", "4006381333931", "xerxes", "cullet")


# --- what is found --------------------------------------------------------------------------------


def test_each_result_opens_for_whoever_found_it(client, sample_centre):
    """All that visitors find, and of each person what they do not; of figures one in ten."""
    public = {row.address for text in WIDE for row in found(VISITOR, text)}
    for address in sorted(public):
        assert client.get(address).status_code == 200, address
    for who, person in sample_centre.items():
        client.force_login(person)
        rows = {row for text in WIDE for row in found(person, text)}
        figures = sorted({row.address for row in rows if row.kind == "figure"})
        others = {row.address for row in rows if row.kind != "figure"} - public
        assert others, who
        for address in [*sorted(others), *figures[::10]]:
            assert client.get(address).status_code == 200, (who, address)


def test_everything_of_a_company_is_found_by_itself_and_by_its_member(sample_centre, acme):
    for person in (sample_centre["expert"], sample_centre["director"], acme.member):
        for text in OF_ACME:
            assert any(row.organisation == acme.name for row in found(person, text)), text


def test_all_sources_find_something_in_the_sample_centre(sample_centre, acme):
    there = set(SearchEntry.objects.values_list("source", flat=True))
    assert set(search_sources()) - there <= {"organisation", "investment_file", "world"}


@pytest.mark.parametrize(
    "text", ["RIVERMOUTH", "rivermouth", "Rivermóuth", "rivermouht", "rivermo"]
)
def test_case_accents_slips_and_beginnings_do_not_matter(sample_centre, text):
    assert "Rivermouth Dairy" in titles(sample_centre["expert"], text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "energies"),
        ("fr", "énergies"),
        ("fr", "ENERGIE"),
        ("es", "energías"),
        ("es", "energia"),
    ],
)
def test_plurals_of_three_languages_find_the_singular(sample_centre, language, text):
    page = search_everything(text, sample_centre["expert"], language=language)
    assert {"figure", "item"} <= {one.key for one in page.kinds}


def test_a_message_is_found_in_the_readers_language(sample_centre):
    page = search_everything("eaux usées", sample_centre["expert"], language="fr")
    assert any(one.key == "figure" for one in page.kinds)


def test_codes_are_found_exactly_with_or_without_signs_between(sample_centre, acme):
    expert = sample_centre["expert"]
    for text in ("701090", "7010.90", "4006381333931", "4 006381 333931".replace(" ", "")):
        assert titles(expert, text) == ["Bottle"]
    for text in ("701091", "70109", "4006381333932"):
        assert titles(expert, text) == []


def test_a_quoted_phrase_has_its_words_side_by_side(sample_centre):
    expert = sample_centre["expert"]
    assert titles(expert, '"Rivermouth plant"')
    assert titles(expert, '"plant Rivermouth"') == []
    assert titles(expert, '"Rivermouth') == titles(expert, "Rivermouth")


def test_suggestions_are_few_and_follow_the_last_letters(sample_centre):
    kinds = suggest("riverm", sample_centre["expert"], language="en")
    rows = [row for one in kinds for row in one.rows]
    assert kinds[0].key == "company" and 0 < len(rows) <= 8
    assert suggest("", sample_centre["expert"], language="en") == []


# --- rights ---------------------------------------------------------------------------------------


def test_of_another_company_nothing_is_found(sample_centre, acme):
    slips = [text[:-1] + "q" for text in OF_ACME] + [text[1:] for text in OF_ACME]
    begun = [text[:4] for text in OF_ACME]
    for person in (sample_centre["company"], sample_centre["dyehouse"], VISITOR):
        for text in (*OF_ACME, *slips, *begun):
            page = search_everything(text, person, language="en")
            assert not any(row.organisation == acme.name for row in found(person, text)), text
            assert not any(word in page.question.corrected for word in OF_ACME), text
            kinds = suggest(text, person, language="en")
            assert not any(row.organisation == acme.name for one in kinds for row in one.rows)


def test_each_company_finds_nothing_of_any_other(sample_centre):
    companies = list(Organisation.objects.all())
    for who in ("company", "dyehouse"):
        person = sample_centre[who]
        mine = set(person.memberships.values_list("organisation__name", flat=True))
        for other in companies:
            rows = found(person, other.name)
            assert {row.organisation for row in rows} <= mine | {""}, (who, other)


def snapshot(person, text):
    """Return all that an answer tells."""
    page = search_everything(text, person, language="en")
    return page, suggest(text, person, language="en")


def test_no_part_of_an_answer_changes_with_what_one_may_not_see(sample_centre):
    """Not by a count, an order, a correction, a suggestion or a share of rarity."""
    asked = (*WIDE, "watre", "enrgy", "glas", "wat", '"hot water"', "bottle water")
    people = [sample_centre["company"], sample_centre["analyst"], VISITOR]
    before = {(p, text): snapshot(p, text) for p in people for text in asked}
    other = Organisation.objects.create(name="Watre Enrgy Glaswater", country="Verdania")
    site = Site.objects.create(organisation=other, name="Hot water")
    for n in range(30):
        Product.objects.create(organisation=other, name=f"Water {n}", reference_unit="t")
        Observation.objects.create(
            site=site, origin=f"t{n}", indicator="w", name="Water energy production", value=1,
            unit="t", period="2025", formula="",
        )  # fmt: skip
    assert before == {(p, text): snapshot(p, text) for p in people for text in asked}


def test_what_is_no_longer_public_leaves_no_word_behind(sample_centre):
    item = Item.objects.filter(standing=Standing.PUBLISHED).first()
    item.texts.update(title="Xylophonic quenching")
    assert titles(VISITOR, "xylophonic") == ["Xylophonic quenching"]
    Item.objects.filter(pk=item.pk).update(standing=Standing.DRAFT)
    for text in ("xylophonic", "xylophonik", "xylo", '"xylophonic quenching"'):
        page = search_everything(text, VISITOR, language="en")
        assert page.total == 0 and page.question.corrected == ""
    assert titles(sample_centre["information"], "xylophonic") == ["Xylophonic quenching"]
    assert titles(sample_centre["expert"], "xylophonic") == []


def test_a_draft_is_found_by_those_who_see_drafts(sample_centre):
    brief = Brief.objects.first()
    brief.title, brief.standing = "Obsidian levy", "draft"
    brief.save()
    module = Module.objects.create(key="obsidian", language="en", title="Obsidian module")
    for who, person in {**sample_centre, "visitor": VISITOR}.items():
        expected = {"Obsidian levy"} if who in ("analyst", "director") else set()
        expected |= {"Obsidian module"} if who == "trainer" else set()
        assert set(titles(person, "obsidian")) == expected, who
    module.standing = "ready"
    module.save()
    assert "Obsidian module" in titles(sample_centre["company"], "obsidian")


def test_a_course_of_chosen_companies_is_found_by_their_people(client, sample_centre):
    course = Course.objects.first()
    course.title, course.door = "Obsidian course", Door.COMPANIES
    course.save()
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    course.companies.set([dairy])
    enrolled = set(course.enrolments.values_list("person", flat=True))
    for who, person in sample_centre.items():
        expected = ["Obsidian course"] if who in ("company", "trainer") else []
        assert titles(person, "obsidian") == expected, who
        client.force_login(person)
        opens = client.get(reverse("course", args=[course.pk])).status_code == 200
        assert opens == bool(expected) or person.pk in enrolled, who
    course.companies.clear()
    assert titles(sample_centre["company"], "obsidian") == []


def test_whoever_loses_a_role_finds_nothing_of_it(sample_centre):
    member = sample_centre["company"]
    assert titles(member, "rivermouth")
    member.memberships.all().delete()
    member = Person.objects.get(pk=member.pk)
    assert not any(row.organisation for row in found(member, "rivermouth"))
    Person.objects.filter(pk=member.pk).update(is_active=False)
    member = Person.objects.get(pk=member.pk)
    assert reader_of(member) == reader_of(VISITOR)


# --- the index ------------------------------------------------------------------------------------


def kept():
    fields = ("source", "thing", "act", "scope", "digest")
    return set(SearchEntry.objects.filter(gone=False).values_list(*fields))


def test_what_acts_left_in_the_index_is_what_building_it_makes(sample_centre, acme):
    before = kept()
    clear_index()
    list(complete_index())
    assert kept() == before


def test_every_watched_model_tells_of_rows_written_in_bulk():
    for source in search_sources().values():
        for model in watched_models(source):
            queries = type(model._default_manager.all())
            assert issubclass(queries, FollowedQuerySet), (source.key, model)


def test_a_change_is_found_at_once_and_what_is_deleted_goes(sample_centre, acme):
    expert = sample_centre["expert"]
    contact = ContactPerson.objects.get(name="Yolanda Xerxes")
    contact.name, pk = "Ursula Xerxes", contact.pk
    contact.save()
    assert titles(expert, "ursula") == ["Ursula Xerxes"] and titles(expert, "yolanda") == []
    contact.delete()
    assert titles(expert, "xerxes") == []
    entry = SearchEntry.objects.get(source="contact", thing=pk)
    assert entry.gone
    assert entry.title == "" and entry.words == "" and entry.texts == []


def test_an_organisation_with_another_name_is_found_by_that_one_with_all_that_it_has(
    sample_centre, acme
):
    expert = sample_centre["expert"]
    acme.name = "Obsidian Glass"
    acme.save()
    assert {"Bottle", "Cullet smelted"} <= set(titles(expert, "obsidian"))
    assert titles(expert, "zephyrine") == [] or "Bottle" not in titles(expert, "zephyrine")


def test_what_is_rolled_back_is_not_found(sample_centre):
    expert = sample_centre["expert"]
    with pytest.raises(RuntimeError), transaction.atomic():
        Organisation.objects.create(name="Obsidian Glass", country="Verdania")
        assert titles(expert, "obsidian") == ["Obsidian Glass"]
        raise RuntimeError
    assert titles(expert, "obsidian") == []


def test_many_acts_in_a_row_are_indexed_once_at_their_end(sample_centre):
    with index_later():
        company = Organisation.objects.create(name="Obsidian Glass", country="Verdania")
        assert titles(sample_centre["expert"], "obsidian") == []
        Site.objects.create(organisation=company, name="Obsidian works")
    assert set(titles(sample_centre["expert"], "obsidian")) == {"Obsidian Glass", "Obsidian works"}


def test_the_movements_of_a_running_workshop_write_no_index(sample_centre):
    workshop = Workshop.objects.first()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        Workshop.objects.filter(pk=workshop.pk).update(last_change=7)
    assert not any("search_" in one["sql"] for one in seen.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_committed_changes_reach_the_shelves_of_every_reader(sample_centre):
    expert, member = sample_centre["expert"], sample_centre["company"]
    SearchEntry.objects.filter(source="option").update(sequence=None)  # as one that crashed does
    company = Organisation.objects.create(name="Obsidian Glass", country="Verdania")
    assert not SearchEntry.objects.filter(sequence=None).exists()  # all are numbered now
    assert titles(expert, "obsidian") == ["Obsidian Glass"] and titles(member, "obsidian") == []
    assert titles(expert, "rivermouth") and titles(member, "rivermouth")
    company.name = "Basalt Glass"
    company.save()
    assert titles(expert, "obsidian") == [] and titles(expert, "basalt") == ["Basalt Glass"]
    company.delete()
    assert titles(expert, "basalt") == []
    clear_index()
    assert titles(expert, "rivermouth") == []
    list(complete_index())
    assert titles(expert, "rivermouth") and titles(VISITOR, "rivermouth") == []


@pytest.mark.django_db(transaction=True)
def test_the_shelves_of_few_companies_are_kept_at_once(sample_centre, monkeypatch):
    monkeypatch.setattr(library, "MOST_COMPANIES", 1)
    for _ in range(2):
        for who, name in (("company", "Rivermouth Dairy"), ("dyehouse", "Rivermouth Dairy")):
            there = name in titles(sample_centre[who], "rivermouth")
            assert there == (who == "company")


def test_queries_do_not_grow_with_what_is_found(sample_centre, acme):
    expert = sample_centre["expert"]
    search_everything("water", expert, language="en")  # reads the shelves
    counts = []
    for text in ("zephyrine", "a", "2025", "rivermouth energy", "watre"):
        with CaptureQueriesContext(connection) as seen:
            search_everything(text, expert, language="en")
        counts.append(len(seen))
    assert max(counts) <= 5


# --- the pages ------------------------------------------------------------------------------------


def test_the_page_groups_by_kind_and_marks_the_words(signed_in):
    page = signed_in("expert").get("/search/?q=burner").content.decode()
    assert "Options and measures" in page and "<mark>burner</mark>" in page
    assert "Rivermouth Dairy" in page


def test_a_kind_is_shown_page_by_page(signed_in):
    client = signed_in("expert")
    first = client.get("/search/?q=rivermouth&kind=figure").content.decode()
    second = client.get("/search/?q=rivermouth&kind=figure&page=2").content.decode()
    assert first.count("<h3>") == PAGE and "page=2" in first
    assert second.count("<h3>") == PAGE and first != second
    for strange in ("kind=%27", "kind=nothing", "page=-3", "page=9999999999999999999", "page=x"):
        assert client.get(f"/search/?q=rivermouth&{strange}").status_code == 200


def test_a_slip_is_named_and_nothing_found_says_what_to_do(signed_in):
    client = signed_in("expert")
    assert (
        "Showing results for “rivermouth”." in client.get("/search/?q=rivermuoth").content.decode()
    )
    assert "Check the spelling." in client.get("/search/?q=qqqqzzzz").content.decode()
    assert "Search companies" in client.get("/search/").content.decode()


def test_a_visitor_finds_what_is_published_and_has_no_box_on_other_pages(client, sample_centre):
    page = client.get("/search/?q=water").content.decode()
    assert "Knowledge items" in page and "Figures" not in page and "top-search" not in page
    assert "Sign in" in client.get("/search/?q=rivermouth").content.decode()
    assert client.get("/search/suggestions/?q=wa").status_code == 302


def test_suggestions_are_answered_by_kind_in_the_readers_language(signed_in):
    client = signed_in("expert")
    answer = client.get("/search/suggestions/?q=riverm", headers={"accept-language": "en"}).json()
    assert answer["groups"][0]["title"] == "Companies"
    row = answer["groups"][0]["rows"][0]
    assert row["title"] == "Rivermouth Dairy" and client.get(row["address"]).status_code == 200
    assert client.get("/search/suggestions/").json() == {"groups": [], "said": ""}


HOSTILE = [
    "x" * 10_000,
    "word " * 2_000,
    '"' * 300,
    '"a" "b" "c d e f g"' * 20,
    "%' OR 1=1 --",
    "* AND NEAR( OR NOT ^ :",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "<script>alert(1)</script>",
    "%%%___\\\\",
    "\u202ewater",
    "水 清洁生产 ماء",
    "0" * 500,
    "'’'’'’",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_questions_are_answered(signed_in, text):
    client = signed_in("expert")
    for address in ("/search/", "/search/suggestions/"):
        answer = client.get(address, {"q": text})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content and len(answer.content) < 150_000


# --- upkeep ---------------------------------------------------------------------------------------


def test_an_index_that_was_never_made_is_completed_by_one_job(sample_centre):
    before = kept()
    clear_index()
    assert queue_missing_index() and not queue_missing_index()
    job = Job.objects.get(kind="search_index")
    run_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == State.DONE and job.owner == sample_centre["admin"]
    assert kept() == before and not queue_missing_index()


def test_the_command_says_how_far_it_is(sample_centre, capsys):
    index.build_index(again=True)
    said = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"(\d+) of \1 things", said[-1])
    assert titles(sample_centre["expert"], "rivermouth")


def test_what_was_changed_without_a_signal_is_mended_by_the_upkeep(sample_centre):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_site SET name = 'Obsidian works'")
    expert = sample_centre["expert"]
    assert titles(expert, "obsidian") == []
    list(complete_index())
    assert "Obsidian works" in titles(expert, "obsidian")
