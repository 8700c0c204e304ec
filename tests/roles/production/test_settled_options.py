"""What is carried out or declined is no longer asked for; who changes what was approved is told."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from scp_centre.centre.translation import speaker
from scp_centre.roles.production import queries
from scp_centre.roles.production.models import Answer, Assessment, Measure, Progress, Review
from scp_centre.roles.production.report import compose

pytestmark = pytest.mark.django_db


@pytest.fixture
def dairy(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


def settle(assessment, key, **values):
    Measure.objects.update_or_create(assessment=assessment, option=key, defaults=values)


def test_what_to_do_first_leaves_out_what_is_settled(dairy, signed_in):
    planned = [o.entry.key for o in queries.result_of(dairy).plan.options]
    Measure.objects.filter(assessment=dairy).delete()
    page = reverse("assessment", args=[dairy.pk])
    client = signed_in("expert")
    assert [o.entry.key for o in client.get(page).context["todo"]] == planned
    done, declined, given_up, *left = planned
    settle(dairy, done, progress=Progress.CARRIED_OUT, carried_out_on=date(2026, 1, 28))
    settle(dairy, declined, answer=Answer.DECLINED, answer_reason="Too dear.")
    settle(dairy, given_up, progress=Progress.GIVEN_UP, progress_reason="The line is closed.")
    assert [o.entry.key for o in client.get(page).context["todo"]] == left
    for key in left:
        settle(dairy, key, progress=Progress.CARRIED_OUT, carried_out_on=date(2026, 2, 1))
    assert (
        "All chosen options have been carried out or closed." in client.get(page).content.decode()
    )


def test_the_report_says_what_became_of_an_option(dairy):
    Measure.objects.filter(assessment=dairy).delete()
    key = queries.result_of(dairy).plan.options[0].entry.key
    settle(dairy, key, progress=Progress.CARRIED_OUT, carried_out_on=date(2026, 1, 28))
    result, outcomes = queries.result_of(dairy), queries.outcomes_of(dairy)
    for language in ("en", "fr", "es"):
        said = speaker(language)(outcomes[key])
        items = [b for b in compose(result, language, outcomes).blocks if hasattr(b, "items")]
        assert items[0].items[0].endswith(said) and "2026" in said
        plain = [b for b in compose(result, language).blocks if hasattr(b, "items")]
        assert said not in plain[0].items[0]


@pytest.mark.parametrize("before", [Review.APPROVED, Review.SUBMITTED, Review.DRAFT])
def test_who_changes_what_was_approved_is_told(dairy, signed_in, before):
    Assessment.objects.filter(pk=dairy.pk).update(review=before)
    client = signed_in("expert")
    key = queries.result_of(dairy).plan.options[0].entry.key
    sent = {f"decision-{key}": "reject", f"reason-{key}": "The line will be closed."}
    answer = client.post(reverse("options", args=[dairy.pk]), sent)
    assert answer.status_code == 302
    told = [str(m) for m in get_messages(answer.wsgi_request)]
    dairy.refresh_from_db()
    lapsed = before != Review.DRAFT and dairy.review == Review.DRAFT
    assert any("draft again" in said for said in told) == lapsed
    assert dairy.review == Review.DRAFT
