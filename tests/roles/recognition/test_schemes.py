"""Schemes: criteria as data that never change once published, and the rules of the law."""

import json
from datetime import date

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.roles.recognition.actions import schemes
from scp_centre.roles.recognition.criteria_texts import LARGEST, read_criteria, scheme_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion, Scheme
from scp_centre.roles.recognition.scheme_rules import missing_rules
from tests.roles.recognition.applications import LABEL, SCHEME, published_version

pytestmark = pytest.mark.django_db


def test_only_a_label_officer_writes_schemes(sample_centre):
    with pytest.raises(NotPermittedError):
        schemes.keep_scheme(SCHEME, acting_user=sample_centre["director"])
    assert not Scheme.objects.filter(code="TST").exists()


def test_what_a_scheme_says_of_itself_is_changed_and_in_the_log(sample_centre):
    officer = sample_centre["label"]
    scheme = schemes.keep_scheme(SCHEME, acting_user=officer)
    schemes.keep_scheme(SCHEME | {"owner": "An agency"}, acting_user=officer, scheme=scheme)
    row = Entry.objects.filter(act="keep_scheme", subject="Label of a test").first()
    assert row.before["owner"] == "A ministry" and row.after["owner"] == "An agency"


def test_a_code_that_is_taken_is_refused(sample_centre):
    officer = sample_centre["label"]
    schemes.keep_scheme(SCHEME, acting_user=officer)
    with pytest.raises(RecognitionError, match="already has the code"):
        schemes.keep_scheme(SCHEME | {"code": "tst"}, acting_user=officer)


def test_published_criteria_never_change_and_end_where_the_next_begin(sample_centre):
    officer = sample_centre["label"]
    first = published_version(officer)
    with pytest.raises(RecognitionError, match="already published"):
        schemes.publish_criteria(first, acting_user=officer)
    second = schemes.draft_criteria(
        first.scheme, LABEL, "Second rules", date(2026, 1, 1), acting_user=officer
    )
    assert second.number == 2
    again = schemes.draft_criteria(
        first.scheme, LABEL, "Better", date(2026, 3, 1), acting_user=officer
    )
    assert again.pk == second.pk and again.source == "Better"
    schemes.publish_criteria(again, acting_user=officer)
    first.refresh_from_db()
    assert first.valid_to == date(2026, 2, 28) and first.content == json.loads(LABEL)


def test_a_version_that_begins_before_an_earlier_one_is_not_published(sample_centre):
    officer = sample_centre["label"]
    first = published_version(officer)
    early = schemes.draft_criteria(
        first.scheme, LABEL, "Early", date(2024, 1, 1), acting_user=officer
    )
    with pytest.raises(RecognitionError, match="starts on the same day or later"):
        schemes.publish_criteria(early, acting_user=officer)
    assert CriteriaVersion.objects.get(pk=early.pk).published is None


def test_criteria_that_changed_meanwhile_are_not_published(sample_centre):
    officer = sample_centre["label"]
    scheme = schemes.keep_scheme(SCHEME, acting_user=officer)
    version = schemes.draft_criteria(scheme, LABEL, "A", date(2026, 1, 1), acting_user=officer)
    with pytest.raises(ConflictError):
        schemes.publish_criteria(version, acting_user=officer, shown="another state")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"id": "a", "id": "b"}',
        "[" * 5_000,
        '{"criteria": NaN}',
        LABEL.replace('"points": {"minimum": 2}', '"points": [2]'),
        LABEL.replace('"points": {"minimum": 2}', '"points": {"groups": [1]}'),
        LABEL.replace('"at least": 30', '"at least": "many"'),
        LABEL + " " * LARGEST,
    ],
)
def test_criteria_that_cannot_be_read_are_refused_with_what_to_do(text):
    with pytest.raises(RecognitionError) as refused:
        read_criteria(text)
    assert refused.value.cure and refused.value.where == "content"


def test_criteria_are_sentences_in_the_language_of_the_reader(sample_centre):
    version = published_version(sample_centre["label"])
    titles = {lang: scheme_of(version, lang).criteria[0].title for lang in ("en", "fr", "es", "ar")}
    assert titles["en"] == "Recycled content" and titles["fr"] == "Matière recyclée"
    assert len(set(titles.values())) == 4
    assert scheme_of(version, "ru").title == "Verdania Green Label"  # what has no title of its own


@pytest.mark.parametrize("field", ["terms", "openness", "stakeholders", "monitoring", "sanctions"])
def test_what_the_law_asks_of_a_label_and_a_scheme_does_not_say(field):
    """The five conditions of Directive 2005/29/EC, Article 2(r), as inserted in 2024."""
    whole = {name: SCHEME[name] for name in SCHEME}
    assert missing_rules(Scheme(**whole)) == []
    (missing,) = missing_rules(Scheme(**(whole | {field: " "})))
    assert missing.field == field


@pytest.mark.parametrize("sign", ["\\ud800", "\\u0000"])
def test_signs_that_no_database_keeps_are_refused(sign):
    text = LABEL.replace('"title": "', f'"title": "{sign}', 1)
    assert text != LABEL
    with pytest.raises(RecognitionError, match="not valid JSON"):
        read_criteria(text)
