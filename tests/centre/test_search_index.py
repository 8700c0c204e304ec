"""The index follows every act, and upkeep mends what went past it."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from scp_centre.centre.followed_rows import FollowedQuerySet
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import (
    ContactPerson,
    Organisation,
    Site,
)
from scp_centre.centre.search import index_by_permission
from scp_centre.centre.search.entries import (
    clear_index,
    complete_index,
    index_later,
)
from scp_centre.centre.search.everything import search_everything
from scp_centre.centre.search.jobs import queue_missing_index
from scp_centre.centre.search.models import SearchEntry
from scp_centre.centre.search.sources import search_sources
from scp_centre.centre.search.watching import watched_models
from scp_centre.interfaces.cli import index
from scp_centre.roles.training.models import Workshop
from tests.centre.search_fixtures import VISITOR, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("numbered_entries")]


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
    assert {"Demijohn", "Cullet smelted"} <= set(titles(expert, "obsidian"))
    assert titles(expert, "zephyrine") == [] or "Demijohn" not in titles(expert, "zephyrine")


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
    # A visitor finds the company's public licences, not the company.
    assert titles(expert, "rivermouth") and "Rivermouth Dairy" not in titles(VISITOR, "rivermouth")


@pytest.mark.django_db(transaction=True)
def test_the_shelves_of_few_companies_are_kept_at_once(sample_centre, monkeypatch):
    monkeypatch.setattr(index_by_permission, "MOST_COMPANIES", 1)
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
