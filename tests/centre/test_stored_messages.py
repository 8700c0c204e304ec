"""Upgrade and return: names that older versions kept in English become messages, and back."""

import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.translation import speaker
from scp_centre.centre.translation.messages import FORMER, catalogues
from scp_centre.centre.translation.stored_messages import as_message
from scp_centre.methods.messages import HOLE, Message, _, from_json

BEFORE = [("evidence", "0011_words_of_choices"), ("jobs", "0005_words_of_choices")]


@pytest.mark.django_db(transaction=True)
def test_messages_survive_an_upgrade_and_a_return(sample_centre):
    job = Job.objects.create(
        kind="readings",
        title=_("All data for {organisation}", organisation="{Energy}"),
        owner=sample_centre["expert"],
        state=State.FAILED,
        findings=[{"message": _("Workbook"), "row": 3}],
    )
    # A benchmark has the title that it was given, a measure of a label that of its scheme.
    named_by_code = Observation.objects.filter(sector="").exclude(origin__startswith="label:")
    names = dict(named_by_code.values_list("pk", "name"))
    assert names and all(isinstance(name, Message) for name in names.values())
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        old = executor.loader.project_state(BEFORE).apps
        assert old.get_model("jobs", "Job").objects.get(pk=job.pk).title == "All data for {Energy}"
        kept = old.get_model("jobs", "Job").objects.get(pk=job.pk)
        assert kept.findings == [{"message": "Workbook", "row": 3}]
        told = old.get_model("evidence", "Observation").objects.filter(pk__in=names)
        told = told.values_list("pk", "name")
        assert {pk: type(name) for pk, name in told} == dict.fromkeys(names, str)
    finally:
        MigrationExecutor(connection).migrate(leaves)
    again = dict(named_by_code.values_list("pk", "name"))
    assert {pk: name.as_json() for pk, name in again.items()} == {
        pk: name.as_json() for pk, name in names.items()
    }


def test_english_of_older_versions_is_read_in_the_readers_language():
    """Where it surely is ours; what people may have written stays as it is."""
    french = speaker("fr")
    assert french(as_message("Cancelled.")) not in ("", "Cancelled.")
    title = as_message("All data of Energy", ["All data of {organisation}"])
    assert french(title).endswith("Energy") and french(title) != "All data for Energy"
    for text in ("Cheese line 3", "{name} stays", "", "All data of"):
        assert french(as_message(text, ["All data of {organisation}"])) == text


def test_a_sentence_in_the_words_of_an_older_version_is_said_in_those_of_today():
    kept = {"_message": "{count} figure is approved.", "plural": "{count} figures are approved.",
            "count": 3, "with": {"count": {"number": 3, "spec": ""}}}  # fmt: skip
    assert str(from_json(kept)) == "3 figures have been approved."
    assert speaker("fr")(from_json(kept)) != "3 figures have been approved."


def test_former_sentences_lead_to_sentences_of_today_with_the_same_holes():
    """When this fails: a sentence was written anew; let its former row lead to the new words."""
    rows = [
        {"context": "", "now_plural": ""} | row for row in json.loads(FORMER.read_text("utf-8"))
    ]
    said = {(m.context or "", key) for c in catalogues("fr") for m in c for key in keys_of(m)}
    assert [row["now"] for row in rows if (row["context"], row["now"]) not in said] == []
    assert [row["former"] for row in rows if (row["context"], row["former"]) in said] == []
    wrong = [
        row["former"]
        for row in rows
        if set(HOLE.findall(row["former"])) - set(HOLE.findall(row["now"] + row["now_plural"]))
    ]
    assert len(rows) > 1_000 and wrong == []


def keys_of(message):
    return [message.id] if isinstance(message.id, str) else list(message.id[:1])
