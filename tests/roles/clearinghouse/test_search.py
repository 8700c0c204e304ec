"""The search: sentences, spelling, languages, facets, synonyms; up to date at once."""

import re

import pytest
from django.db import OperationalError

from scp_centre.centre.search import memory_index
from scp_centre.reference import load_table, sentence_model
from scp_centre.roles.clearinghouse.actions.items import publish, retire, write_item
from scp_centre.roles.clearinghouse.actions.vocabulary import add_synonyms
from scp_centre.roles.clearinghouse.models import Asked, Entry, Item
from scp_centre.roles.clearinghouse.search import search_log
from scp_centre.roles.clearinghouse.search.field_words import english_of
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.clearinghouse.search.memory_index import INDEX
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401


@pytest.fixture
def few(editor):  # noqa: F811
    rows = {
        "dye": ("Low-liquor dyeing machines", "Dyeing with less water.", "13", "water", "low"),
        "heat": ("Heat pump for a dairy", "Warm water from cooling.", "10", "heat", "high"),
        "tannery": ("Chrome recovery", "Spent liquor is used again.", "15", "chemicals", "medium"),
        "drive": ("Variable speed drives", "Pumps at part flow.", "C", "motors", "medium"),
    }
    return {
        key: written(editor, title, text, sectors=[sector], topics=[topic], cost=cost)
        for key, (title, text, sector, topic, cost) in rows.items()
    }


def found(question, filters=None, **more):
    return [Item.objects.get(pk=pk).title for pk in search(question, filters, **more).items]


def test_a_sentence_finds_the_fitting_item_first(few):
    titles = found("reduce water in textile dyeing, low cost")
    assert titles[0] == "Low-liquor dyeing machines"


def test_what_a_question_names_is_offered_as_filter(few):
    understood = search("reduce water in textile dyeing, low cost").asked.understood
    assert {("cost", "low"), ("topic", "water"), ("sector", "13")} <= set(understood)
    assert ("cost", "none") not in understood


@pytest.mark.parametrize(
    ("typed", "meant", "title"),
    [
        ("dyieng", "dyeing", "Low-liquor dyeing machines"),
        ("hetpump", "heat pump", "Heat pump for a dairy"),
        ("cromium recoverry", "recovery", "Chrome recovery"),
    ],
)
def test_spelling_is_forgiven(few, typed, meant, title):
    answer = search(typed)
    assert meant[:6] in answer.asked.corrected
    assert found(typed)[0] == title


def test_a_reader_finds_items_in_their_own_language(few, editor):  # noqa: F811
    written(
        editor,
        "Insulate pipes",
        "Bare pipes lose heat.",
        others={"fr": {"title": "Isoler les conduites", "summary": "Les tuyaux nus perdent."}},
    )
    assert found("isolation des tuyaux", language="fr")[0] == "Insulate pipes"
    assert found("tuyau nu", language="fr")[0] == "Insulate pipes"
    # By its topic, although nobody translated it, and from a page in another language.
    assert "Low-liquor dyeing machines" in found("eau", language="fr")
    assert "Low-liquor dyeing machines" in found("agua", language="en")


def test_facets_count_what_else_could_be_chosen(few):
    answer = search("", {"cost": {"medium"}})
    assert answer.total == 2
    assert dict(answer.facets["cost"]) == {"low": 1, "medium": 2, "high": 1}
    assert dict(answer.facets["sector"]) == {"C": 2, "15": 1}
    both = search("", {"cost": {"medium", "high"}, "sector": {"10"}})
    assert both.total == 1 and dict(both.facets["sector"]) == {"C": 3, "10": 1, "15": 1}


def test_synonyms_of_the_editor(few, editor):  # noqa: F811
    assert "Variable speed drives" not in found("inverter")
    add_synonyms("en", "variable speed drive, inverter", acting_user=editor)
    assert found("inverter")[0] == "Variable speed drives"


def test_every_change_is_found_at_once(few, editor):  # noqa: F811
    item = few["dye"]
    assert found("liquor")[0] == item.title
    write_item(
        {"type": "technology", "cost": ""},
        {"en": {"title": "Supercritical carbon dioxide dyeing", "summary": "No bath."}},
        acting_user=editor,
        item=item,
    )
    assert found("supercritical")[0] == "Supercritical carbon dioxide dyeing"
    assert "Supercritical carbon dioxide dyeing" not in found("low-liquor")
    retire(item, "Superseded.", acting_user=editor)
    assert found("supercritical") == []
    publish([item], acting_user=editor)
    assert found("supercritical") == ["Supercritical carbon dioxide dyeing"]


def test_the_late_shelf_is_merged_into_the_great_one(few, editor, monkeypatch):  # noqa: F811
    monkeypatch.setattr(memory_index, "FEWEST_LATE", 3)
    before = found("water")
    for n in range(6):
        written(editor, f"Rain water tank {n}", "Collects water.")
        assert len(found("rain tank")) == n + 1
    state = INDEX.current()
    assert len(state.main.documents) + len(state.late.documents) >= 10
    assert set(before) <= set(found("water", count=50))
    assert Entry.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_the_great_shelf_is_built_beside_the_answers(few, editor, monkeypatch):  # noqa: F811
    monkeypatch.setattr(memory_index, "FEWEST_LATE", 3)
    for n in range(6):
        written(editor, f"Rain water tank {n}", "Collects water.")
        assert len(found("rain tank")) == n + 1
    INDEX.renewing.join(20)
    assert len(found("rain tank")) == 6
    state = INDEX.current()
    assert len(state.main.documents) > 4 and len(state.late.documents) < 6
    written(editor, "Rain water tank 6", "Collects water.")
    assert len(found("rain tank", count=50)) == 7


