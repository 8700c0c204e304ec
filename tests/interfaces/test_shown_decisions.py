"""Whoever approves or publishes decides on what the page showed, and on nothing that came later."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

import scp_centre
from scp_centre.roles.policy.models import Brief
from scp_centre.roles.production import actions as production
from scp_centre.roles.production.models import Assessment, Review
from scp_centre.roles.products import actions as products
from scp_centre.roles.products.models import FootprintModel
from tests.interfaces.form_walk import forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql_statements]
# A decision on a row that nobody changes: the next one is another row, with another address.
OF_ONE_ROW = {"approve_verification"}
# What was published once already; a list of titles; a sum that is checked and shown once it is out.
NOTHING_SHOWN = {"publish_item", "publish_chosen", "publish_results"}


def form_with(client, page, word):
    found = forms_of(page, client.get(page).content.decode())
    return next(f for f in found if word in f.action or any(word in b for b in f.buttons))


def decided(form, act):
    return form.as_shown() | ({"act": [act]} if act else {})


@pytest.fixture
def assessment(sample_centre, signed_in):
    found = Assessment.objects.get(company="Rivermouth Dairy")
    production.submit_for_review(found, acting_user=sample_centre["expert"])

    def change():
        Assessment.objects.filter(pk=found.pk).update(revision=found.revision + 1)

    def is_decided():
        return Assessment.objects.get(pk=found.pk).review == Review.APPROVED

    page = reverse("review", args=[found.pk])
    return signed_in("reviewer"), page, "approve", "approve", change, is_decided


@pytest.fixture
def footprint(sample_centre, signed_in):
    found = FootprintModel.objects.filter(standing="draft").first()
    products.submit_footprint(found, acting_user=found.changed_by)

    def change():
        FootprintModel.objects.filter(pk=found.pk).update(version=found.version + 1)

    def is_decided():
        return FootprintModel.objects.get(pk=found.pk).standing == "approved"

    page = reverse("footprint", args=[found.pk])
    return signed_in("reviewer"), page, "approve", "", change, is_decided


@pytest.fixture
def brief(sample_centre, signed_in):
    found = Brief.objects.exclude(standing="published").first()
    Brief.objects.filter(pk=found.pk).update(standing="draft")
    found.consultations.all().delete()

    def change():
        Brief.objects.filter(pk=found.pk).update(version=found.version + 1)

    def is_decided():
        return Brief.objects.get(pk=found.pk).standing == "published"

    page = reverse("brief", args=[found.slug])
    return signed_in("director"), page, "publish", "", change, is_decided


@pytest.mark.parametrize("kind", ["assessment", "footprint", "brief"])
def test_what_changed_meanwhile_is_not_decided(kind, request):
    client, page, word, act, change, is_decided = request.getfixturevalue(kind)
    form = form_with(client, page, word)
    change()
    answer = client.post(form.action, decided(form, act))
    assert answer.status_code == 422 and "decide again" in answer.content.decode()
    assert not is_decided()
    without = {name: value for name, value in decided(form, act).items() if name != "shown"}
    assert client.post(form.action, without).status_code == 422 and not is_decided()
    again = form_with(client, page, word)
    assert client.post(again.action, decided(again, act)).status_code == 302
    assert is_decided()


def test_each_button_that_approves_or_publishes_says_what_its_page_showed():
    blind = []
    for path in Path(scp_centre.__file__).parent.rglob("*.html"):
        text = path.read_text("utf-8")
        for found in re.finditer(r"{% url '((?:approve|publish)_\w+)'", text):
            name, after = found[1], text[found.start() : found.start() + 300]
            if name not in OF_ONE_ROW | NOTHING_SHOWN and "shown" not in after:
                blind.append((path.name, name))
    assert not blind
