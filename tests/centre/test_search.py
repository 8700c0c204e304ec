"""Search across everything: what is found, and how its pages answer."""

import pytest

from scp_centre.centre.search.everything import PAGE, search_everything, suggest
from scp_centre.centre.search.models import SearchEntry
from scp_centre.centre.search.sources import search_sources
from tests.centre.search_fixtures import OF_ACME, VISITOR, WIDE, found, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("numbered_entries")]


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
        # Tenders have a search of their own, on their page.
        assert others or who == "markets", who
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
        assert titles(expert, text) == ["Demijohn"]
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
    for strange in ("page=-3", "page=9999999999999999999", "page=x"):
        assert client.get(f"/search/?q=rivermouth&{strange}").status_code == 200
    for strange in (
        "kind=%27",
        "kind=nothing",
    ):  # all kinds would be shown as if they were asked for
        assert client.get(f"/search/?q=rivermouth&{strange}").status_code == 400


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