def test_nothing_is_found_with_words_that_stand_nowhere(few):
    answer = search("qqqqq xxxxx")
    assert answer.total == 0 and answer.items == ()


def test_questions_are_counted_for_the_editor_and_nobody_is_named(few, client):
    for _ in range(2):
        assert client.get("/clearinghouse/", {"q": "Plasma Gasification"}).status_code == 200
    row = Asked.objects.get()
    assert (row.text, row.times, row.found) == ("plasma gasification", 2, 0)
    assert {f.name for f in Asked._meta.fields} == {
        "id",
        "day",
        "text",
        "language",
        "times",
        "found",
    }


def test_the_editor_sees_what_the_collection_holds(few, editor, client):  # noqa: F811
    written(editor, "A draft", topics=["labels"], public=False)
    client.force_login(editor)
    page = client.get("/clearinghouse/searches/").content.decode()
    rows = re.findall(r'<tr>\s*<th scope="row">([^<]+)</th>(.*?)</tr>', page, re.S)
    cells = {
        name: [cell.strip() for cell in re.findall(r"<td[^>]*>\s*(?:<a[^>]*>)?([^<]+)", row)]
        for name, row in rows
    }
    assert cells["Labels and standards"][-1] == "0"  # a draft is not held yet
    held = Item.objects.filter(standing="published", tags__scheme="topic", tags__code="water")
    assert cells["Water"][-1] == str(held.count()) and "type=technology&amp;topic=water" in page


def test_the_page_marks_why(few, client):
    page = client.get("/clearinghouse/", {"q": "dyeing water"}).content.decode()
    assert "<mark>dyeing</mark>" in page and "<mark>Water</mark>" in page


def test_a_script_in_a_title_is_text(editor, client):  # noqa: F811
    item = written(editor, "<script>alert(1)</script> drum", "x </script><b>y")
    for address in ("/clearinghouse/?q=drum", f"/clearinghouse/{item.pk}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
    assert "\\u003c/script" in client.get(f"/clearinghouse/{item.pk}/").content.decode()


@pytest.mark.skipif(not sentence_model.available(), reason="the sentence model is not installed")
def test_meaning_finds_what_no_word_says(editor, settings):  # noqa: F811
    settings.SEARCH_MEANING = True
    written(editor, "Automobile repair shops", "Oil from vehicles is collected.")
    written(editor, "Bakery ovens", "Bread is baked with less gas.")
    assert found("fixing cars in a garage")[0] == "Automobile repair shops"
    settings.SEARCH_MEANING = False
    assert "Automobile repair shops" not in found("fixing cars")


def test_where_nothing_is_found_the_nearest_are_shown_and_said_to_be(editor, settings, client):  # noqa: F811
    settings.SEARCH_MEANING = True
    written(editor, "Automobile workshops", "Oil from vehicles is collected.")
    written(editor, "Bakery ovens", "Bread is baked with less gas.")
    assert found("pizzeria kitchen") == []  # for letters and programs nothing is found
    page = client.get("/clearinghouse/?q=pizzeria+kitchen").content.decode()
    assert "Bakery ovens" in page and "closest in meaning" in page and "Automobile" not in page
    assert Asked.objects.get().found == 0  # so that the editor hears of it
    assert "closest in meaning" not in client.get("/clearinghouse/?q=zeppelin").content.decode()


def test_a_short_word_is_not_made_another_one(editor):  # noqa: F811
    written(editor, "Plastic bans", "Vapor is lost.")
    assert search("plastic bags").asked.corrected == ""
    assert search("vapr").asked.corrected == "vapor"


def test_questions_wait_for_each_other_and_for_a_busy_database(few, client, settings, monkeypatch):
    settings.SEARCH_COUNT_SECONDS = 3600
    search_log.write()
    for _ in range(3):
        client.get("/clearinghouse/?q=Rinsing")
    assert not Asked.objects.filter(text="rinsing").exists()

    def busy(*_):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(search_log.connection, "cursor", busy)
        search_log.write()  # says nothing, loses nothing
    search_log.write()
    assert Asked.objects.get(text="rinsing").times == 3


@pytest.mark.parametrize(
    ("language", "question", "title"),
    [
        ("fr", "entraînements à vitesse variable", "Variable speed drives"),
        ("es", "recuperación de cromo", "Chrome recovery"),
        ("ar", "استرجاع الكروم", "Chrome recovery"),
        ("fr", "une pompe à chaleur dans une laiterie", "Heat pump for a dairy"),
        ("ar", "مضخة حرارية لمصنع ألبان", "Heat pump for a dairy"),
    ],
)
def test_a_reader_finds_in_another_language_what_is_written_in_english(
    few, language, question, title
):
    assert found(question, language=language)[0] == title
    assert search(question, language=language).asked.corrected == ""  # words of the field, no slips


def test_the_words_of_the_field_stand_in_four_languages():
    for row in load_table("field_words").rows:
        assert all(row[language] for language in ("en", "fr", "es", "ar")), row
    assert english_of("fr")[("vapeur",)] == (("steam",),) and english_of("en") == {}
