"""What was removed between the page's look and the act: told in words, with 404, never 500."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from scp_centre.centre.registry.models import Organisation
from scp_centre.interfaces.web.middleware import WordsForErrors
from scp_centre.roles.clearinghouse.actions import items as actions
from scp_centre.roles.clearinghouse.models import Item

pytestmark = pytest.mark.django_db


def test_a_row_that_goes_while_it_is_changed_is_said(signed_in, monkeypatch):
    def retire(*args, **more):
        raise Item.DoesNotExist  # as the act's own look at a row that has gone

    client = signed_in("information")
    item = Item.objects.filter(standing="published").first()
    monkeypatch.setattr(actions, "retire", retire)
    answer = client.post(reverse("retire_item", args=[item.pk]), {"reason": "It was wrong."})
    assert answer.status_code == 404
    assert "removed this in the meantime" in answer.content.decode()


def test_only_what_was_sent_is_told_so():
    """A page that looks for what is not there has a fault of ours: it is noted as one."""
    words = WordsForErrors(lambda request: None)
    request = RequestFactory().get("/")
    assert words.process_exception(request, Organisation.DoesNotExist()) is None
    api = words.process_exception(RequestFactory().post("/api/v1/x"), Organisation.DoesNotExist())
    assert api.status_code == 404 and api["Content-Type"] == "application/problem+json"
