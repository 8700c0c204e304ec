"""The search across everything finds what the clearinghouse finds for the same words."""

import pytest
from django.contrib.auth.models import AnonymousUser

from scp_centre.centre.search.everything import search_everything
from scp_centre.centre.search.models import SearchEntry
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.search.item_search import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("numbered_entries")]
QUESTIONS = (
    "cleaning in place water",
    "steam traps",
    "save water in dyeing",
    "compressed air leaks",
    "waste water treatment cost",
    "what is material flow cost accounting",
    "heat recovery from boiler",
)
BEST = 3


def items_found(text, language="en"):
    page = search_everything(text, AnonymousUser(), language=language, kind="item")
    return [row.address for row in page.rows]


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_best_items_of_the_clearinghouse_are_found_here_too(sample_centre, text):
    best = search(text, {}, language="en", count=BEST, meaning=False).items
    assert len(best) == BEST
    missing = {f"/clearinghouse/{pk}/" for pk in best} - set(items_found(text))
    assert not missing, Item.objects.filter(pk__in=[m.split("/")[2] for m in missing])


def test_an_item_is_found_by_its_labels_in_other_languages(sample_centre):
    item = Item.objects.get(texts__language="en", texts__title__startswith="Inspect and repair")
    assert item.technologies and f"/clearinghouse/{item.pk}/" in items_found("vapeur", "fr")


def test_a_label_finds_an_item_and_is_not_shown(sample_centre):
    entry = SearchEntry.objects.filter(source="item", act="").exclude(texts=[]).first()
    item = Item.objects.get(pk=entry.thing)
    from scp_centre.roles.clearinghouse.search_sources import labels_of

    assert labels_of(item)
    assert not set(labels_of(item)) & set(entry.texts)


def test_a_name_finds_no_texts_that_have_only_its_usual_word(sample_centre):
    """Every word of a company's name is asked for, and a usual word alone finds no texts."""
    page = search_everything("Zzyx Company 00017 plant", sample_centre["expert"], language="en")
    assert all(one.key in ("item", "page", "module") or one.count < 3 for one in page.kinds)
